import type { Permission } from '@zhengtong/contract/access'
import type { CaseStatus } from '@zhengtong/contract/cases'
import type { QueueFilter, QueueName } from '@zhengtong/contract/queues'
import { openStatuses } from '@zhengtong/domain/flow'
import { flows } from '@zhengtong/domain/flows'
import { sql, type RawBuilder } from 'kysely'
import { within, type Scope } from '../access/index.ts'

/** What other agencies have to do with a case is no question of scope: those two have stores of their own. */
export type OpenQueue = Exclude<QueueName, 'done' | 'joint' | 'to-forward'>
type Condition = RawBuilder<boolean>

/** What the queues depend on besides the cases. */
export interface Asking {
  officerId: string
  /** How far he reads. */
  read: Scope
  /** How far he acts, by the step he may do. */
  acts: { step: Permission; scope: Scope }[]
  /** Himself, and for whom he is the deputy today. */
  stands: string[]
  today: string
  /** The last day that counts as soon. */
  soon: string
}

/**
 * Which cases are in a queue: slices that exclude each other. Each names one status as the indexes do, so it is read in the
 * order of its due days, and a page is the first rows of the slices together, however many cases lie behind them.
 */
const rules: Record<OpenQueue, (asking: Asking) => Condition[]> = {
  mine: ({ officerId, read }) => [sql`${within(read)} and ${handledBy([officerId])}`],
  'for-me': ({ acts, stands }) => [
    ...acts.flatMap(({ step, scope }) =>
      stepsOf(step).map(
        ({ status, flow }) => sql<boolean>`${within(scope)} and ${inStatus(status)} and ${flow} and handler_id is null`,
      ),
    ),
    ...acts.flatMap(({ step, scope }) => {
      const cases = stepsOf(step).map(({ status, flow }) => sql`(status = ${sql.lit(status)} and ${flow})`)
      return [sql<boolean>`${within(scope)} and ${handledBy(stands)} and (${sql.join(cases, sql` or `)})`]
    }),
  ],
  agency: ({ read }) => openStatuses.map((status) => sql`${within(read)} and ${inStatus(status)}`),
  'due-soon': ({ read, today, soon }) =>
    ownClocks.map(
      (status) => sql`${within(read)} and ${inStatus(status)} and due_on between ${today}::date and ${soon}::date`,
    ),
  overdue: ({ read, today }) =>
    ownClocks.map((status) => sql`${within(read)} and ${inStatus(status)} and due_on < ${today}::date`),
  'to-accept': waiting('submitted'),
  'to-review': waiting('accepted'),
  'to-review-again': waiting('first-reviewed'),
  'to-decide': waiting('reviewed'),
  paying: waiting('paying'),
  'to-approve': ({ read }) => [sql`${within(read)} and proposal is not null`],
  'to-deliver': waiting('certifying'),
  'to-check': waiting('checking'),
  correction: waiting('correction'),
  'pre-returned': waiting('pre-returned'),
  suspended: waiting('suspended'),
}
export const openQueues = Object.keys(rules) as OpenQueue[]

/** Where the office's own clock runs: not the applicant's, and none that stands still. */
const ownClocks: CaseStatus[] = [
  'collected',
  'submitted',
  'accepted',
  'first-reviewed',
  'reviewed',
  'certifying',
  'checking',
]
const inStatus = (status: CaseStatus): Condition => sql`status = ${sql.lit(status)}`
function waiting(status: CaseStatus) {
  return ({ read }: Asking): Condition[] => [sql`${within(read)} and ${inStatus(status)}`]
}
/** What is finished has no due day: the index on handler and due day leaves it out. */
const handledBy = (ids: string[]): Condition =>
  ids.length === 1
    ? sql`handler_id = ${ids[0]}::uuid and due_on is not null`
    : sql`handler_id = any (${ids}::uuid[]) and due_on is not null`

/**
 * The statuses whose step is done with this permission; where it is another's in some flow, flow by flow, each an equality
 * that the index knows.
 */
function stepsOf(step: Permission): { status: CaseStatus; flow: Condition }[] {
  return openStatuses.flatMap((status) => {
    const having = flows.filter(({ states }) => states[status])
    const own = having.filter(({ states }) => states[status]?.owner === step)
    if (own.length === having.length) return [{ status, flow: sql<boolean>`true` }]
    return [...new Set(own.map(({ code }) => code))].map((code) => ({
      status,
      flow: sql<boolean>`flow = ${sql.lit(code)}`,
    }))
  })
}

/** The slices of a queue, each narrowed by the filter. */
export function slicesOf(queue: OpenQueue, asking: Asking, filter: QueueFilter): Condition[] {
  const narrow = narrowing(filter, asking.officerId)
  return rules[queue](asking).map((slice) => sql`${slice}${narrow}`)
}

/** The filter as further conditions. */
export function narrowing(
  { item, status, dueFrom, dueTo, handler }: QueueFilter,
  officerId: string,
): RawBuilder<unknown> {
  const parts = [
    ...(item === undefined ? [] : [sql` and item_code = ${item}`]),
    ...(status === undefined ? [] : [sql` and ${inStatus(status)}`]),
    ...(dueFrom === undefined ? [] : [sql` and due_on >= ${dueFrom}::date`]),
    ...(dueTo === undefined ? [] : [sql` and due_on <= ${dueTo}::date`]),
    ...(handler === 'none' ? [sql` and handler_id is null`] : []),
    ...(handler === 'me' ? [sql` and handler_id = ${officerId}::uuid`] : []),
  ]
  return parts.length ? sql.join(parts, sql``) : sql``
}
