import type { Permission } from '@zhengtong/contract/access'
import type { QueueName } from '@zhengtong/contract/queues'

/** Counts stop here; the menu then shows 999+. */
export const COUNT_CEILING = 1_000

export interface Queue {
  name: QueueName
  label: string
  /** What an empty queue says. */
  empty: string
  /** Whose daily work this is. */
  permission?: Permission
  /** Of a procedure that not every agency has. */
  rare?: true
}

/** What an officer begins his day with. */
const workQueues: readonly Queue[] = [
  { name: 'for-me', label: '等我办理', empty: '没有等您办理的办件。' },
  { name: 'mine', label: '我经办的', empty: '您现在没有经办的办件，可以从“等我办理”中认领。' },
  { name: 'due-soon', label: '快到期', empty: '没有两个工作日内到期的办件。' },
  { name: 'overdue', label: '已超期', empty: '没有超期的办件。' },
  { name: 'agency', label: '全部在办', empty: '没有在办的办件。' },
]

/** The queues of an agency, in the order a case passes through them. */
const stepQueues: readonly Queue[] = [
  { name: 'to-accept', label: '待受理', empty: '新提交的申请都看过了。', permission: 'accept' },
  { name: 'to-forward', label: '代收转递', empty: '没有替别的单位代收、等待转递的办件。', rare: true },
  { name: 'to-review', label: '待审查', empty: '没有等待审查的办件。', permission: 'review' },
  { name: 'to-review-again', label: '待复审', empty: '没有等待复审的办件。', permission: 'review', rare: true },
  { name: 'joint', label: '会办', empty: '没有等待本单位意见的会办件。', permission: 'review', rare: true },
  { name: 'to-decide', label: '待决定', empty: '没有等待决定的办件。', permission: 'decide' },
  { name: 'to-approve', label: '待批准', empty: '没有等待批准的特别程序和延期。', permission: 'approve' },
  { name: 'suspended', label: '特别程序中', empty: '没有正在进行特别程序的办件。' },
  { name: 'paying', label: '待缴费', empty: '没有等待缴费的办件。', rare: true },
  { name: 'to-deliver', label: '待送达', empty: '没有等待送达的结果。' },
  { name: 'to-check', label: '待核查', empty: '没有要核查的承诺。' },
  { name: 'correction', label: '待补正', empty: '没有在等申请人补正的办件。' },
  { name: 'pre-returned', label: '预审退回', empty: '没有在等申请人修改的办件。' },
  { name: 'done', label: '已办结', empty: '还没有办结的办件。' },
]
export const queueGroups = [
  { title: '我的工作', queues: workQueues },
  { title: '办件', queues: stepQueues },
] as const
const queues = [...workQueues, ...stepQueues]

export const queueOf = (name: unknown) => queues.find((queue) => queue.name === name)

/** Where an officer starts the day: the first queue that is his to work on. */
export function firstQueue(permissions: readonly Permission[]): string {
  const queue = queues.find(({ permission }) => permission && permissions.includes(permission))
  if (!queue && permissions.includes('appointments-desk')) return '/appointments'
  if (!queue && permissions.includes('supervise')) return '/supervision'
  if (!queue && permissions.some((each) => each.startsWith('catalogue-'))) return '/catalogue/changes'
  if (!queue && permissions.includes('operate')) return '/dead-jobs'
  if (!queue && permissions.includes('organise')) return '/organisation/staff'
  if (!queue && permissions.includes('grant')) return '/rights/people'
  if (!queue && permissions.includes('audit')) return '/audit/events'
  return `/queue/${queue?.name ?? 'to-accept'}`
}
