import { sql } from 'kysely'
import type { Citizen } from '../../platform/actor.ts'
import type { Db } from '../../platform/db.ts'
import { publication } from '../../platform/events.ts'
import { isOpen } from '../catalogue/index.ts'
import { heldKinship } from '../family/index.ts'
import { claim } from '../files/index.ts'
import { heldMandate } from '../organisations/index.ts'
import { draftOfSubmission } from './draft-store.ts'
import type { CaseRow } from './store.ts'

export type NewCase = Omit<
  CaseRow,
  | 'version'
  | 'updatedAt'
  | 'acceptedOn'
  | 'legalDueOn'
  | 'promiseDueOn'
  | 'decidedOn'
  | 'dueOn'
  | 'supplement'
  | 'handlerId'
  | 'departmentCode'
  | 'firstReviewerId'
  | 'reviewerId'
  | 'reviewConclusion'
  | 'reviewOpinion'
  | 'refusalGround'
  | 'reason'
  | 'resultName'
  | 'resultNumber'
  | 'resultNumberSealed'
  | 'validUntil'
  | 'proposal'
  | 'special'
  | 'fee'
  | 'delivery'
  | 'extendedDays'
>

/**
 * Submits a case: the row with its two numbers, its material files, the first timeline row, the event and its job; its draft
 * goes. One statement, which is one transaction: each round trip more costs a tenth of the throughput. It does nothing,
 * and says false, when the id is taken, the item is not open for it any more, a file is not the citizen's own, his mandate or his
 * right to act for a relative has ended, or the draft was for somebody else.
 */
export async function insertCase(
  db: Db,
  actor: Citizen,
  row: NewCase,
  materials: { materialId: string; fileId: string }[],
  applicantName: string,
): Promise<boolean> {
  const fileIds = [...new Set(materials.map((material) => material.fileId))]
  const files = claim(actor, fileIds)
  const { event, dispatch } = publication(actor, 'case.submitted', { caseId: row.id }, sql`submitted`)
  const { rows } = await sql`
    with own as (${files.own}), mandate as (${heldMandate(actor, row.itemCode)}), kinship as (${heldKinship(actor, actor.kinship, row.itemCode)}), submitted as (
      insert into cases."case" (id, case_number, query_code, citizen_id, subject_organisation_id, mandate_id, kinship_id, kinship_kind, kinship_subject, agent_masked, subject_digest, subject_sealed, applicant_masked, item_code, item_version, item_name,
        agency_code, agency_name, region_code, status, form, content_digest, submitted_at, updated_at, received_on,
        notice_due_on, due_on, calendar_version, flow, flow_version, alarm_on, owed, bundle, receiving_agency_code, receiving_agency_name)
      select ${row.id}::uuid, ${row.caseNumber}, ${row.queryCode}, ${row.citizenId}::uuid,
        ${row.subjectOrganisationId}::uuid, ${row.mandateId}::uuid, ${row.kinshipId}::uuid, ${row.kinshipKind}, ${row.kinshipSubject}::uuid,
        ${row.agentMasked}, ${row.subjectDigest}, ${row.subjectSealed}, ${row.applicantMasked}, ${row.itemCode},
        ${row.itemVersion}, ${row.itemName}, ${row.agencyCode}, ${row.agencyName}, ${row.regionCode}, ${row.status},
        ${JSON.stringify(row.form)}::jsonb, ${row.contentDigest}, ${row.submittedAt}::timestamptz, ${row.submittedAt}::timestamptz,
        ${row.receivedOn}::date, ${row.noticeDueOn}::date, ${row.noticeDueOn}::date, ${row.calendarVersion}, ${row.flow},
        ${row.flowVersion}::int, ${row.alarmOn}::date, ${row.owed && JSON.stringify(row.owed)}::jsonb, ${row.bundle && JSON.stringify(row.bundle)}::jsonb,
        ${row.receivingAgencyCode}, ${row.receivingAgencyName}
      where (select count(*) from own) = ${fileIds.length}::int
        and exists (select from mandate)
        and exists (select from kinship)
        and not exists (select from cases.draft where citizen_id = ${row.citizenId}::uuid and id = ${row.id}::uuid
          and (subject_organisation_id is distinct from ${row.subjectOrganisationId}::uuid or kinship_id is distinct from ${row.kinshipId}::uuid))
        and ${isOpen(row.itemCode, row.itemVersion, row.agencyCode, row.bundle?.submittedAt ?? row.submittedAt)}
      on conflict (id) do nothing
      returning id
    ), marked as (
      ${files.mark} and exists (select from submitted)
    ), numbers as (
      insert into cases.lookup (code, case_id)
      select code, id from submitted, unnest(array[${row.caseNumber}::text, ${row.queryCode}::text]) as code
    ), files as (
      insert into cases.material_file (case_id, material_id, file_id)
      select id, material_id, file_id
      from submitted, unnest(${materials.map((m) => m.materialId)}::text[], ${materials.map((m) => m.fileId)}::uuid[]) as m (material_id, file_id)
    ), first as (
      insert into cases.timeline (case_id, seq, act_id, action, actor_kind, actor_id, actor_name, at)
      select id, 1, id, 'submit', 'citizen', ${row.citizenId}::uuid, ${applicantName}, ${row.submittedAt}::timestamptz from submitted
    ), draft as (
      delete from cases.draft where ${draftOfSubmission(actor)} and id in (select id from submitted)
    ), event as (${event})
    ${dispatch}`
    // All names are written as the database has them: nothing for the plugin to walk through.
    .execute(db.withoutPlugins())
  return rows.length === 1
}
