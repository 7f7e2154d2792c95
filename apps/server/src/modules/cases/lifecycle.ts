import type { Permission } from '@zhengtong/contract/access'
import type { CaseAction, CaseStatus } from '@zhengtong/contract/cases'
import { stateOf, transitionsFrom, type Flow, type FlowState, type Guard, type Performer } from '@zhengtong/domain/flow'
import { flowOf, flows } from '@zhengtong/domain/flows'
import type { EventType } from '../../platform/events.ts'
import type { Opinion } from './opinion-store.ts'
import type { CaseRow } from './store.ts'

/** The event each act publishes. */
export const events: Record<CaseAction, EventType> = {
  submit: 'case.submitted',
  forward: 'case.forwarded',
  'pre-return': 'case.pre-returned',
  resubmit: 'case.supplemented',
  accept: 'case.accepted',
  'deem-accepted': 'case.deemed-accepted',
  refuse: 'case.refused',
  'request-supplement': 'case.supplement-requested',
  supplement: 'case.supplemented',
  lapse: 'case.lapsed',
  object: 'case.objected',
  'hand-in-later': 'case.handed-in',
  'ask-opinions': 'case.opinions-asked',
  'give-opinion': 'case.opinion-given',
  'first-review': 'case.first-reviewed',
  'send-back': 'case.sent-back',
  review: 'case.reviewed',
  bill: 'case.billed',
  pay: 'case.paid',
  waive: 'case.fee-waived',
  return: 'case.returned',
  'propose-suspension': 'case.proposed',
  'approve-suspension': 'case.suspended',
  resume: 'case.resumed',
  'propose-extension': 'case.proposed',
  'approve-extension': 'case.extended',
  'reject-proposal': 'case.proposal-rejected',
  grant: 'case.granted',
  deny: 'case.denied',
  confirm: 'case.confirmed',
  revoke: 'case.revoked',
  deliver: 'case.delivered',
  withdraw: 'case.withdrawn',
  terminate: 'case.terminated',
  migrate: 'case.migrated',
}

/** What decides whether an act is possible now: parts of the case, and the day. */
export type Situation = Pick<
  CaseRow,
  | 'flow'
  | 'flowVersion'
  | 'status'
  | 'supplement'
  | 'proposal'
  | 'extendedDays'
  | 'owed'
  | 'firstReviewerId'
  | 'reviewerId'
  | 'legalDueOn'
  | 'fee'
> & {
  today: string
  /** Names of the special procedures that the guide lists. */
  specialKinds: readonly string[]
  /** The guide names a fee. */
  hasFee: boolean
  /** Agencies that the guide names for an opinion. */
  jointAgencies: readonly string[]
  opinions: readonly Opinion[]
  /** The agency for which the actor would give an opinion. */
  speaksFor: string | null
  separateReviewAndDecision: boolean
}

/** The state as the case's own flow describes it. */
export function stateOfCase({
  flow,
  flowVersion,
  status,
}: Pick<CaseRow, 'flow' | 'flowVersion' | 'status'>): FlowState {
  return stateOf(flowOf(flow, flowVersion), status)
}

/** The words of a status where no case is at hand: of the flow that most cases follow, else of any that has it. */
export function labelOf(status: CaseStatus): string {
  return labels[status]
}
const labels = Object.fromEntries(
  ['remote', 'joint', 'fee', 'stepped', 'promise', 'instant', 'paper', 'standard'].flatMap((code) =>
    Object.entries(flowOf(code, 1).states).map(([status, { label }]) => [status, label]),
  ),
) as Record<CaseStatus, string>

type Checks = Record<Guard, (situation: Situation, actorId: string) => string | null>
const unless = (isMet: boolean, why: string) => (isMet ? null : why)

/**
 * The guards of the flows as far as they depend on the case; what depends on the words of an act (reasons, named materials)
 * its schema and its use case check. Each answers why not, for the officer to read.
 */
const checks: Checks = {
  reasons: () => null,
  remedies: () => null,
  'named-materials': () => null,
  'supplement-once': ({ supplement }) =>
    unless(
      !supplement || (supplement.answeredAt !== null && supplement.round < 2),
      '补正只能一次性告知，本办件已告知过',
    ),
  'beyond-guide': ({ supplement }) => unless(mayObject(supplement), '没有办事指南以外的要求，或者已经提出过异议'),
  'return-once': ({ supplement }) => unless(!supplement, '预审退回只能一次，且在通知补正之前'),
  'listed-kind': ({ specialKinds, proposal }) =>
    specialKinds.length === 0 ? '办事指南没有列出特别程序' : unless(!proposal, '已有一个申请等待批准'),
  'pending-suspension': ({ proposal }, actorId) => pending(proposal, 'suspension', actorId),
  'pending-extension': ({ proposal }, actorId) => pending(proposal, 'extension', actorId),
  'pending-proposal': ({ proposal }) => unless(proposal !== null, '没有等待批准的申请'),
  'extend-once': ({ extendedDays, legalDueOn, today, proposal }) => {
    if (extendedDays > 0) return '办理期限只能延长一次，已经延长过'
    if (legalDueOn === null) return '这个事项没有法定办结时限'
    if (today > legalDueOn) return '法定时限已到期，不能再延长'
    return unless(proposal?.kind !== 'suspension', '已有一个申请等待批准')
  },
  'nothing-owed': ({ owed }) => unless(!owed || owed.handedInAt !== null, '容缺材料还没有补齐，不能发出结果'),
  'other-officer': ({ separateReviewAndDecision, firstReviewerId, reviewerId }, actorId) =>
    unless(
      !separateReviewAndDecision || (reviewerId !== actorId && firstReviewerId !== actorId),
      '审查和决定不能由同一人办理',
    ),
  'other-reviewer': ({ firstReviewerId }, actorId) => unless(firstReviewerId !== actorId, '初审和复审不能由同一人办理'),
  'opinions-listed': ({ jointAgencies, opinions }) =>
    jointAgencies.length === 0 ? '办事指南没有列明会办部门' : unless(opinions.length === 0, '已经征求过会办意见'),
  'opinions-asked': ({ jointAgencies, opinions }) =>
    unless(jointAgencies.length === 0 || opinions.length > 0, '还没有征求会办部门的意见'),
  'opinion-open': ({ opinions, speaksFor }) => {
    const own = opinions.find(({ agencyCode }) => agencyCode === speaksFor)
    return own ? unless(own.answer === null, '本单位的会办意见已经给出') : '没有征求本单位的意见'
  },
  'opinions-in': ({ opinions, today }) => {
    const waiting = opinions.filter(({ answer, dueOn }) => answer === null && dueOn >= today)
    return unless(waiting.length === 0, `还在等会办意见：${waiting.map(({ agencyName }) => agencyName).join('、')}`)
  },
  'fee-listed': ({ hasFee, fee }) =>
    hasFee ? unless(fee === null, '已经通知过缴费') : '办事指南没有列明收费，不能收费',
  'fee-settled': ({ hasFee, fee }) =>
    unless(!hasFee || (fee !== null && (fee.paidAt !== null || fee.waiver !== null)), '费用还没有缴清或减免'),
}

function pending(proposal: CaseRow['proposal'], kind: 'suspension' | 'extension', actorId: string): string | null {
  if (proposal?.kind !== kind) return '没有等待批准的申请'
  return unless(proposal.officerId !== actorId, '不能批准自己提出的申请')
}

/** What keeps this actor from an act now: the guard and why; undefined when nothing does. */
export function hindrance(
  situation: Situation,
  guards: readonly Guard[] = [],
  actorId: string,
): { guard: Guard; why: string } | undefined {
  for (const guard of guards) {
    const why = checks[guard](situation, actorId)
    if (why) return { guard, why }
  }
  return undefined
}

/** Who performs an action; the same in every flow. */
export const performerOf = new Map(
  flows.flatMap(({ transitions }) => transitions.map(({ action, by }) => [action, by])),
)

/** Whether the lead agency asks others in this flow. */
export const asksOthers = ({ transitions }: Flow) => transitions.some(({ action }) => action === 'ask-opinions')

/** What the applicant may do now. */
export function applicantActions(
  situation: Pick<Situation, 'flow' | 'flowVersion' | 'status' | 'owed' | 'supplement'>,
): CaseAction[] {
  const { flow, flowVersion, status, owed, supplement } = situation
  return transitionsFrom(flowOf(flow, flowVersion), status)
    .filter(({ by }) => by === 'applicant')
    .filter(({ action }) => action !== 'hand-in-later' || (owed && !owed.handedInAt))
    .filter(({ action }) => action !== 'object' || mayObject(supplement))
    .map(({ action }) => action)
}

/** The notice asks for more than the guide, and the applicant has not objected yet. */
const mayObject = (supplement: Situation['supplement']) =>
  supplement?.objection === null && supplement.requests.some(({ beyond }) => beyond)

/** In what an officer sees the case: with his permissions there, or for an agency that was asked or took it in. */
interface Capacity {
  id: string
  permissions: readonly Permission[]
  mayGiveOpinion: boolean
  mayForward: boolean
}

/** What an officer may do now, and why not for what his permissions would otherwise allow. */
export function officerActions(
  situation: Situation,
  officer: Capacity,
): { actions: CaseAction[]; whyNot: Record<string, string> } {
  const whyNot: Record<string, string> = {}
  const actions = transitionsFrom(flowOf(situation.flow, situation.flowVersion), situation.status).flatMap(
    ({ action, by, guards }) => {
      if (!mayPerform(by, officer)) return []
      const why = hindrance(situation, guards, officer.id)?.why
      // Nobody asks why he can't approve what was never proposed.
      if (why && !(guards?.some((guard) => guard.startsWith('pending-')) && !situation.proposal)) whyNot[action] = why
      return why ? [] : [action]
    },
  )
  return { actions, whyNot }
}

function mayPerform(by: Performer, officer: Capacity): boolean {
  if (by === 'joint') return officer.mayGiveOpinion
  if (by === 'receive') return officer.mayForward
  return by !== 'applicant' && by !== 'system' && officer.permissions.includes(by)
}

/** Why there is nothing to do here for somebody with these permissions; the first reason that fits. */
export function idleWords(
  situation: Pick<Situation, 'flow' | 'flowVersion' | 'status'>,
  permissions: readonly Permission[],
) {
  const { final, idle } = stateOfCase(situation)
  if (final) return '这个办件已经办结。'
  const word = (['accept', 'review', 'decide', 'approve'] as const).find(
    (each) => permissions.includes(each) && idle[each],
  )
  return word ? `${idle[word] ?? ''}，您现在不用处理。` : '现在这一步由有相应权限的同事办理。'
}
