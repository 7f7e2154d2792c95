import type { CaseStatus } from '@zhengtong/contract/cases'
import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'
import { within, type Scope } from '../access/index.ts'
import type { publication } from '../../platform/events.ts'
import type { BundleLink, Delivery, Fee, Owed, Proposal, Special, Supplement } from './case-parts.ts'
import type { StoredAnswers } from './form-privacy.ts'

export interface CaseRow {
  id: string
  caseNumber: string
  queryCode: string
  citizenId: string
  /** The organisation it was applied for, and under which mandate; null: the citizen himself. */
  subjectOrganisationId: string | null
  mandateId: string | null
  /** Filed for a relative: under which ward record or family mandate, for whom, and by whom; all null: for oneself. */
  kinshipId: string | null
  kinshipKind: 'ward' | 'mandate' | null
  kinshipSubject: string | null
  agentMasked: string | null
  subjectDigest: string | null
  subjectSealed: string | null
  applicantMasked: string
  itemCode: string
  itemVersion: number
  itemName: string
  agencyCode: string
  agencyName: string
  /** Where it was handed in, if not at the deciding agency. */
  receivingAgencyCode: string | null
  receivingAgencyName: string | null
  regionCode: string
  status: CaseStatus
  version: number
  form: StoredAnswers
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
  handlerId: string | null
  departmentCode: string | null
  /** Of a review in two steps: who did the first. */
  firstReviewerId: string | null
  reviewerId: string | null
  reviewConclusion: 'grant' | 'deny' | null
  reviewOpinion: string | null
  refusalGround: string | null
  reason: string | null
  resultName: string | null
  resultNumber: string | null
  /** In its place where the number identifies a person, such as the one that a newborn gets. */
  resultNumberSealed: string | null
  validUntil: string | null
  /** The procedure it follows to its end, whatever versions come later. */
  flow: string
  flowVersion: number
  alarmOn: string | null
  proposal: Proposal | null
  owed: Owed | null
  special: Special | null
  fee: Fee | null
  delivery: Delivery | null
  extendedDays: number
  /** The bundle (一件事) that it is part of. */
  bundle: BundleLink | null
}
export type FlowName = Pick<CaseRow, 'flow' | 'flowVersion'>
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
  /** Working days that the act gives: of an extension, or expected of a special procedure. */
  days: number | null
  /** Legal date from which it has effect, where that is not its own day. */
  asOf: string | null
  /** Of a move to another flow (流程迁移): from which to which; null for every other act. */
  moved: { from: FlowName; to: FlowName } | null
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

/** A case within the scope; any other is not there. */
export function findScopedCase(db: Db, scope: Scope, id: string) {
  return db.selectFrom('cases.case').selectAll().where('id', '=', id).where(within(scope)).executeTakeFirst()
}

/** The same, locked: acts on one case take turns. */
export function lockScopedCase(tx: Tx, scope: Scope, id: string) {
  return tx
    .selectFrom('cases.case')
    .selectAll()
    .where('id', '=', id)
    .where(within(scope))
    .forUpdate()
    .executeTakeFirst()
}

/** A case for an act of the system, locked. */
export function lockCase(tx: Tx, id: string) {
  return tx.selectFrom('cases.case').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

const jsonColumns = ['form', 'supplement', 'proposal', 'owed', 'special', 'fee', 'delivery'] as const

type Moved = Partial<CaseRow> & Pick<CaseRow, 'status' | 'version' | 'updatedAt'>

/**
 * Moves a locked case on (new status, next version, and whatever else the act changes), with its timeline row, its event and
 * the job that tells of it: one statement, since round trips are most of what an act costs.
 */
export async function writeAct(
  tx: Tx,
  id: string,
  change: Moved,
  row: TimelineRow,
  { event, dispatch }: ReturnType<typeof publication>,
): Promise<void> {
  const json = jsonColumns.flatMap((column) => {
    const value = change[column]
    if (value === undefined) return []
    return [[column, value === null ? null : sql`${JSON.stringify(value)}::jsonb`]]
  })
  const move = tx
    .updateTable('cases.case')
    .set({ ...change, ...Object.fromEntries(json) })
    .where('id', '=', id)
  const told = tx.insertInto('cases.timeline').values(row)
  await sql`with moved as (${move}), told as (${told}), event as (${event}) ${dispatch}`.execute(tx)
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

/** What a message about a case may say. */
export function caseForNotice(db: Db, id: string) {
  return db
    .selectFrom('cases.case')
    .select([
      'citizenId',
      'subjectOrganisationId',
      'kinshipId',
      'kinshipKind',
      'kinshipSubject',
      'subjectDigest',
      'itemCode',
      'itemName',
      'agencyName',
      'queryCode',
      'status',
      'reason',
      'noticeDueOn',
      'promiseDueOn',
      'supplement',
      'special',
      'extendedDays',
      'fee',
      'delivery',
      'resultName',
      'bundle',
    ])
    .where('id', '=', id)
    .executeTakeFirst()
}
