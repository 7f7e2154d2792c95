import type { CaseStatus } from '@zhengtong/contract/cases'
import type { QueueName } from '@zhengtong/contract/staff-cases'
import { finalStatuses } from '@zhengtong/domain/flow'
import { sql } from 'kysely'
import type { Db } from '../../platform/db.ts'
import { within, type Scope } from '../access/index.ts'

type OpenQueue = Exclude<QueueName, 'done' | 'joint' | 'to-forward'>
const queueStatus: Record<Exclude<OpenQueue, 'to-approve'>, CaseStatus> = {
  'to-accept': 'submitted',
  'to-review': 'accepted',
  'to-review-again': 'first-reviewed',
  'to-decide': 'reviewed',
  paying: 'paying',
  correction: 'correction',
  'pre-returned': 'pre-returned',
  suspended: 'suspended',
  'to-deliver': 'certifying',
  'to-check': 'checking',
}
/** The condition of a queue, as its index states it. */
const inQueue = (queue: OpenQueue) =>
  queue === 'to-approve' ? sql<boolean>`proposal is not null` : sql<boolean>`status = ${sql.lit(queueStatus[queue])}`
const openQueues = ['to-approve', ...Object.keys(queueStatus)] as OpenQueue[]

const queueRow = [
  'id',
  'caseNumber',
  'itemName',
  'agencyName',
  'applicantMasked as applicantName',
  'status',
  'submittedAt',
  'updatedAt',
  'dueOn',
] as const

export function findQueueRow(db: Db, scope: Scope, id: string) {
  return db.selectFrom('cases.case').select(queueRow).where('id', '=', id).where(within(scope)).executeTakeFirst()
}

/** Open cases in one queue, the first due first. */
export function listOpenQueue(
  db: Db,
  scope: Scope,
  { queue, after, limit }: { queue: OpenQueue; after: { dueOn: string; id: string } | undefined; limit: number },
) {
  return db
    .selectFrom('cases.case')
    .select(queueRow)
    .where(within(scope))
    .where(inQueue(queue))
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(due_on, id) > (${after?.dueOn ?? ''}::date, ${after?.id ?? ''}::uuid)`),
    )
    .orderBy('dueOn')
    .orderBy('id')
    .limit(limit + 1)
    .execute()
}

/** Finished cases, the latest first. */
export function listDoneQueue(
  db: Db,
  scope: Scope,
  { after, limit }: { after: { updatedAt: string; id: string } | undefined; limit: number },
) {
  return db
    .selectFrom('cases.case')
    .select(queueRow)
    .where(within(scope))
    .where(sql<boolean>`status in (${sql.join(finalStatuses.map((status) => sql.lit(status)))})`)
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(updated_at, id) < (${after?.updatedAt ?? ''}::timestamptz, ${after?.id ?? ''}::uuid)`),
    )
    .orderBy('updatedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}

/** Counts of the open queues, each up to `ceiling`: a number on a badge is not worth counting a million rows. */
export async function countOpenQueues(db: Db, scope: Scope, ceiling: number): Promise<Record<string, number>> {
  const count = (queue: OpenQueue) =>
    sql`(select count(*) from (select 1 from cases."case" where ${within(scope)} and ${inQueue(queue)} limit ${ceiling}) as counted)`
  const counts = openQueues.map((queue) => sql`${count(queue)} as ${sql.id(queue)}`)
  const { rows } = await sql<Record<string, number>>`select ${sql.join(counts)}`.execute(db)
  return rows[0] ?? {}
}

/** Cases by agency and status, the largest first; at most 500 rows. */
export async function countByAgency(db: Db, scope: Scope) {
  const rows = await db
    .selectFrom('cases.case')
    .select(['agencyCode', 'agencyName', 'status', sql<number>`count(*)`.as('cases')])
    .where(within(scope))
    .groupBy(['agencyCode', 'agencyName', 'status'])
    .orderBy(sql`count(*)`, 'desc')
    .orderBy('agencyCode')
    .orderBy('status')
    .limit(500)
    .execute()
  return rows
}

/** Cases in the first scope that are not in the second: how many, up to the ceiling, and the latest five. */
export async function casesMoved(db: Db, inside: Scope, outside: Scope, ceiling: number) {
  const moved = sql<boolean>`${within(inside)} and ${within(outside)} is not true`
  const { rows } = await sql<{
    count: number
  }>`select count(*) from (select 1 from cases."case" where ${moved} limit ${ceiling}) as counted`.execute(db)
  const samples = await db
    .selectFrom('cases.case')
    .select(['id', 'caseNumber', 'itemName', 'agencyName'])
    .where(moved)
    .orderBy('id', 'desc')
    .limit(5)
    .execute()
  return { count: rows[0]?.count ?? 0, samples }
}
