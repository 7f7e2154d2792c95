import type { CaseStatus, Flow, FlowTransition } from './flow.ts'
import {
  accepted,
  alongside,
  common,
  correction,
  decisionTo,
  delivered,
  denied,
  granted,
  preReturned,
  proposalsIn,
  reception,
  refused,
  review,
  reviewStates,
  revoked,
  submitted,
  terminated,
  terminateFrom,
  withdrawFrom,
  withdrawn,
} from './flow-parts.ts'

/**
 * The procedures that the platform ships, as data. Each is checked by `npm run check:flows`. A change that running cases
 * must not feel is a new version beside the old one: cases stay with theirs.
 */
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
