import type { BenchItem } from './submit.ts'

/**
 * The statements of one submission as a pgbench script: the look-ups before it, then the same two writing statements in a
 * transaction. Ids are ordered by time like the application's (UUIDv7); everything else
 * is constant. No look-up compares with a volatile expression: that would read the whole table.
 */
export function submitScript(item: BenchItem, citizenId: string): string {
  // A colon before a letter would be a pgbench variable, so one blank follows each.
  const form = JSON.stringify(item.form, null, 1).replaceAll(/\n\s*/g, ' ').replaceAll("'", "''")
  const materials = item.materials.map((id) => `'${id}'`).join(', ')
  const files = item.materials.map(() => 'gen_random_uuid()').join(', ')
  const newId = `(lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(:a::int), 3, '0') || '8' || lpad(to_hex(:b::bigint), 15, '0'))::uuid`
  return `\\set a random(0, 4095)
\\set b random(0, 1000000000000000)
select citizen_id from identity.session where token_digest = :b::text and expires_at > now();
select * from cases."case" where id = '0193a5b0-7c1e-7d3a-9b7e-3f1c2d4e5f60';
select i.state, v.version from catalogue.item i join catalogue.item_version v on v.item_code = i.code where i.code = '${item.code}' and v.effective_from <= now() and (v.effective_to is null or v.effective_to > now());
select * from identity.citizen where id = '${citizenId}';
begin;
update files.file set in_use = true where id = any (array[${files}]::uuid[]) and citizen_id = '${citizenId}' returning id;
with submitted as (
  insert into cases."case" (id, case_number, query_code, citizen_id, applicant_masked, item_code, item_version, item_name, agency_code, agency_name,
    region_code, status, form, content_digest, submitted_at, updated_at, received_on, notice_due_on, due_on, calendar_version)
  values (${newId}, 'N' || :a::text || '-' || :b::text, 'C' || :a::text || '-' || :b::text, '${citizenId}', '测**', '${item.code}', ${item.version}, '测试事项', '${item.agencyCode}', '测试部门',
    '770101', 'submitted', '${form}'::jsonb, repeat('0', 64), now(), now(), current_date, current_date + 7, current_date + 7, 'bench')
  on conflict (id) do nothing returning id
), numbers as (
  insert into cases.lookup (code, case_id) select code, id from submitted, unnest(array['N' || :a::text || '-' || :b::text, 'C' || :a::text || '-' || :b::text]) as code
), files as (
  insert into cases.material_file (case_id, material_id, file_id)
  select id, material_id, file_id from submitted, unnest(array[${materials}]::text[], array[${files}]::uuid[]) as m (material_id, file_id)
), first as (
  insert into cases.timeline (case_id, seq, act_id, action, actor_kind, actor_id, actor_name, at)
  select id, 1, id, 'submit', 'citizen', '${citizenId}'::uuid, '测试人', now() from submitted
), draft as (
  delete from cases.draft where citizen_id = '${citizenId}' and id in (select id from submitted)
)
select id from submitted;
with event as (
  insert into platform.event (id, type, subject, actor_kind, actor_id, request_id, at)
  values (${newId}, 'case.submitted', '{"caseId":"x"}'::jsonb, 'citizen', '${citizenId}', 'bench', now())
)
select graphile_worker.add_job('dispatch', payload => json_build_object('eventId', 'x', 'at', now()), max_attempts => 25);
commit;
`
}
