import {
  caseActions,
  caseStatuses,
  clockKinds,
  finalStatuses,
  guards,
  performers,
  transitionsFrom,
  type CaseAction,
  type CaseStatus,
  type Flow,
  type FlowState,
  type Guard,
  type Performer,
} from './flow.ts'

/** Something wrong with a flow: which rule, where, and what to mend, for whoever edits flows. */
export interface FlowFault {
  rule: string
  state: string
  message: string
}

/** Guards without which an action is unlawful, whoever draws the flow. */
const neededGuards: Partial<Record<CaseAction, readonly Guard[]>> = {
  'request-supplement': ['supplement-once', 'named-materials'],
  'pre-return': ['reasons', 'return-once'],
  object: ['reasons', 'beyond-guide'],
  refuse: ['reasons', 'remedies'],
  deny: ['reasons', 'remedies'],
  revoke: ['reasons', 'remedies'],
  terminate: ['reasons'],
  'propose-suspension': ['listed-kind', 'reasons'],
  'approve-suspension': ['pending-suspension'],
  'propose-extension': ['extend-once', 'reasons'],
  'approve-extension': ['pending-extension', 'extend-once'],
  'ask-opinions': ['reasons', 'opinions-listed'],
  'give-opinion': ['opinion-open'],
  bill: ['fee-listed'],
  waive: ['reasons'],
}

/** Who alone may do it. */
const onlyBy: Partial<Record<CaseAction, Performer>> = {
  resubmit: 'applicant',
  supplement: 'applicant',
  object: 'applicant',
  'hand-in-later': 'applicant',
  withdraw: 'applicant',
  'deem-accepted': 'system',
  lapse: 'system',
  'approve-suspension': 'approve',
  'approve-extension': 'approve',
  waive: 'approve',
  'give-opinion': 'joint',
  forward: 'receive',
}

/** The clock that ends with something done by itself, and by what: nobody may be left waiting for ever. */
const timeouts: Partial<Record<FlowState['clock'], CaseAction>> = {
  receipt: 'deem-accepted',
  answer: 'lapse',
  payment: 'lapse',
}

/** What happens to a case from outside its flow: it begins, or it is moved to another flow. */
const notDrawn: ReadonlySet<CaseAction> = new Set(['submit', 'migrate'])

const beforeDecision = new Set<FlowState['clock']>(['receipt', 'answer', 'decision', 'special', 'payment'])
const decisions: ReadonlySet<CaseAction> = new Set(['grant', 'deny'])

/**
 * Checks a flow before it may run: every reachable state has for everybody an action or a reason why there is none, an exit,
 * an owner, a clock and, before the decision, a way to give up; and nothing in it breaks 行政许可法 arts. 29-45. No fault
 * means that no case can be stranded in it.
 */
export function checkFlow(flow: Flow): FlowFault[] {
  const known = new Set<string>(Object.keys(flow.states))
  const broken = references(flow, known)
  // With states or actions that do not exist the other questions have no answer.
  if (broken.length) return broken
  const reachable = new Set([
    ...reachableFrom(flow, flow.start),
    ...(flow.remoteStart ? reachableFrom(flow, flow.remoteStart) : []),
  ])
  return [
    ...[...known]
      .filter((status) => !reachable.has(status as CaseStatus))
      .map((state) => ({ rule: 'reachable', state, message: '从开始状态走不到这里' })),
    ...[...reachable].flatMap((status) => stateFaults(flow, status)),
    ...flow.transitions.flatMap((transition) => lawFaults(flow, transition)),
    ...decisionFaults(flow, reachable),
  ]
}

function references(flow: Flow, known: ReadonlySet<string>): FlowFault[] {
  const faults: FlowFault[] = []
  const fault = (rule: string, state: string, message: string) => faults.push({ rule, state, message })
  const has = (list: readonly string[], value: string) => list.includes(value)
  if (flow.remoteStart && !known.has(flow.remoteStart)) fault('start', flow.remoteStart, '异地收件的开始状态不存在')
  if (!known.has(flow.start)) fault('start', flow.start, '开始状态不存在')
  for (const [status, { clock, owner }] of Object.entries(flow.states)) {
    if (!has(caseStatuses, status)) fault('known', status, '没有这种办件状态')
    if (has(finalStatuses, status) !== (flow.states[status as CaseStatus]?.final === true))
      fault('final', status, '这种状态是否办结，所有流程应当一致')
    if (!has(clockKinds, clock)) fault('known', status, `没有这种时钟：${clock}`)
    if (owner !== 'nobody' && !has(performers, owner)) fault('known', status, `没有这种责任人：${owner}`)
  }
  const taken = new Set<string>()
  for (const { from, action, to, by, guards: wanted = [] } of flow.transitions) {
    if (!known.has(from) || !known.has(to)) fault('known', from, `“${action}”通向或来自不存在的状态`)
    if (!(action in caseActions)) fault('known', from, `没有这种操作：${action}`)
    if (notDrawn.has(action)) fault('known', from, `“${caseActions[action]}”不是流程里的一步`)
    if (!has(performers, by)) fault('known', from, `没有这种角色：${by}`)
    for (const guard of wanted) if (!(guard in guards)) fault('known', from, `没有这种条件：${guard}`)
    if (taken.has(`${from} ${action}`)) fault('single', from, `“${action}”有两个去向`)
    taken.add(`${from} ${action}`)
  }
  return faults
}

function reachableFrom(flow: Flow, start: CaseStatus): Set<CaseStatus> {
  const seen = new Set<CaseStatus>([start])
  // A Set also visits what is added while it is walked through.
  for (const status of seen) for (const { to } of transitionsFrom(flow, status)) seen.add(to)
  return seen
}

function stateFaults(flow: Flow, status: CaseStatus): FlowFault[] {
  const state = flow.states[status]
  if (!state) return []
  const faults: FlowFault[] = []
  const fault = (rule: string, message: string) => faults.push({ rule, state: status, message })
  const leaving = transitionsFrom(flow, status)
  if (!state.label || !state.next) fault('words', '没有名称，或者没有告诉申请人接下来会怎样')
  if (state.final) {
    if (leaving.length) fault('final', '办结状态不能再变')
    if (state.clock !== 'none' || state.owner !== 'nobody') fault('final', '办结状态不应有时钟和责任人')
    return faults
  }
  if (![...reachableFrom(flow, status)].some((other) => flow.states[other]?.final)) fault('exit', '走不到任何办结状态')
  if (state.clock === 'none') fault('clock', '没有时钟，办件可能无限期停在这里')
  if (state.owner === 'nobody') fault('owner', '没有责任人')
  else if (!leaving.some(({ by, to }) => by === state.owner && to !== status))
    fault('owner', `责任人“${state.owner}”在这里没有能推进办件的操作`)
  for (const performer of performers) {
    if (performer === 'joint' && !usesAction(flow, 'give-opinion')) continue
    if (performer === 'receive' && !flow.remoteStart) continue
    const acts = leaving.some(({ by }) => by === performer)
    if (!acts && !state.idle[performer]) fault('idle', `“${performer}”既没有操作，也没有说明为什么不用做什么`)
    if (acts && state.idle[performer]) fault('idle', `“${performer}”有操作，却写着不用做什么`)
  }
  const timeout = timeouts[state.clock]
  if (timeout && !leaving.some(({ action, by }) => action === timeout && by === 'system'))
    fault('timeout', `时钟到期后没有“${caseActions[timeout]}”`)
  if (state.clock === 'answer' && !leaving.some(({ action }) => action === 'object'))
    fault('objection', '指南以外的要求，申请人应当能够提出异议')
  if (beforeDecision.has(state.clock) && !leaving.some(({ action }) => action === 'withdraw'))
    fault('abort', '作出决定之前，申请人应当随时可以撤回')
  return faults
}

function lawFaults(flow: Flow, { from, action, to, by, guards: given = [] }: Flow['transitions'][number]): FlowFault[] {
  const faults: FlowFault[] = []
  const fault = (rule: string, message: string) => faults.push({ rule, state: from, message })
  for (const guard of neededGuards[action] ?? [])
    if (!given.includes(guard)) fault('guard', `“${caseActions[action]}”缺少条件：${guards[guard]}`)
  const only = onlyBy[action]
  if (only && by !== only) fault('performer', `“${caseActions[action]}”只能由“${only}”办理`)
  if (!only && (by === 'applicant' || by === 'system' || by === 'joint' || by === 'receive'))
    fault('performer', `“${caseActions[action]}”应由承办单位的工作人员办理`)
  const [before, after] = [flow.states[from], flow.states[to]]
  if (action === 'withdraw' && before && !beforeDecision.has(before.clock)) fault('withdraw', '决定之后不能撤回')
  if (before && after && (before.clock === 'decision' || before.clock === 'special') && after.clock === 'receipt')
    fault('clock', '受理之后不能退回到收件，办理时限会重新开始')
  if (decisions.has(action) && before && before.clock !== 'decision') fault('decision', '没有受理就作出了决定')
  if (decisions.has(action) && from === 'reviewed' && !given.includes('other-officer'))
    fault('guard', '审查和决定应由不同的人办理')
  if (action === 'review' && from === 'first-reviewed' && !given.includes('other-reviewer'))
    fault('guard', '初审和复审应由不同的人办理')
  if (action === 'forward' && (after?.clock !== 'receipt' || after.owner !== 'accept'))
    fault('remote', '代收单位只核对材料并转递，不能代替承办单位受理')
  if (action === 'give-opinion' && to !== from) fault('joint', '会办单位只提意见，不能推进或结束办件')
  if (decisions.has(action) && usesAction(flow, 'ask-opinions') && !given.includes('opinions-in'))
    fault('guard', '会办意见收齐或者过期之前不能作出决定')
  if (action === 'grant' && usesAction(flow, 'bill') && !given.includes('fee-settled'))
    fault('guard', '费用缴清或减免之前不能准予')
  if (action === 'grant' && !given.includes('nothing-owed') && usesAction(flow, 'hand-in-later'))
    fault('guard', '容缺材料补齐之前不能发出结果')
  return faults
}

/** Where acceptance leads from a state. */
const acceptedFrom = (flow: Flow, from: CaseStatus | undefined) =>
  from && transitionsFrom(flow, from).find(({ action }) => action === 'accept')?.to

const usesAction = (flow: Flow, action: CaseAction) =>
  flow.transitions.some((transition) => transition.action === action)

/** What can be granted can be denied; silence ends where acceptance does; what was suspended goes on. */
function decisionFaults(flow: Flow, reachable: ReadonlySet<CaseStatus>): FlowFault[] {
  const faults: FlowFault[] = []
  for (const status of reachable) {
    const leaving = transitionsFrom(flow, status)
    const to = (action: CaseAction) => leaving.find((transition) => transition.action === action)?.to
    if ((to('grant') === undefined) !== (to('deny') === undefined))
      faults.push({ rule: 'decision', state: status, message: '准予和不予准予必须都能选择' })
    const accepting = to('accept') ?? acceptedFrom(flow, to('forward'))
    if (to('deem-accepted') !== undefined && to('deem-accepted') !== accepting)
      faults.push({ rule: 'deemed', state: status, message: '视为受理应当与受理到达同一状态' })
    if (to('approve-suspension') !== undefined && !usesAction(flow, 'resume'))
      faults.push({ rule: 'special', state: status, message: '特别程序没有结束的办法' })
    const isPaying = flow.states[status]?.clock === 'payment'
    if (isPaying && (to('pay') === undefined || to('waive') !== to('pay')))
      faults.push({ rule: 'payment', state: status, message: '缴费和减免都要有，并到达同一状态' })
    if (to('ask-opinions') !== undefined && !usesAction(flow, 'give-opinion'))
      faults.push({ rule: 'joint', state: status, message: '征求了意见，会办单位却没有办法答复' })
  }
  if (![...reachable].some((status) => transitionsFrom(flow, status).some(({ action }) => action === 'grant')))
    faults.push({ rule: 'decision', state: flow.start, message: '没有任何路径能作出决定' })
  return faults
}
