import type { CaseStatus, SupplementRequest } from '@zhengtong/contract/cases'
import type { QueueName } from '@zhengtong/contract/staff-cases'
import { sql } from 'kysely'
import type { Static } from 'typebox'
import type { Db, Tx } from '../../platform/db.ts'

export interface Supplement {
  requests: Static<typeof SupplementRequest>[]
  requestedAt: string
  dueOn: string
  answeredAt: string | null
}

export interface CaseRow {
  id: string
  caseNumber: string
  queryCode: string
  citizenId: string
  /** The organisation it was applied for, and under which mandate; null: the citizen himself. */
  subjectOrganisationId: string | null
  mandateId: string | null
  applicantMasked: string
  itemCode: string
  itemVersion: number
  itemName: string
  agencyCode: string
  agencyName: string
  regionCode: string
  status: CaseStatus
  version: number
  form: Record<string, unknown>
  contentDigest: string
  submittedAt: string
  updatedAt: string
  receivedOn: string
  noticeDueOn: string
  acceptedOn: string | null
  legalDueOn: string | null
  promiseDueOn: string | null
  decidedOn: string | null
  dueOn: string | null
  calendarVersion: string
  supplement: Supplement | null
  reviewerId: string | null
  reviewConclusion: 'grant' | 'deny' | null
  reviewOpinion: string | null
  refusalGround: string | null
  reason: string | null
  resultName: string | null
  resultNumber: string | null
  validUntil: string | null
}
export interface TimelineRow {
  caseId: string
  seq: number
  actId: string
  action: string
  actorKind: string
  actorId: string
  actorName: string
  note: string | null
  at: string
}
export interface MaterialFileRow {
  caseId: string
  materialId: string
  fileId: string
  supplemented: boolean
}
declare module '../../platform/db.ts' {
  interface Schema {
    'cases.case': CaseRow
    'cases.lookup': { code: string; caseId: string }
    'cases.materialFile': MaterialFileRow
    'cases.timeline': TimelineRow
    'cases.numberBlock': { itemCode: string; day: string; next: number }
  }
}

export type NewCase = Omit<
  CaseRow,
  | 'status'
  | 'version'
  | 'updatedAt'
  | 'acceptedOn'
  | 'legalDueOn'
  | 'promiseDueOn'
  | 'decidedOn'
  | 'dueOn'
  | 'supplement'
  | 'reviewerId'
  | 'reviewConclusion'
  | 'reviewOpinion'
  | 'refusalGround'
  | 'reason'
  | 'resultName'
  | 'resultNumber'
  | 'validUntil'
>

/**
 * Inserts a submitted case with its two numbers, its material files and the first timeline row, and drops its draft: one
 * statement, because each round trip more costs a tenth of the throughput. False when the id is taken, or the draft was for
 * somebody else.
 */
export async function insertCase(
  tx: Tx,
  row: NewCase,
  materials: { materialId: string; fileId: string }[],
  applicantName: string,
): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    with submitted as (
      insert into cases."case" (id, case_number, query_code, citizen_id, subject_organisation_id, mandate_id, applicant_masked, item_code, item_version, item_name,
        agency_code, agency_name, region_code, status, form, content_digest, submitted_at, updated_at, received_on,
        notice_due_on, due_on, calendar_version)
      select ${row.id}::uuid, ${row.caseNumber}, ${row.queryCode}, ${row.citizenId}::uuid, ${row.subjectOrganisationId}::uuid,
        ${row.mandateId}::uuid, ${row.applicantMasked}, ${row.itemCode}, ${row.itemVersion}::int, ${row.itemName},
        ${row.agencyCode}, ${row.agencyName}, ${row.regionCode}, 'submitted',
        ${JSON.stringify(row.form)}::jsonb, ${row.contentDigest}, ${row.submittedAt}::timestamptz, ${row.submittedAt}::timestamptz,
        ${row.receivedOn}::date, ${row.noticeDueOn}::date, ${row.noticeDueOn}::date, ${row.calendarVersion}
      -- The subject was fixed at the draft.
      where not exists (select 1 from cases.draft where citizen_id = ${row.citizenId}::uuid and id = ${row.id}::uuid
        and subject_organisation_id is distinct from ${row.subjectOrganisationId}::uuid)
      on conflict (id) do nothing
      returning id
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
      delete from cases.draft where citizen_id = ${row.citizenId} and id in (select id from submitted)
    )
    select id from submitted`.execute(tx)
  return rows.length === 1
}

/** Takes the next `size` case numbers of an item and day; returns the first. */
export async function takeNumbers(tx: Tx, itemCode: string, day: string, size: number): Promise<number> {
  const { next } = await tx
    .insertInto('cases.numberBlock')
    .values({ itemCode, day, next: size + 1 })
    .onConflict((conflict) =>
      conflict.columns(['itemCode', 'day']).doUpdateSet((eb) => ({ next: eb('cases.numberBlock.next', '+', size) })),
    )
    .returning('next')
    .executeTakeFirstOrThrow()
  return next - size
}

export function findCase(db: Db, id: string) {
  return db.selectFrom('cases.case').selectAll().where('id', '=', id).executeTakeFirst()
}

/** A case of this agency; any other's is not there. */
export function findAgencyCase(db: Db, agencyCode: string, id: string) {
  return db
    .selectFrom('cases.case')
    .selectAll()
    .where('id', '=', id)
    .where('agencyCode', '=', agencyCode)
    .executeTakeFirst()
}

/** The same, locked: acts on one case take turns. */
export function lockAgencyCase(tx: Tx, agencyCode: string, id: string) {
  return tx
    .selectFrom('cases.case')
    .selectAll()
    .where('id', '=', id)
    .where('agencyCode', '=', agencyCode)
    .forUpdate()
    .executeTakeFirst()
}

export function findAct(tx: Tx, caseId: string, actId: string) {
  return tx
    .selectFrom('cases.timeline')
    .select(['action', 'actorId'])
    .where('caseId', '=', caseId)
    .where('actId', '=', actId)
    .executeTakeFirst()
}

/** Moves a locked case on: new status, next version, and whatever else the act changes. */
export async function updateCase(
  tx: Tx,
  id: string,
  change: Partial<CaseRow> & Pick<CaseRow, 'status' | 'version' | 'updatedAt'>,
): Promise<void> {
  const { supplement, form, ...plain } = change
  await tx
    .updateTable('cases.case')
    .set({
      ...plain,
      ...(supplement === undefined ? {} : { supplement: sql<Supplement>`${JSON.stringify(supplement)}::jsonb` }),
      ...(form === undefined ? {} : { form: sql<Record<string, unknown>>`${JSON.stringify(form)}::jsonb` }),
    })
    .where('id', '=', id)
    .execute()
}

export function insertTimeline(tx: Tx, row: TimelineRow) {
  return tx.insertInto('cases.timeline').values(row).execute()
}

export function listTimeline(db: Db, caseId: string) {
  return db.selectFrom('cases.timeline').selectAll().where('caseId', '=', caseId).orderBy('seq').limit(500).execute()
}

export async function insertMaterialFiles(tx: Tx, rows: MaterialFileRow[]): Promise<void> {
  if (rows.length)
    await tx
      .insertInto('cases.materialFile')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
}

export function listMaterialFiles(db: Db, caseId: string) {
  return db
    .selectFrom('cases.materialFile')
    .select(['materialId', 'fileId', 'supplemented'])
    .where('caseId', '=', caseId)
    .orderBy('fileId')
    .limit(2_000)
    .execute()
}

export async function hasFile(db: Db, caseId: string, fileId: string): Promise<boolean> {
  return (
    (await db
      .selectFrom('cases.materialFile')
      .select('fileId')
      .where('caseId', '=', caseId)
      .where('fileId', '=', fileId)
      .executeTakeFirst()) !== undefined
  )
}

export function caseIdByCode(db: Db, code: string) {
  return db.selectFrom('cases.lookup').select('caseId').where('code', '=', code).executeTakeFirst()
}

const queueStatus: Record<Exclude<QueueName, 'done'>, CaseStatus> = {
  'to-accept': 'submitted',
  'to-review': 'accepted',
  'to-decide': 'reviewed',
  correction: 'correction',
}
const queueRow = [
  'id',
  'caseNumber',
  'itemName',
  'applicantMasked as applicantName',
  'status',
  'submittedAt',
  'updatedAt',
  'dueOn',
] as const

export function findQueueRow(db: Db, agencyCode: string, id: string) {
  return db
    .selectFrom('cases.case')
    .select(queueRow)
    .where('id', '=', id)
    .where('agencyCode', '=', agencyCode)
    .executeTakeFirst()
}

/** An agency's open cases in one queue, the first due first. */
export function listOpenQueue(
  db: Db,
  agencyCode: string,
  {
    queue,
    after,
    limit,
  }: { queue: Exclude<QueueName, 'done'>; after: { dueOn: string; id: string } | undefined; limit: number },
) {
  return db
    .selectFrom('cases.case')
    .select(queueRow)
    .where('agencyCode', '=', agencyCode)
    .where('status', '=', sql.lit(queueStatus[queue]))
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(due_on, id) > (${after?.dueOn ?? ''}::date, ${after?.id ?? ''}::uuid)`),
    )
    .orderBy('dueOn')
    .orderBy('id')
    .limit(limit + 1)
    .execute()
}

/** An agency's finished cases, the latest first. */
export function listDoneQueue(
  db: Db,
  agencyCode: string,
  { after, limit }: { after: { updatedAt: string; id: string } | undefined; limit: number },
) {
  return db
    .selectFrom('cases.case')
    .select(queueRow)
    .where('agencyCode', '=', agencyCode)
    .where(sql<boolean>`status in ('refused', 'granted', 'denied', 'withdrawn')`)
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(updated_at, id) < (${after?.updatedAt ?? ''}::timestamptz, ${after?.id ?? ''}::uuid)`),
    )
    .orderBy('updatedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}

/** Counts of an agency's open queues, each up to `ceiling`: a number on a badge is not worth counting a million rows. */
export async function countOpenQueues(db: Db, agencyCode: string, ceiling: number): Promise<Record<string, number>> {
  const count = (status: CaseStatus) =>
    sql`(select count(*) from (select 1 from cases."case" where agency_code = ${agencyCode} and status = ${sql.lit(status)} limit ${ceiling}) as counted)`
  const { rows } = await sql<
    Record<string, number>
  >`select ${count('submitted')} as "to-accept", ${count('accepted')} as "to-review",
    ${count('reviewed')} as "to-decide", ${count('correction')} as "correction"`.execute(db)
  return rows[0] ?? {}
}

/** What a message about a case may say. */
export function caseForNotice(db: Db, id: string) {
  return db
    .selectFrom('cases.case')
    .select([
      'citizenId',
      'subjectOrganisationId',
      'itemCode',
      'itemName',
      'agencyName',
      'queryCode',
      'status',
      'reason',
      'noticeDueOn',
      'promiseDueOn',
      'supplement',
      'resultName',
    ])
    .where('id', '=', id)
    .executeTakeFirst()
}
