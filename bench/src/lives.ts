import { v7 } from 'uuid'
import { createCrypto, loadKeys } from '../../apps/server/src/platform/crypto/index.ts'
import { DEMO_SECRET } from '../../apps/server/src/config.ts'
import type { Shot } from './load.ts'
import { makeCitizens, makeOfficerSession } from './people.ts'
import type { Product } from './product.ts'
import { makeFiles, onlineItem } from './submit.ts'

export type World = Awaited<ReturnType<typeof prepare>>

/** Applicants with their uploads, an officer who accepts and reviews, and a head who decides. */
export async function prepare(product: Product) {
  const { pool } = product
  const item = await onlineItem(product)
  const crypto = createCrypto(DEMO_SECRET)
  await loadKeys({ pool, crypto, config: { secretKey: DEMO_SECRET, kekFile: '', kekCommand: '' } })
  const people = await makeCitizens(pool, crypto.seal('identity', '770101199003070014'), 200)
  const files = await makeFiles(
    product,
    people.map(({ id }) => id),
    item.materials.length,
  )
  const officer = async (permission: string) => {
    const { rows } = await pool.query<{ id: string }>(
      `select s.id from access.staff s join access.role_grant g on g.staff_id = s.id join access.role r on r.id = g.role_id
       where s.agency_code = $1 and r.permissions @> $2 order by s.login limit 1`,
      [item.agencyCode, [permission]],
    )
    return makeOfficerSession(pool, item.agencyCode, rows[0]?.id)
  }
  return { item, people, files, clerk: await officer('accept'), head: await officer('decide') }
}

/** The four requests of one life: submit, accept, review, grant. */
export function shots({ item, people, files, clerk, head }: World, turn: number): Shot[] {
  const index = turn % people.length
  const materials = item.materials.map((materialId, place) => ({
    materialId,
    fileIds: [files[index * item.materials.length + place]],
  }))
  const id = v7()
  const post = (path: string, cookie: string, body: object): Shot => ({
    method: 'POST',
    path: `/api/v1${path}`,
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify(body),
  })
  const act = (kind: string, cookie: string, version: number, body: object = {}) =>
    post(`/staff/cases/${id}/${kind}`, cookie, { actId: v7(), version, ...body })
  return [
    post('/cases', people[index]?.cookie ?? '', {
      id,
      itemCode: item.code,
      itemVersion: item.version,
      form: item.form,
      materials,
    }),
    act('acceptance', clerk, 1),
    act('review', clerk, 2, { conclusion: 'grant', opinion: '材料齐全，建议准予。' }),
    act('grant', head, 3),
  ]
}

/** Jobs that the worker has not done yet. */
export async function waiting({ pool }: Product): Promise<number> {
  const { rows } = await pool.query<{ jobs: number }>(`select count(*)::int as jobs from graphile_worker._private_jobs`)
  return rows[0]?.jobs ?? 0
}

/** The rows of one life in four transactions, with nothing checked, read or told. */
export const RAW = `\\set n random(1, 1000000000)
begin;
insert into cases."case" (id, case_number, query_code, citizen_id, applicant_masked, item_code, item_version, item_name, agency_code,
  agency_name, region_code, status, form, content_digest, submitted_at, updated_at, received_on, notice_due_on, due_on, calendar_version)
values (lpad(to_hex(:n::bigint), 32, '7')::uuid, 'R' || :n, 'R' || :n, gen_random_uuid(), '测*', 'raw', 1, '测试事项', 'raw', '测试部门', '770101',
  'submitted', '{}', '', now(), now(), current_date, current_date, current_date, 'raw') on conflict do nothing;
insert into cases.timeline (case_id, seq, act_id, action, actor_kind, actor_id, actor_name, at)
  values (lpad(to_hex(:n::bigint), 32, '7')::uuid, 1, gen_random_uuid(), 'submit', 'citizen', gen_random_uuid(), '测', now()) on conflict do nothing;
insert into platform.event (id, type, subject, actor_kind, actor_id, request_id, at) values (gen_random_uuid(), 'bench', '{}', 'citizen', '', '', now());
commit;
${[2, 3, 4]
  .map(
    (seq) => `begin;
update cases."case" set status = '${['', '', 'accepted', 'reviewed', 'granted'][seq] ?? ''}', version = ${seq}, updated_at = now() where id = lpad(to_hex(:n::bigint), 32, '7')::uuid;
insert into cases.timeline (case_id, seq, act_id, action, actor_kind, actor_id, actor_name, at)
  values (lpad(to_hex(:n::bigint), 32, '7')::uuid, ${seq}, gen_random_uuid(), 'act', 'staff', gen_random_uuid(), '测', now()) on conflict do nothing;
insert into platform.event (id, type, subject, actor_kind, actor_id, request_id, at) values (gen_random_uuid(), 'bench', '{}', 'staff', '', '', now());
commit;
`,
  )
  .join('')}`
