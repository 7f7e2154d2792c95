import type { Permission } from '@zhengtong/contract/access'
import type { CaseAction, CaseStatus } from '@zhengtong/contract/cases'
import type { EventType } from '../../platform/events.ts'

/**
 * What may happen next (行政许可法 arts. 29-39): status x action -> status. Pure; the only place that knows. A status
 * without actions is final.
 */
export const transitions: Record<CaseStatus, Partial<Record<CaseAction, CaseStatus>>> = {
  submitted: { accept: 'accepted', refuse: 'refused', 'request-supplement': 'correction', withdraw: 'withdrawn' },
  correction: { supplement: 'submitted', withdraw: 'withdrawn' },
  accepted: { review: 'reviewed', withdraw: 'withdrawn' },
  reviewed: { grant: 'granted', deny: 'denied', return: 'accepted', withdraw: 'withdrawn' },
  refused: {},
  granted: {},
  denied: {},
  withdrawn: {},
}

/** Who performs an action: the applicant, or staff with a permission. */
export const performers: Record<CaseAction, 'applicant' | Permission> = {
  supplement: 'applicant',
  withdraw: 'applicant',
  accept: 'accept',
  refuse: 'accept',
  'request-supplement': 'accept',
  review: 'review',
  return: 'decide',
  grant: 'decide',
  deny: 'decide',
}

/** What each action is called in the timeline, and the event it publishes. */
export const acts: Record<CaseAction | 'submit', { title: string; event: EventType }> = {
  submit: { title: '提交申请', event: 'case.submitted' },
  supplement: { title: '补正材料', event: 'case.supplemented' },
  withdraw: { title: '撤回申请', event: 'case.withdrawn' },
  accept: { title: '予以受理', event: 'case.accepted' },
  refuse: { title: '不予受理', event: 'case.refused' },
  'request-supplement': { title: '通知补正', event: 'case.supplement-requested' },
  review: { title: '审查完成', event: 'case.reviewed' },
  return: { title: '退回重新审查', event: 'case.returned' },
  grant: { title: '准予', event: 'case.granted' },
  deny: { title: '不予准予', event: 'case.denied' },
}

interface StatusView {
  label: string
  /** Of four steps: 1 submitted, 2 accepted, 3 reviewed, 4 decided. */
  step: number
  next: string
}
export const statuses: Record<CaseStatus, StatusView> = {
  submitted: { label: '已提交', step: 1, next: '部门正在核对材料，将在 5 个工作日内告知是否受理。' },
  correction: { label: '待补正', step: 1, next: '请按通知补齐材料后重新提交。' },
  refused: { label: '不予受理', step: 4, next: '申请没有被受理。理由和救济途径见下方。' },
  accepted: { label: '已受理', step: 2, next: '部门正在审查，请留意消息。' },
  reviewed: { label: '审查完成', step: 3, next: '审查已完成，等待部门作出决定。' },
  granted: { label: '准予', step: 4, next: '申请已获准。结果见下方。' },
  denied: { label: '不予准予', step: 4, next: '申请没有获准。理由和救济途径见下方。' },
  withdrawn: { label: '已撤回', step: 4, next: '您已撤回这个申请。需要时可以重新申请。' },
}

/** Final statuses have nothing to follow. */
export function isFinal(status: CaseStatus): boolean {
  return Object.keys(transitions[status]).length === 0
}

interface Situation {
  status: CaseStatus
  supplementUsed: boolean
}

/** What the applicant may do now. */
export function applicantActions({ status }: Pick<Situation, 'status'>): CaseAction[] {
  return actionsOf(status).filter((action) => performers[action] === 'applicant')
}

/** What an officer may do now, and why not for what his permissions would otherwise allow. */
export function officerActions(
  { status, supplementUsed }: Situation,
  officer: { permissions: readonly Permission[]; isReviewer: boolean },
): { actions: CaseAction[]; whyNot: Record<string, string> } {
  const whyNot: Record<string, string> = {}
  const actions = actionsOf(status).filter((action) => {
    const performer = performers[action]
    if (performer === 'applicant') return false
    if (!officer.permissions.includes(performer)) return false
    if (action === 'request-supplement' && supplementUsed) whyNot[action] = '补正只能一次性告知，本办件已告知过'
    if ((action === 'grant' || action === 'deny') && officer.isReviewer) whyNot[action] = '审查和决定不能由同一人办理'
    return !(action in whyNot)
  })
  return { actions, whyNot }
}

function actionsOf(status: CaseStatus): CaseAction[] {
  return Object.keys(transitions[status]) as CaseAction[]
}
