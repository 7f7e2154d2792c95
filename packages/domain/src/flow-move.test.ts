import { describe, expect, test } from 'vitest'
import { checkFlow } from './flow-check.ts'
import { openStatuses, stateOf, transitionsFrom, type CaseStatus, type Flow, type Guard } from './flow.ts'
import { whyNotMoved, type MovingCase } from './flow-move.ts'
import { flowOf, flows } from './flows.ts'

const plain: MovingCase = {
  status: 'accepted',
  pending: null,
  owes: false,
  hasFee: false,
  fee: null,
  namesOthers: false,
  opinionsAsked: false,
  firstReviewed: false,
}
const why = (from: string, to: string, more: Partial<MovingCase> = {}) =>
  whyNotMoved({ ...plain, ...more }, flowOf(from, 1), flowOf(to, 1))

describe('a case moves to another flow', () => {
  test.each<[string, string, Partial<MovingCase>]>([
    ['standard', 'stepped', {}],
    ['standard', 'stepped', { status: 'submitted' }],
    ['standard', 'stepped', { status: 'correction', owes: true }],
    ['standard', 'stepped', { pending: 'suspension' }],
    ['standard', 'paper', { status: 'reviewed' }],
    ['standard', 'fee', { hasFee: true }],
    ['standard', 'joint', { namesOthers: true }],
    ['standard', 'instant', { owes: true }],
    ['fee', 'standard', { status: 'reviewed', hasFee: true, fee: 'settled' }],
    ['stepped', 'standard', { status: 'suspended' }],
    ['remote', 'standard', { status: 'submitted' }],
  ])('%s to %s: %o', (from, to, more) => expect(why(from, to, more)).toBeNull())

  test.each<[string, string, Partial<MovingCase>, string]>([
    ['standard', 'paper', { status: 'granted' }, '办件已经办结'],
    ['stepped', 'standard', { status: 'first-reviewed' }, '新流程里没有“初审完成”这一步'],
    ['fee', 'standard', { status: 'paying', hasFee: true, fee: 'open' }, '新流程里没有“待缴费”这一步'],
    ['paper', 'standard', { status: 'certifying' }, '新流程里没有“准予，待送达”这一步'],
    ['remote', 'standard', { status: 'collected' }, '新流程里没有“已代收”这一步'],
    ['standard', 'instant', { status: 'suspended' }, '新流程里没有“特别程序中”这一步'],
    ['standard', 'instant', { pending: 'suspension' }, '有特别程序申请等待批准，新流程里没有人能批准'],
    ['standard', 'instant', { pending: 'extension' }, '有延期申请等待批准，新流程里没有人能批准'],
    ['standard', 'promise', { owes: true, status: 'submitted' }, '还有容缺材料没有补交，新流程里没有补交这一步'],
    ['fee', 'standard', { hasFee: true }, '办事指南列明的费用还没有缴清或减免，新流程里没有缴费这一步'],
    ['joint', 'standard', { namesOthers: true }, '办事指南列明要征求会办意见，新流程里没有这一步'],
    ['joint', 'standard', { opinionsAsked: true }, '办事指南列明要征求会办意见，新流程里没有这一步'],
    ['standard', 'joint', { status: 'reviewed', namesOthers: true }, '审查已经完成，来不及征求会办意见'],
    ['standard', 'stepped', { status: 'reviewed' }, '审查已经完成，新流程要求初审和复审两次'],
    ['standard', 'promise', {}, '告知承诺以申请人的承诺为前提，不能与其他流程互相调整'],
    ['promise', 'standard', { status: 'submitted' }, '告知承诺以申请人的承诺为前提，不能与其他流程互相调整'],
  ])('not from %s to %s: %o', (from, to, more, reason) => expect(why(from, to, more)).toBe(reason))

  test('a flow that counts the same step by another clock takes no case over', () => {
    const odd = { ...flowOf('paper', 1), states: { ...flowOf('paper', 1).states } }
    odd.states.accepted = { ...stateOf(odd, 'accepted'), clock: 'delivery' }
    expect(whyNotMoved(plain, flowOf('standard', 1), odd)).toBe('这一步在两个流程里计算期限的办法不同')
  })

  test('what waits for somebody needs an end in the new flow', () => {
    const standard = flowOf('standard', 1)
    const cut = { ...standard, transitions: standard.transitions.filter(({ action }) => action !== 'resume') }
    expect(whyNotMoved({ ...plain, status: 'suspended' }, standard, cut)).toBe('正在等的事情，新流程里没有办法结束')
  })
})

/** Every combination of what may be in progress. */
const yesNo = [false, true]
const situations: MovingCase[] = openStatuses.flatMap((status) =>
  ([null, 'suspension', 'extension'] as const).flatMap((pending) =>
    ([null, 'open', 'settled'] as const).flatMap((fee) =>
      yesNo.flatMap((owes) =>
        yesNo.flatMap((hasFee) =>
          yesNo.flatMap((namesOthers) =>
            yesNo.flatMap((opinionsAsked) =>
              yesNo.map((firstReviewed) => ({
                ...plain,
                status,
                pending,
                owes,
                hasFee,
                fee,
                namesOthers,
                opinionsAsked,
                firstReviewed,
              })),
            ),
          ),
        ),
      ),
    ),
  ),
)

/** Guards as far as they depend on what is in progress; that there are officers enough, words and days is taken for granted. */
const isOpen: Partial<Record<Guard, (moving: MovingCase) => boolean>> = {
  'pending-suspension': ({ pending }) => pending === 'suspension',
  'pending-extension': ({ pending }) => pending === 'extension',
  'pending-proposal': ({ pending }) => pending !== null,
  'listed-kind': ({ pending }) => pending === null,
  'nothing-owed': ({ owes }) => !owes,
  'opinions-listed': ({ namesOthers, opinionsAsked }) => namesOthers && !opinionsAsked,
  'opinions-asked': ({ namesOthers, opinionsAsked }) => !namesOthers || opinionsAsked,
  'fee-listed': ({ hasFee, fee }) => hasFee && fee === null,
  'fee-settled': ({ hasFee, fee }) => !hasFee || fee === 'settled',
}

/** What an act changes of all that. */
function after(moving: MovingCase, action: string, to: CaseStatus): MovingCase {
  const next = { ...moving, status: to }
  if (action.startsWith('approve-') || action === 'reject-proposal') next.pending = null
  if (action === 'hand-in-later') next.owes = false
  if (action === 'bill') next.fee = 'open'
  if (action === 'pay' || action === 'waive') next.fee = 'settled'
  if (action === 'ask-opinions') next.opinionsAsked = true
  if (action === 'first-review') next.firstReviewed = true
  return next
}

/** Acts that are possible from a situation on, wherever it leads, without anybody giving up. */
function possibleFrom(start: MovingCase, flow: Flow): Set<string> {
  const seen = new Map([[JSON.stringify(start), start]])
  const acts = new Set<string>()
  for (const moving of seen.values())
    for (const { action, to, guards = [] } of transitionsFrom(flow, moving.status)) {
      if (['withdraw', 'terminate', 'lapse'].includes(action)) continue
      if (!guards.every((guard) => isOpen[guard]?.(moving) ?? true)) continue
      acts.add(action)
      const next = after(moving, action, to)
      seen.set(JSON.stringify(next), next)
    }
  return acts
}

const pairs = flows.flatMap((from) =>
  flows.filter((to) => to !== from).map((to) => [from.code, to.code, from, to] as const),
)
/** Every situation that a case may be in under a flow: what it has begun there, and nothing else. */
const possible = (flow: Flow, moving: MovingCase) =>
  flow.states[moving.status] !== undefined &&
  (moving.pending === null ||
    flow.transitions.some(({ from, action }) => from === moving.status && action === `approve-${moving.pending}`)) &&
  (moving.fee === 'open') === (moving.status === 'paying')

test.each(pairs)(
  'whatever moves from %s to %s gets to a decision, and nothing in progress hangs',
  (_, __, from, to) => {
    expect(checkFlow(to)).toEqual([])
    for (const moving of situations.filter((one) => possible(from, one))) {
      if (whyNotMoved(moving, from, to) !== null) continue
      const where = JSON.stringify(moving)
      const { owner, clock, final } = stateOf(to, moving.status)
      expect([clock, final], where).toEqual([stateOf(from, moving.status).clock, undefined])
      expect(
        transitionsFrom(to, moving.status).some(({ by }) => by === owner),
        where,
      ).toBe(true)
      const acts = possibleFrom(moving, to)
      const ends =
        moving.status === 'certifying' ? ['deliver'] : moving.status === 'checking' ? ['confirm'] : ['grant', 'deny']
      for (const end of ends) expect(acts.has(end), `${end} ${where}`).toBe(true)
      if (moving.pending) expect(acts.has('reject-proposal') && acts.has(`approve-${moving.pending}`), where).toBe(true)
      if (moving.owes) expect(acts.has('hand-in-later'), where).toBe(true)
      if (moving.opinionsAsked) expect(acts.has('give-opinion'), where).toBe(true)
    }
  },
)

test('most of what runs can be moved: the rules keep back only what they must', () => {
  const moved = pairs
    .filter(([, , from, to]) => whyNotMoved(plain, from, to) === null)
    .map(([from, to]) => `${from} ${to}`)
  // All but promises, among seven flows.
  expect(moved).toHaveLength(7 * 6)
})
