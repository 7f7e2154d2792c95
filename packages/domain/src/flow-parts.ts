import type { CaseStatus, Flow, FlowState, FlowTransition, Guard, Performer } from './flow.ts'

/** States and transitions that several procedures share; `flows.ts` puts them together. */
const staffIdle = (why: string): FlowState['idle'] => ({ accept: why, review: why, decide: why, approve: why })

export const submitted: FlowState = {
  label: '已提交',
  step: 1,
  clock: 'receipt',
  owner: 'accept',
  next: '部门正在核对材料，将在 5 个工作日内告知是否受理。',
  idle: { review: '还没有受理', decide: '还没有受理', approve: '还没有受理' },
}
export const preReturned: FlowState = {
  label: '预审退回',
  step: 1,
  clock: 'answer',
  owner: 'applicant',
  next: '请按退回意见修改后重新提交。这还不是受理与否的决定。',
  idle: staffIdle('等待申请人修改'),
}
export const correction: FlowState = {
  label: '待补正',
  step: 1,
  clock: 'answer',
  owner: 'applicant',
  next: '请按通知补齐材料后重新提交。',
  idle: staffIdle('等待申请人补正'),
}
export const accepted: FlowState = {
  label: '已受理',
  step: 2,
  clock: 'decision',
  owner: 'review',
  next: '部门正在审查，请留意消息。',
  idle: { accept: '已受理，等待审查' },
}
const suspended: FlowState = {
  label: '特别程序中',
  step: 2,
  clock: 'special',
  owner: 'review',
  next: '正在进行听证、检验、评审等特别程序，所需时间不计入办理期限，结束后继续办理。',
  idle: { accept: '特别程序进行中', approve: '特别程序进行中' },
}
const reviewed: FlowState = {
  label: '审查完成',
  step: 3,
  clock: 'decision',
  owner: 'decide',
  next: '审查已完成，等待部门作出决定。',
  idle: { accept: '等待决定', review: '等待决定', approve: '等待决定' },
}
const over = (label: string, next: string): FlowState => ({
  label,
  step: 4,
  clock: 'none',
  owner: 'nobody',
  next,
  final: true,
  idle: {},
})
export const refused = over('不予受理', '申请没有被受理。理由和救济途径见下方。')
export const granted = over('准予', '申请已获准。结果见下方。')
export const denied = over('不予准予', '申请没有获准。理由和救济途径见下方。')
export const withdrawn = over('已撤回', '您已撤回这个申请。需要时可以重新申请。')
export const terminated = over('已终止', '办理已经终止，原因见下方。需要时可以重新申请。')
export const delivered = over('已送达', '结果已经送达，办理结束。')
export const revoked = over('决定已撤销', '核查发现承诺不实，决定已经撤销。理由和救济途径见下方。')

/** Before acceptance; the same in every flow (行政许可法 art. 32). */
export const reception: FlowTransition[] = [
  { from: 'submitted', action: 'accept', to: 'accepted', by: 'accept' },
  { from: 'submitted', action: 'deem-accepted', to: 'accepted', by: 'system' },
  {
    from: 'submitted',
    action: 'request-supplement',
    to: 'correction',
    by: 'accept',
    guards: ['supplement-once', 'named-materials'],
  },
  { from: 'submitted', action: 'pre-return', to: 'pre-returned', by: 'accept', guards: ['reasons', 'return-once'] },
  { from: 'submitted', action: 'refuse', to: 'refused', by: 'accept', guards: ['reasons', 'remedies'] },
  { from: 'pre-returned', action: 'resubmit', to: 'submitted', by: 'applicant' },
  { from: 'pre-returned', action: 'object', to: 'pre-returned', by: 'applicant', guards: ['reasons', 'beyond-guide'] },
  { from: 'pre-returned', action: 'lapse', to: 'terminated', by: 'system' },
  { from: 'correction', action: 'supplement', to: 'submitted', by: 'applicant' },
  { from: 'correction', action: 'object', to: 'correction', by: 'applicant', guards: ['reasons', 'beyond-guide'] },
  { from: 'correction', action: 'lapse', to: 'terminated', by: 'system' },
]

export const withdrawFrom = (...states: CaseStatus[]): FlowTransition[] =>
  states.map((from) => ({ from, action: 'withdraw', to: 'withdrawn', by: 'applicant' }))

export const terminateFrom = (by: Performer, ...states: CaseStatus[]): FlowTransition[] =>
  states.map((from) => ({ from, action: 'terminate', to: 'terminated', by, guards: ['reasons'] }))

/** Special procedures (art. 45) and the one extension (art. 42): proposed by who handles the case, approved by the head. */
export const proposalsIn = (from: CaseStatus): FlowTransition[] => [
  { from, action: 'propose-suspension', to: from, by: 'review', guards: ['reasons', 'listed-kind'] },
  { from, action: 'approve-suspension', to: 'suspended', by: 'approve', guards: ['pending-suspension'] },
  { from, action: 'propose-extension', to: from, by: 'review', guards: ['reasons', 'extend-once'] },
  { from, action: 'approve-extension', to: from, by: 'approve', guards: ['pending-extension', 'extend-once'] },
  { from, action: 'reject-proposal', to: from, by: 'approve', guards: ['reasons', 'pending-proposal'] },
]

/** What may happen beside the straight way wherever the decision clock runs: back to the applicant, or given up. */
export const alongside = (from: CaseStatus): FlowTransition[] => [
  { from, action: 'hand-in-later', to: from, by: 'applicant' },
  ...withdrawFrom(from),
  ...terminateFrom('decide', from),
  // Who was accepted with a promise to hand in the rest and did not.
  { from, action: 'lapse', to: 'terminated', by: 'system' },
]

/** Everything but the way from acceptance to the reviewed case and the grant. */
export const common: FlowTransition[] = [
  ...reception,
  ...proposalsIn('accepted'),
  { from: 'suspended', action: 'resume', to: 'accepted', by: 'review', guards: ['reasons'] },
  ...withdrawFrom('submitted', 'pre-returned', 'correction'),
  ...alongside('accepted'),
  ...alongside('suspended'),
  ...alongside('reviewed'),
]
export const review: FlowTransition[] = [
  { from: 'accepted', action: 'review', to: 'reviewed', by: 'review' },
  { from: 'reviewed', action: 'return', to: 'accepted', by: 'decide' },
  ...common,
]
/** The two decisions; `more` is what else must hold for either. */
export const decisionTo = (granted: CaseStatus, ...more: Guard[]): FlowTransition[] => [
  { from: 'reviewed', action: 'grant', to: granted, by: 'decide', guards: ['nothing-owed', 'other-officer', ...more] },
  {
    from: 'reviewed',
    action: 'deny',
    to: 'denied',
    by: 'decide',
    guards: ['reasons', 'remedies', 'other-officer', ...more],
  },
]

export const reviewStates: Flow['states'] = {
  submitted,
  'pre-returned': preReturned,
  correction,
  accepted,
  suspended,
  reviewed,
  refused,
  denied,
  withdrawn,
  terminated,
}
