import type { CaseStatus } from '@zhengtong/contract/cases'
import type { QueueFilter } from '@zhengtong/contract/queues'
import type { LocationQuery, LocationQueryRaw } from 'vue-router'

/** What narrows a queue lives in the address, so that a link, a reload and the way back show the same list. */
export function filterOf({ item, status, dueFrom, dueTo, handler }: LocationQuery): QueueFilter {
  const isDate = (value: unknown): value is string => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)
  const known = statusChoices.find(({ value }) => value === status)?.value
  return {
    ...(typeof item === 'string' && item ? { item } : {}),
    ...(known ? { status: known } : {}),
    ...(isDate(dueFrom) ? { dueFrom } : {}),
    ...(isDate(dueTo) ? { dueTo } : {}),
    ...(handler === 'none' || handler === 'me' ? { handler } : {}),
  }
}
export const queryOf = (filter: QueueFilter): LocationQueryRaw => ({ ...filter })
export const isNarrow = (filter: QueueFilter) => Object.keys(filter).length > 0
/** The same filter, whatever order its parts came in. */
export const sameFilter = (a: QueueFilter, b: QueueFilter) => keyOf(a) === keyOf(b)
const keyOf = (filter: QueueFilter) => JSON.stringify(Object.entries(filter).toSorted())

/** Open statuses, in the order a case passes through them. */
export const statusChoices: readonly { value: CaseStatus; label: string }[] = [
  { value: 'submitted', label: '已提交' },
  { value: 'pre-returned', label: '预审退回' },
  { value: 'correction', label: '待补正' },
  { value: 'accepted', label: '已受理' },
  { value: 'suspended', label: '特别程序中' },
  { value: 'reviewed', label: '审查完成' },
  { value: 'certifying', label: '准予，待送达' },
  { value: 'checking', label: '准予，待核查' },
]
