import type { CaseStatus } from '@zhengtong/contract/cases'
import { finalStatuses } from '@zhengtong/domain/flow'
import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../../platform/db.ts'
import { within, type Scope } from '../access/index.ts'
import { openQueues, slicesOf, type Asking } from './queue-rules-store.ts'

export interface QueueRow {
  id: string
  caseNumber: string
  version: number
  itemCode: string
  itemName: string
  agencyName: string
  applicantName: string
  status: CaseStatus
  submittedAt: string
  updatedAt: string
  dueOn: string | null
  handlerId: string | null
}
const columns = sql`id, case_number, version, item_code, item_name, agency_name, applicant_masked as applicant_name, status,
  submitted_at, updated_at, due_on, handler_id`

export async function findQueueRow(db: Db, scope: Scope, id: string): Promise<QueueRow | undefined> {
  const { rows } = await sql<QueueRow>`
    select ${columns} from cases."case" where id = ${id}::uuid and ${within(scope)}`.execute(db)
  return rows[0]
}

/** The last row shown of a list in the order of due days; null: it had none, and such rows come last. */
export interface AfterDue {
  dueOn: string | null
  id: string
}

/**
 * What comes after that row: the later due days, and apart from them the rows without one, so that each part is read in the
 * order of the index. From the beginning: everything.
 */
export function laterParts(after: AfterDue | undefined): RawBuilder<unknown>[] {
  if (!after) return [sql``]
  const { dueOn, id } = after
  if (dueOn === null) return [sql` and due_on is null and id > ${id}::uuid`]
  return [sql` and (due_on, id) > (${dueOn}::date, ${id}::uuid)`, sql` and due_on is null`]
}

/** Open cases of some slices together, the first due first; one more than asked for tells that there is another page. */
export async function listOpenQueue(
  db: Db,
  slices: RawBuilder<boolean>[],
  { after, limit }: { after: AfterDue | undefined; limit: number },
): Promise<QueueRow[]> {
  if (slices.length === 0) return []
  const parts = slices.flatMap((slice) =>
    laterParts(after).map((later) => sql`select ${columns} from cases."case" where ${slice}${later}`),
  )
  return (await firstDue(parts, limit).execute(db)).rows
}

/** The first rows of some selects together, each read no further than it can matter. */
export function firstDue(selects: RawBuilder<unknown>[], limit: number): RawBuilder<QueueRow> {
  const first = sql`order by due_on, id limit ${limit + 1}`
  const parts = selects.map((select) => sql`(${select} ${first})`)
  return parts.length === 1 ? sql`${parts[0]}` : sql`${sql.join(parts, sql` union all `)} ${first}`
}

/** Finished cases, the latest first. */
export async function listDoneQueue(
  db: Db,
  scope: Scope,
  narrow: RawBuilder<unknown>,
  { after, limit }: { after: { updatedAt: string; id: string } | undefined; limit: number },
): Promise<QueueRow[]> {
  const earlier = after ? sql` and (updated_at, id) < (${after.updatedAt}::timestamptz, ${after.id}::uuid)` : sql``
  const { rows } = await sql<QueueRow>`
    select ${columns} from cases."case"
    where ${within(scope)} and status in (${sql.join(finalStatuses.map((status) => sql.lit(status)))})${narrow}${earlier}
    order by updated_at desc, id desc limit ${limit + 1}`.execute(db)
  return rows
}

/** Counts of the open queues, each up to `ceiling`: a number on a badge is not worth counting a million rows. */
export async function countOpenQueues(db: Db, asking: Asking, ceiling: number): Promise<Record<string, number>> {
  const counts = openQueues.map((queue) => {
    const parts = slicesOf(queue, asking, {}).map(
      (slice) => sql`(select 1 from cases."case" where ${slice} limit ${ceiling})`,
    )
    if (parts.length === 0) return sql`0 as ${sql.id(queue)}`
    const found = sql`select 1 from (${sql.join(parts, sql` union all `)}) as parts limit ${ceiling}`
    return sql`(select count(*) from (${found}) as counted) as ${sql.id(queue)}`
  })
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

/** Which of these cases are in the scope. */
export async function casesWithin(db: Db, scope: Scope, ids: string[]): Promise<Set<string>> {
  const rows = await db
    .selectFrom('cases.case')
    .select('id')
    .where(sql<boolean>`id = any (${ids}::uuid[])`)
    .where(within(scope))
    .execute()
  return new Set(rows.map(({ id }) => id))
}
