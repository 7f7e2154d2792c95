import type { CaseStatus, Flow, FlowState, FlowTransition, Guard, Performer } from './flow.ts'

/**
 * The procedures that the platform ships, as data. Each is checked by `npm run check:flows`. A change that running cases
 * must not feel is a new version beside the old one: cases stay with theirs.
 */
const staffIdle = (why: string): FlowState['idle'] => ({ accept: why, review: why, decide: why, approve: why })

const submitted: FlowState = {
  label: '已提交',
  step: 1,
  clock: 'receipt',
  owner: 'accept',
  next: '部门正在核对材料，将在 5 个工作日内告知是否受理。',
  idle: { review: '还没有受理', decide: '还没有受理', approve: '还没有受理' },
}
const preReturned: FlowState = {
  label: '预审退回',
  step: 1,
  clock: 'answer',
  owner: 'applicant',
  next: '请按退回意见修改后重新提交。这还不是受理与否的决定。',
  idle: staffIdle('等待申请人修改'),
}
const correction: FlowState = {
  label: '待补正',
  step: 1,
  clock: 'answer',
  owner: 'applicant',
  next: '请按通知补齐材料后重新提交。',
  idle: staffIdle('等待申请人补正'),
}
const accepted: FlowState = {
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
const refused = over('不予受理', '申请没有被受理。理由和救济途径见下方。')
const granted = over('准予', '申请已获准。结果见下方。')
const denied = over('不予准予', '申请没有获准。理由和救济途径见下方。')
const withdrawn = over('已撤回', '您已撤回这个申请。需要时可以重新申请。')
const terminated = over('已终止', '办理已经终止，原因见下方。需要时可以重新申请。')
const delivered = over('已送达', '结果已经送达，办理结束。')
const revoked = over('决定已撤销', '核查发现承诺不实，决定已经撤销。理由和救济途径见下方。')

/** Before acceptance; the same in every flow (行政许可法 art. 32). */
const reception: FlowTransition[] = [
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

const withdrawFrom = (...states: CaseStatus[]): FlowTransition[] =>
  states.map((from) => ({ from, action: 'withdraw', to: 'withdrawn', by: 'applicant' }))

const terminateFrom = (by: Performer, ...states: CaseStatus[]): FlowTransition[] =>
  states.map((from) => ({ from, action: 'terminate', to: 'terminated', by, guards: ['reasons'] }))

/** Special procedures (art. 45) and the one extension (art. 42): proposed by who handles the case, approved by the head. */
const proposalsIn = (from: CaseStatus): FlowTransition[] => [
  { from, action: 'propose-suspension', to: from, by: 'review', guards: ['reasons', 'listed-kind'] },
  { from, action: 'approve-suspension', to: 'suspended', by: 'approve', guards: ['pending-suspension'] },
  { from, action: 'propose-extension', to: from, by: 'review', guards: ['reasons', 'extend-once'] },
  { from, action: 'approve-extension', to: from, by: 'approve', guards: ['pending-extension', 'extend-once'] },
  { from, action: 'reject-proposal', to: from, by: 'approve', guards: ['reasons', 'pending-proposal'] },
]

/** What may happen beside the straight way wherever the decision clock runs: back to the applicant, or given up. */
const alongside = (from: CaseStatus): FlowTransition[] => [
  { from, action: 'hand-in-later', to: from, by: 'applicant' },
  ...withdrawFrom(from),
  ...terminateFrom('decide', from),
  // Who was accepted with a promise to hand in the rest and did not.
  { from, action: 'lapse', to: 'terminated', by: 'system' },
]

/** Everything but the way from acceptance to the reviewed case and the grant. */
const common: FlowTransition[] = [
  ...reception,
  ...proposalsIn('accepted'),
  { from: 'suspended', action: 'resume', to: 'accepted', by: 'review', guards: ['reasons'] },
  ...withdrawFrom('submitted', 'pre-returned', 'correction'),
  ...alongside('accepted'),
  ...alongside('suspended'),
  ...alongside('reviewed'),
]
const review: FlowTransition[] = [
  ...common,
  { from: 'accepted', action: 'review', to: 'reviewed', by: 'review' },
  { from: 'reviewed', action: 'return', to: 'accepted', by: 'decide' },
]
/** The two decisions; `more` is what else must hold for either. */
const decisionTo = (granted: CaseStatus, ...more: Guard[]): FlowTransition[] => [
  { from: 'reviewed', action: 'grant', to: granted, by: 'decide', guards: ['nothing-owed', 'other-officer', ...more] },
  {
    from: 'reviewed',
    action: 'deny',
    to: 'denied',
    by: 'decide',
    guards: ['reasons', 'remedies', 'other-officer', ...more],
  },
]

const reviewStates: Flow['states'] = {
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

/** Accepted, reviewed, decided; the result is electronic and served with the decision. */
const standard: Flow = {
  code: 'standard',
  version: 1,
  name: '一般程序（电子结果）',
  start: 'submitted',
  states: { ...reviewStates, granted },
  transitions: [...review, ...decisionTo('granted')],
}

/** The same, with a result that is handed over or posted within ten working days (art. 44). */
const paper: Flow = {
  code: 'paper',
  version: 1,
  name: '一般程序（制证送达）',
  start: 'submitted',
  states: {
    ...reviewStates,
    certifying: {
      label: '准予，待送达',
      step: 4,
      clock: 'delivery',
      owner: 'accept',
      next: '申请已获准，证件制好后将在 10 个工作日内送达。',
      idle: {
        applicant: '等待送达',
        review: '等待送达',
        decide: '等待送达',
        approve: '等待送达',
        system: '超过期限由监察提醒，不自动办理',
      },
    },
    delivered,
  },
  transitions: [
    ...review,
    ...decisionTo('certifying'),
    { from: 'certifying', action: 'deliver', to: 'delivered', by: 'accept' },
  ],
}

/** 即办件: accepted and decided at the counter on the same day; one officer, no separate review. */
const instant: Flow = {
  code: 'instant',
  version: 1,
  name: '即办程序',
  start: 'submitted',
  states: {
    submitted,
    'pre-returned': preReturned,
    correction,
    accepted: {
      ...accepted,
      owner: 'decide',
      next: '材料符合要求，马上为您办理。',
      idle: { accept: '已受理，等待决定', review: '即办件不单独审查', approve: '即办件没有特别程序和延期' },
    },
    refused,
    granted,
    denied,
    withdrawn,
    terminated,
  },
  transitions: [
    ...reception,
    { from: 'accepted', action: 'grant', to: 'granted', by: 'decide', guards: ['nothing-owed'] },
    { from: 'accepted', action: 'deny', to: 'denied', by: 'decide', guards: ['reasons', 'remedies'] },
    { from: 'accepted', action: 'hand-in-later', to: 'accepted', by: 'applicant' },
    { from: 'accepted', action: 'lapse', to: 'terminated', by: 'system' },
    ...withdrawFrom('submitted', 'pre-returned', 'correction', 'accepted'),
    ...terminateFrom('decide', 'accepted'),
  ],
}

/** 告知承诺: decided on the applicant's promise, checked afterwards; an untrue promise takes the decision back. */
const promise: Flow = {
  code: 'promise',
  version: 1,
  name: '告知承诺程序',
  start: 'submitted',
  states: {
    submitted,
    'pre-returned': preReturned,
    correction,
    accepted: {
      ...accepted,
      owner: 'decide',
      next: '您已作出承诺，部门马上作出决定，之后再核查。',
      idle: {
        accept: '已受理，等待决定',
        review: '决定之后核查',
        approve: '没有特别程序和延期',
        system: '没有容缺材料',
      },
    },
    checking: {
      label: '准予，待核查',
      step: 4,
      clock: 'check',
      owner: 'review',
      next: '申请已获准。部门将核查您的承诺，请保留好有关材料。',
      idle: {
        applicant: '等待核查',
        accept: '等待核查',
        approve: '等待核查',
        system: '超过期限由监察提醒，不自动办理',
      },
    },
    refused,
    granted,
    denied,
    revoked,
    withdrawn,
    terminated,
  },
  transitions: [
    ...reception,
    { from: 'accepted', action: 'grant', to: 'checking', by: 'decide' },
    { from: 'accepted', action: 'deny', to: 'denied', by: 'decide', guards: ['reasons', 'remedies'] },
    { from: 'checking', action: 'confirm', to: 'granted', by: 'review' },
    { from: 'checking', action: 'revoke', to: 'revoked', by: 'decide', guards: ['reasons', 'remedies'] },
    ...withdrawFrom('submitted', 'pre-returned', 'correction', 'accepted'),
    ...terminateFrom('decide', 'accepted'),
  ],
}

/** Reviewed twice, by two officers, before a third decides; each step has its own limit where the guide gives one. */
const stepped: Flow = {
  code: 'stepped',
  version: 1,
  name: '分步审查程序（初审、复审、决定）',
  start: 'submitted',
  states: {
    ...reviewStates,
    'first-reviewed': {
      label: '初审完成',
      step: 2,
      clock: 'decision',
      owner: 'review',
      next: '初审已完成，正在复审。',
      idle: { accept: '等待复审' },
    },
    granted,
  },
  transitions: [
    ...common,
    { from: 'accepted', action: 'first-review', to: 'first-reviewed', by: 'review' },
    { from: 'first-reviewed', action: 'review', to: 'reviewed', by: 'review', guards: ['other-reviewer'] },
    { from: 'first-reviewed', action: 'send-back', to: 'accepted', by: 'review' },
    ...proposalsIn('first-reviewed').filter(({ action }) => !action.endsWith('suspension')),
    ...alongside('first-reviewed'),
    { from: 'reviewed', action: 'return', to: 'first-reviewed', by: 'decide' },
    ...decisionTo('granted'),
  ],
}

/** The fee is due before the decision: billed by who decides, paid or waived, else the application goes back. */
const fee: Flow = {
  code: 'fee',
  version: 1,
  name: '一般程序（决定前缴费）',
  start: 'submitted',
  states: {
    ...reviewStates,
    paying: {
      label: '待缴费',
      step: 3,
      clock: 'payment',
      owner: 'applicant',
      next: '审查已完成，请在期限内缴费，缴费后部门作出决定。',
      idle: { review: '等待申请人缴费' },
    },
    granted,
  },
  transitions: [
    ...review,
    { from: 'reviewed', action: 'bill', to: 'paying', by: 'decide', guards: ['fee-listed'] },
    { from: 'paying', action: 'pay', to: 'reviewed', by: 'accept' },
    { from: 'paying', action: 'waive', to: 'reviewed', by: 'approve', guards: ['reasons'] },
    ...alongside('paying'),
    ...decisionTo('granted', 'fee-settled'),
  ],
}

const opinionsIn = (...states: CaseStatus[]): FlowTransition[] =>
  states.map((from) => ({ from, action: 'give-opinion', to: from, by: 'joint', guards: ['opinion-open'] }))
/** The flow's states with a word for the agencies that are asked, where they have nothing to do. */
const withJoint = (states: Flow['states'], acting: readonly CaseStatus[]): Flow['states'] =>
  Object.fromEntries(
    Object.entries(states).map(([status, state]) => [
      status,
      state.final || acting.includes(status as CaseStatus)
        ? state
        : { ...state, idle: { ...state.idle, joint: '现在不需要会办意见' } },
    ]),
  )

/** 并联审查: the lead agency asks the others that the guide names, all at once; it decides when they have answered or are late. */
const joint: Flow = {
  code: 'joint',
  version: 1,
  name: '联合审查程序',
  start: 'submitted',
  states: withJoint({ ...reviewStates, granted }, ['accepted', 'suspended', 'reviewed']),
  transitions: [
    ...common,
    { from: 'accepted', action: 'ask-opinions', to: 'accepted', by: 'review', guards: ['reasons', 'opinions-listed'] },
    ...opinionsIn('accepted', 'suspended', 'reviewed'),
    { from: 'accepted', action: 'review', to: 'reviewed', by: 'review', guards: ['opinions-asked'] },
    { from: 'reviewed', action: 'return', to: 'accepted', by: 'decide' },
    ...decisionTo('granted', 'opinions-in'),
  ],
}

/**
 * 异地代收代办: may be handed in at an agency elsewhere, which checks that it is complete and sends it on; the competent agency
 * accepts and decides. The five working days run from the receipt there (§2.3 收件地≠受理地).
 */
const remote: Flow = {
  code: 'remote',
  version: 1,
  name: '跨区域通办程序',
  start: 'submitted',
  remoteStart: 'collected',
  states: {
    collected: {
      label: '已代收',
      step: 1,
      clock: 'receipt',
      owner: 'receive',
      next: '收件窗口正在核对材料是否齐全，随后转给承办单位。5 个工作日内告知是否受理，从收件当天算起。',
      idle: { accept: '等待收件单位转递', review: '还没有受理', decide: '还没有受理', approve: '还没有受理' },
    },
    ...Object.fromEntries(
      Object.entries(reviewStates).map(([status, state]) => [
        status,
        state.final ? state : { ...state, idle: { ...state.idle, receive: '已转给承办单位' } },
      ]),
    ),
    granted,
  },
  transitions: [
    { from: 'collected', action: 'forward', to: 'submitted', by: 'receive' },
    { from: 'collected', action: 'deem-accepted', to: 'accepted', by: 'system' },
    ...withdrawFrom('collected'),
    ...review,
    ...decisionTo('granted'),
  ],
}

/** All versions that cases may be pinned to. */
export const flows: readonly Flow[] = [standard, paper, instant, promise, stepped, fee, joint, remote]

/** The flow that a case is pinned to. Throws RangeError when it does not exist: flows are never removed. */
export function flowOf(code: string, version: number): Flow {
  const flow = flows.find((candidate) => candidate.code === code && candidate.version === version)
  if (!flow) throw new RangeError(`no flow ${code} v${version}`)
  return flow
}

/** The version that new cases follow. Throws RangeError for a code that no flow has. */
export function newestFlow(code: string): Flow {
  const [newest] = flows.filter((flow) => flow.code === code).toSorted((a, b) => b.version - a.version)
  if (!newest) throw new RangeError(`no flow ${code}`)
  return newest
}
