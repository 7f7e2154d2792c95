import type { Permission } from '@zhengtong/contract/access'
import type { QueueFilter, QueueName } from '@zhengtong/contract/queues'
import { addWorkdays, colour, workdaysLeft } from '@zhengtong/domain/working-days'
import type { StaffMember } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import { decodeCursor, instantKey, pageOf, uuidKey } from '../../platform/cursor.ts'
import type { Services } from '../../platform/services.ts'
import * as access from '../access/index.ts'
import * as calendars from '../calendar/index.ts'
import { labelOf } from './lifecycle.ts'
import { narrowing, slicesOf, type Asking } from './queue-rules-store.ts'
import * as queue from './queue-store.ts'
import { countCollected, countJointQueue, listCollected, listJointQueue } from './opinion-store.ts'
import { agencySpeaking, caseScope, readScope } from './read-scope.ts'
import { caseIdByCode } from './store.ts'

/** Counts on queue badges stop here and show 999+. */
const COUNT_CEILING = 1_000
/** Working days left at which a case is due soon. */
const SOON = 2

/** A due day; empty for a case that has none. */
const dueKey = /^(\d{4}-\d{2}-\d{2})?$/

type Query = { queue: QueueName; number?: string; cursor?: string; limit?: number } & QueueFilter

/** One page of a queue, or the one case with this number, as the officer's list shows it. */
export async function listQueue(services: Services, officer: StaffMember, query: Query) {
  const { db } = services
  const page = query.number
    ? await findByNumber(services, officer, query.number)
    : await pageAsked(services, officer, query)
  const handlers = page.rows.flatMap(({ handlerId }) => handlerId ?? [])
  const [calendar, names] = await Promise.all([
    calendars.currentCalendar(db),
    access.staffNames(db, [...new Set(handlers)]),
  ])
  const today = legalDate(officer.now)
  return {
    next: page.next,
    rows: page.rows.map((row) => ({
      ...row,
      handlerName: (row.handlerId && names.get(row.handlerId)) || null,
      statusLabel: labelOf(row.status),
      dueColour: row.dueOn === null ? null : colour(calendar, today, row.dueOn),
      dueLeft: row.dueOn === null ? null : workdaysLeft(calendar, today, row.dueOn),
    })),
  }
}

async function pageAsked(services: Services, officer: StaffMember, query: Query) {
  const { db } = services
  const { cursor, limit = 20 } = query
  if (query.queue === 'done') {
    const [updatedAt, id] = decodeCursor(cursor, [instantKey, uuidKey]) ?? []
    const after = updatedAt !== undefined && id !== undefined ? { updatedAt, id } : undefined
    const narrow = narrowing(query, officer.id)
    const rows = await queue.listDoneQueue(db, await readScope(db, officer), narrow, { after, limit })
    return pageOf(rows, limit, (row) => [row.updatedAt, row.id])
  }
  const [dueOn, id] = decodeCursor(cursor, [dueKey, uuidKey]) ?? []
  const after = dueOn !== undefined && id !== undefined ? { dueOn: dueOn || null, id } : undefined
  const keys = (row: queue.QueueRow) => [row.dueOn ?? '', row.id]
  if (query.queue === 'joint' || query.queue === 'to-forward') {
    const own = await agencySpeaking(db, officer, query.queue === 'joint' ? 'review' : 'accept')
    const list = query.queue === 'joint' ? listJointQueue : listCollected
    const narrow = narrowing(query, officer.id)
    return pageOf(own === null ? [] : await list(db, own, { narrow, after, limit }), limit, keys)
  }
  const slices = slicesOf(query.queue, await askingOf(services, officer), query)
  return pageOf(await queue.listOpenQueue(db, slices, { after, limit }), limit, keys)
}

/** The first `most` rows of a queue. */
export async function queueRows(services: Services, officer: StaffMember, query: Query, most: number) {
  return (await pageAsked(services, officer, { ...query, limit: most })).rows
}

/** One case by its number or query code, within the scope, whatever queue it is in. */
async function findByNumber({ db }: Services, officer: StaffMember, number: string) {
  const known = await caseIdByCode(db, number.replaceAll(/[\s-]/g, '').toUpperCase())
  const row = known && (await queue.findQueueRow(db, await caseScope(db, officer), known.caseId))
  return { rows: row ? [row] : [], next: null }
}

export async function countQueues(services: Services, officer: StaffMember) {
  const { db } = services
  const [asked, receiving] = await Promise.all([
    agencySpeaking(db, officer, 'review'),
    agencySpeaking(db, officer, 'accept'),
  ])
  const [counts, joint, toForward] = await Promise.all([
    queue.countOpenQueues(db, await askingOf(services, officer), COUNT_CEILING),
    asked === null ? 0 : countJointQueue(db, asked, COUNT_CEILING),
    receiving === null ? 0 : countCollected(db, receiving, COUNT_CEILING),
  ])
  return { ...counts, joint, 'to-forward': toForward }
}

async function askingOf({ db }: Services, officer: StaffMember): Promise<Asking> {
  const today = legalDate(officer.now)
  const steps = (['accept', 'review', 'decide'] as const).filter((each) => officer.permissions.includes(each))
  const [read, acts, principals, calendar] = await Promise.all([
    readScope(db, officer),
    Promise.all(steps.map(async (step: Permission) => ({ step, scope: await access.scopeOf(db, officer, [step]) }))),
    access.deputisedBy(db, officer.id, today),
    calendars.currentCalendar(db),
  ])
  const soon = addWorkdays(calendar, today, SOON).date
  return { officerId: officer.id, read, acts, stands: [officer.id, ...principals], today, soon }
}
