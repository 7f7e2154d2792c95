import type { CaseStatus, SupplementRequest } from '@zhengtong/contract/cases'
import { sql } from 'kysely'
import type { Static } from 'typebox'
import type { Db, Tx } from '../../platform/db.ts'
import { within, type Scope } from '../access/index.ts'
import type { StoredAnswers } from './form-privacy.ts'

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
      ...(form === undefined ? {} : { form: sql<StoredAnswers>`${JSON.stringify(form)}::jsonb` }),
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
      'resultName',
    ])
    .where('id', '=', id)
    .executeTakeFirst()
}
