import { stateOf, transitionOf, type CaseAction, type CaseStatus, type Flow } from './flow.ts'

/** What of a running case decides whether it can go on under another flow (流程迁移). */
export interface MovingCase {
  status: CaseStatus
  /** A proposal that waits for the head. */
  pending: 'suspension' | 'extension' | null
  /** Promised materials (容缺) that have not come yet. */
  owes: boolean
  /** The guide that the applicant saw names a fee. */
  hasFee: boolean
  /** Of a fee that was billed: `open` until it is paid or waived; null: not billed. */
  fee: 'open' | 'settled' | null
  /** The guide that the applicant saw names agencies for an opinion. */
  namesOthers: boolean
  opinionsAsked: boolean
  /** The first of two reviews is done. */
  firstReviewed: boolean
}

const uses = ({ transitions }: Flow, action: CaseAction) =>
  transitions.some((transition) => transition.action === action)

/** The target lacks one of these acts where the present flow has it. */
const lacks = (from: Flow, to: Flow, status: CaseStatus, ...actions: CaseAction[]) =>
  actions.some((action) => transitionOf(from, status, action) && !transitionOf(to, status, action))

/** Each answers why a case cannot be moved. A status that both flows have is a condition of all that follow the first two. */
const rules: ((moving: MovingCase, from: Flow, to: Flow) => string | false | undefined)[] = [
  ({ status }, from) => stateOf(from, status).final === true && '办件已经办结',
  ({ status }, from, to) => !to.states[status] && `新流程里没有“${stateOf(from, status).label}”这一步`,
  // Due dates are the law's and the guide's: no flow may change them.
  ({ status }, from, to) =>
    stateOf(from, status).clock !== stateOf(to, status).clock && '这一步在两个流程里计算期限的办法不同',
  // What is in progress has to be able to end.
  ({ pending, status }, _, to) =>
    pending !== null &&
    !(transitionOf(to, status, `approve-${pending}`) && transitionOf(to, status, 'reject-proposal')) &&
    `有${pending === 'suspension' ? '特别程序' : '延期'}申请等待批准，新流程里没有人能批准`,
  ({ status }, from, to) =>
    lacks(from, to, status, 'resume', 'supplement', 'resubmit', 'pay', 'waive') && '正在等的事情，新流程里没有办法结束',
  ({ owes, status }, from, to) =>
    owes &&
    (!uses(to, 'hand-in-later') || lacks(from, to, status, 'hand-in-later', 'lapse')) &&
    '还有容缺材料没有补交，新流程里没有补交这一步',
  // The guide that the applicant saw stays his contract: its fee, its opinions.
  ({ hasFee, fee }, from, to) =>
    (fee === 'open' || (hasFee && fee === null && uses(from, 'bill'))) &&
    !uses(to, 'bill') &&
    '办事指南列明的费用还没有缴清或减免，新流程里没有缴费这一步',
  ({ namesOthers, opinionsAsked }, from, to) =>
    (opinionsAsked || (namesOthers && uses(from, 'ask-opinions'))) &&
    !uses(to, 'ask-opinions') &&
    '办事指南列明要征求会办意见，新流程里没有这一步',
  ({ namesOthers, opinionsAsked, status }, _, to) =>
    status === 'reviewed' &&
    namesOthers &&
    !opinionsAsked &&
    uses(to, 'ask-opinions') &&
    '审查已经完成，来不及征求会办意见',
  ({ firstReviewed, status }, _, to) =>
    status === 'reviewed' && !firstReviewed && uses(to, 'first-review') && '审查已经完成，新流程要求初审和复审两次',
  // Decided without a review because the applicant gave his word, and only then.
  (_, from, to) =>
    uses(from, 'revoke') !== uses(to, 'revoke') && '告知承诺以申请人的承诺为前提，不能与其他流程互相调整',
]

/**
 * Why a case that runs under `from` cannot go on under `to`, in plain words; null when it can. A case that can be moved keeps its
 * status and its clock, whatever is in progress can end, and it gets to a decision.
 */
export function whyNotMoved(moving: MovingCase, from: Flow, to: Flow): string | null {
  for (const rule of rules) {
    const why = rule(moving, from, to)
    if (why) return why
  }
  return null
}
