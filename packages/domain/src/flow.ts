/**
 * A procedure (办件流程) as data: in which states a case may be, who does what there, which clock runs, what the applicant
 * is told. Sources: 行政许可法 arts. 29-45 and the case statuses of GB/T 39046-2020. The case engine, both apps and the
 * checker (`flow-check.ts`) read the same object; a running case stays with the code and version it was submitted under.
 */

/** Statuses of a case; a flow uses some of them. */
export const caseStatuses = [
  'collected',
  'submitted',
  'pre-returned',
  'correction',
  'refused',
  'accepted',
  'suspended',
  'first-reviewed',
  'reviewed',
  'paying',
  'granted',
  'denied',
  'certifying',
  'checking',
  'revoked',
  'delivered',
  'withdrawn',
  'terminated',
] as const
export type CaseStatus = (typeof caseStatuses)[number]

/** Where nothing follows, in every flow; the queues' indexes name the same. */
export const finalStatuses = [
  'refused',
  'granted',
  'denied',
  'revoked',
  'delivered',
  'withdrawn',
  'terminated',
] as const satisfies readonly CaseStatus[]
/** Where a case waits for somebody. */
export const openStatuses = [
  'collected',
  'submitted',
  'pre-returned',
  'correction',
  'accepted',
  'suspended',
  'first-reviewed',
  'reviewed',
  'paying',
  'certifying',
  'checking',
] as const satisfies readonly CaseStatus[]

/** Everything that can happen to a case, with its name in the timeline; no flow draws `submit` and `migrate`. */
export const caseActions = {
  submit: '提交申请',
  forward: '转递承办单位',
  'pre-return': '预审退回',
  resubmit: '修改后重新提交',
  accept: '予以受理',
  'deem-accepted': '逾期未告知，视为受理',
  refuse: '不予受理',
  'request-supplement': '通知补正',
  supplement: '补正材料',
  object: '对指南以外的要求提出异议',
  lapse: '逾期未补正，退回申请',
  'hand-in-later': '补交容缺材料',
  'ask-opinions': '征求会办意见',
  'give-opinion': '会办意见',
  'first-review': '初审完成',
  'send-back': '退回初审',
  review: '审查完成',
  return: '退回重新审查',
  'propose-suspension': '申请启动特别程序',
  'approve-suspension': '批准特别程序',
  resume: '特别程序结束',
  'propose-extension': '申请延长期限',
  'approve-extension': '批准延长期限',
  'reject-proposal': '不同意申请',
  bill: '通知缴费',
  pay: '登记缴费',
  waive: '减免费用',
  grant: '准予',
  deny: '不予准予',
  confirm: '核查通过',
  revoke: '核查不实，撤销决定',
  deliver: '送达',
  withdraw: '撤回申请',
  terminate: '终止办理',
  migrate: '办理流程调整',
} as const
export type CaseAction = keyof typeof caseActions

/**
 * Who acts: the applicant, staff with that permission (`approve`: the head of the agency), a reviewer of another agency that
 * was asked for its opinion (`joint`), an officer where it was handed in for an agency elsewhere (`receive`), or a clock
 * that ran out.
 */
export const performers = ['applicant', 'accept', 'review', 'decide', 'approve', 'joint', 'receive', 'system'] as const
export type Performer = (typeof performers)[number]

/**
 * Which clock runs in a state. `receipt`: the agency's five working days; `answer`: the applicant's days to supplement;
 * `decision`: legal and promised limit; `special`: both stand still; `payment`: the applicant's days to pay before the decision,
 * whose limits run on because art. 45 does not name it; `delivery`: ten
 * working days to hand over; `check`: the days to check a promise; `none`: nothing runs any more.
 */
export const clockKinds = ['receipt', 'answer', 'decision', 'special', 'payment', 'delivery', 'check', 'none'] as const
export type ClockKind = (typeof clockKinds)[number]

/** What must hold for an action; the engine knows how to find out (`guards` of the module cases). */
export const guards = {
  reasons: '写明理由',
  remedies: '告知救济途径',
  'return-once': '预审退回只能一次，且在通知补正之前',
  'supplement-once': '一次性告知，第二次只能针对新补交的材料',
  'named-materials': '只能要求办事指南列明的材料，指南以外的须说明理由',
  'beyond-guide': '有办事指南以外的要求，还没有提出过异议',
  'listed-kind': '办事指南列明的特别程序',
  'pending-suspension': '有待批准的特别程序申请',
  'pending-extension': '有待批准的延期申请',
  'pending-proposal': '有待批准的申请',
  'extend-once': '只能延长一次，且在到期之前',
  'nothing-owed': '容缺材料已补齐',
  'other-officer': '审查和决定不由同一人办理',
  'other-reviewer': '初审和复审不由同一人办理',
  'opinions-listed': '办事指南列明会办部门，且还没有征求过意见',
  'opinions-asked': '已征求会办意见',
  'opinion-open': '该部门还没有给出意见',
  'opinions-in': '会办意见已收齐，或者已过答复期限',
  'fee-listed': '办事指南列明收费，且还没有通知缴费',
  'fee-settled': '费用已缴清或减免',
} as const
export type Guard = keyof typeof guards

export interface FlowState {
  label: string
  /** Of four steps: 1 submitted, 2 accepted, 3 reviewed, 4 decided. */
  step: 1 | 2 | 3 | 4
  clock: ClockKind
  /** Whose turn it is; nobody's in a final state. */
  owner: Performer | 'nobody'
  /** What the applicant is told to expect. */
  next: string
  final?: boolean
  /** Why those who might look for something to do have nothing to do. */
  idle: Partial<Record<Performer, string>>
}

export interface FlowTransition {
  from: CaseStatus
  action: CaseAction
  to: CaseStatus
  by: Performer
  guards?: readonly Guard[]
}

export interface Flow {
  code: string
  version: number
  name: string
  start: CaseStatus
  /** Where a case begins that was handed in at an agency elsewhere (异地代收); absent: nobody may. */
  remoteStart?: CaseStatus
  states: Partial<Record<CaseStatus, FlowState>>
  transitions: readonly FlowTransition[]
}

/** The transition of an action from a state; undefined when the flow has none. */
export function transitionOf(flow: Flow, from: CaseStatus, action: CaseAction): FlowTransition | undefined {
  return flow.transitions.find((candidate) => candidate.from === from && candidate.action === action)
}

/** What can be done in a state, in the order of the flow. */
export function transitionsFrom(flow: Flow, from: CaseStatus): FlowTransition[] {
  return flow.transitions.filter((transition) => transition.from === from)
}

/** The state as the flow describes it. Throws RangeError for one it does not have: the case is pinned to another flow. */
export function stateOf(flow: Flow, status: CaseStatus): FlowState {
  const state = flow.states[status]
  if (!state) throw new RangeError(`flow ${flow.code} v${flow.version} has no state ${status}`)
  return state
}
