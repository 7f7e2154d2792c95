import type { Permission } from '@zhengtong/contract/access'
import { acceptBatch, grantBatch, reviewBatch } from '@zhengtong/contract/batches'
import type { CaseStatus } from '@zhengtong/contract/cases'
import { call } from '@zhengtong/contract/client'
import type { QueueName } from '@zhengtong/contract/queues'

interface Target {
  id: string
  actId: string
  version: number
}

/** A favourable act on several cases. What goes against an applicant is done case by case. */
export interface Batch {
  permission: Permission
  /** The status in which a case may have it, and the queues where such cases are. */
  status: CaseStatus
  queue: QueueName
  label: string
  /** What it means for each of the cases. */
  effect: string
  /** The words that go with each act; needed or not. */
  words: { label: string; required: boolean }
  send: (rows: Target[], opinion: string) => ReturnType<typeof call<typeof acceptBatch>>
}

const optional = (opinion: string) => (opinion ? { opinion } : {})

const batches: readonly Batch[] = [
  {
    permission: 'accept',
    status: 'submitted',
    queue: 'to-accept',
    label: '批量受理',
    effect: '办理期限从今天起计算，申请人会收到受理通知。',
    words: { label: '备注', required: false },
    send: (rows, opinion) => call(acceptBatch, { body: { rows, ...optional(opinion) } }),
  },
  {
    permission: 'review',
    status: 'accepted',
    queue: 'to-review',
    label: '批量审查通过',
    effect: '审查结论是建议准予，交给决定人。',
    words: { label: '审查意见', required: true },
    send: (rows, opinion) => call(reviewBatch, { body: { rows, opinion } }),
  },
  {
    permission: 'decide',
    status: 'reviewed',
    queue: 'to-decide',
    label: '批量准予',
    effect: '作出准予决定，申请人会收到通知，不能收回。',
    words: { label: '说明', required: false },
    send: (rows, opinion) => call(grantBatch, { body: { rows, ...optional(opinion) } }),
  },
]

/** Queues that hold cases of several statuses. */
const mixed: ReadonlySet<QueueName> = new Set(['for-me', 'mine', 'agency', 'due-soon', 'overdue'])

/** What this officer may do with several cases of a queue at once. */
export const batchesFor = (queue: QueueName, permissions: readonly Permission[]) =>
  batches.filter((batch) => permissions.includes(batch.permission) && (batch.queue === queue || mixed.has(queue)))
