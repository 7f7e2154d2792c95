import { sql, type Expression, type RawBuilder } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'
import { firstDue, laterParts, type AfterDue, type QueueRow } from './queue-store.ts'
import type { CaseRow } from './store.ts'

export interface Opinion {
  caseId: string
  agencyCode: string
  agencyName: string
  question: string
  askedAt: string
  dueOn: string
  answer: 'agree' | 'disagree' | null
  words: string | null
  officerId: string | null
  officerName: string | null
  answeredAt: string | null
  missedAt: string | null
  closedAt: string | null
}
declare module '../../platform/db.ts' {
  interface Schema {
    'cases.opinion': Opinion
  }
}

export function listOpinions(db: Db, caseId: string): Promise<Opinion[]> {
  return db
    .selectFrom('cases.opinion')
    .selectAll()
    .where('caseId', '=', caseId)
    .orderBy('agencyCode')
    .limit(20)
    .execute()
}

export async function insertOpinions(
  tx: Tx,
  rows: Pick<Opinion, 'caseId' | 'agencyCode' | 'agencyName' | 'question' | 'askedAt' | 'dueOn'>[],
): Promise<void> {
  await tx
    .insertInto('cases.opinion')
    .values(rows.map((row) => ({ ...row, ...unanswered })))
    .execute()
}
const unanswered = {
  answer: null,
  words: null,
  officerId: null,
  officerName: null,
  answeredAt: null,
  missedAt: null,
  closedAt: null,
}

type Answer = Pick<Opinion, 'answer' | 'words' | 'officerId' | 'officerName' | 'answeredAt'>

export async function answerOpinion(tx: Tx, caseId: string, agencyCode: string, answer: Answer): Promise<void> {
  await tx
    .updateTable('cases.opinion')
    .set(answer)
    .where('caseId', '=', caseId)
    .where('agencyCode', '=', agencyCode)
    .execute()
}

/** The case has ended: nobody need answer any more. */
export async function closeOpinions(tx: Tx, caseId: string, at: string): Promise<void> {
  await tx
    .updateTable('cases.opinion')
    .set({ closedAt: at })
    .where('caseId', '=', caseId)
    .where('answeredAt', 'is', null)
    .execute()
}

/** A case on which this agency was asked, locked. */
export function lockAskedCase(tx: Tx, agencyCode: string, id: string): Promise<CaseRow | undefined> {
  return tx
    .selectFrom('cases.case')
    .selectAll()
    .where('id', '=', id)
    .where(sql<boolean>`exists (select from cases.opinion o where o.case_id = id and o.agency_code = ${agencyCode})`)
    .forUpdate()
    .executeTakeFirst()
}

interface Asked {
  /** The filter of the list, as further conditions. */
  narrow: RawBuilder<unknown>
  after: AfterDue | undefined
  limit: number
}

/** Cases that wait for the opinion of this agency, the first due first; one more than asked for. */
export function listJointQueue(db: Db, agencyCode: string, asked: Asked): Promise<QueueRow[]> {
  return pageOfForeign(
    db,
    waiting(db, agencyCode)
      .innerJoin('cases.case as c', 'c.id', 'o.caseId')
      .select(['o.caseId as id', 'o.dueOn', ...shown, nobody]),
    asked,
  )
}

/** Cases taken in here that wait to be sent on, the first due first. */
export function listCollected(db: Db, agencyCode: string, asked: Asked): Promise<QueueRow[]> {
  return pageOfForeign(db, collected(db, agencyCode).select(['c.id', 'c.dueOn', ...shown, nobody]), asked)
}

const shown = [
  'c.caseNumber',
  'c.version',
  'c.itemCode',
  'c.itemName',
  'c.agencyName',
  'c.applicantMasked as applicantName',
  'c.status',
  'c.submittedAt',
  'c.updatedAt',
] as const
/** Who has it at the lead agency is not this one's business; nor does a filter tell. */
const nobody = sql<string | null>`null::uuid`.as('handlerId')

/** The filter sees what the list shows: the day by which this agency has to act, and no handler. */
async function pageOfForeign(db: Db, cases: Expression<unknown>, { narrow, after, limit }: Asked): Promise<QueueRow[]> {
  const parts = laterParts(after).map((later) => sql`select * from (${cases}) as cases where true${narrow}${later}`)
  return (await firstDue(parts, limit).execute(db)).rows
}

export async function countCollected(db: Db, agencyCode: string, ceiling: number): Promise<number> {
  return (await collected(db, agencyCode).select('c.id').limit(ceiling).execute()).length
}

const collected = (db: Db, agencyCode: string) =>
  db
    .selectFrom('cases.case as c')
    .where('c.receivingAgencyCode', '=', agencyCode)
    .where(sql<boolean>`c.status = 'collected'`)

/** How many, up to `ceiling`. */
export async function countJointQueue(db: Db, agencyCode: string, ceiling: number): Promise<number> {
  const rows = await waiting(db, agencyCode).select('o.caseId').limit(ceiling).execute()
  return rows.length
}

const waiting = (db: Db, agencyCode: string) =>
  db
    .selectFrom('cases.opinion as o')
    .where('o.agencyCode', '=', agencyCode)
    .where('o.answeredAt', 'is', null)
    .where('o.closedAt', 'is', null)

/** Marks opinions that did not come in time, each once, and answers which; those another process has are left to it. */
export async function takeMissed(tx: Tx, today: string, at: string, limit: number) {
  const { rows } = await sql<Pick<Opinion, 'caseId' | 'agencyCode'>>`
    update cases.opinion o set missed_at = ${at}::timestamptz
    from (select case_id, agency_code from cases.opinion
      where due_on < ${today}::date and answered_at is null and closed_at is null and missed_at is null
      order by due_on, case_id limit ${limit} for update skip locked) as late
    where o.case_id = late.case_id and o.agency_code = late.agency_code
    returning o.case_id, o.agency_code`.execute(tx)
  return rows
}
