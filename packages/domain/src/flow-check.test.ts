import { describe, expect, test } from 'vitest'
import { checkFlow } from './flow-check.ts'
import type { CaseAction, CaseStatus, Flow, FlowState, FlowTransition } from './flow.ts'
import { flowOf, flows } from './flows.ts'

const base = flowOf('paper', 1)

const withState = (status: CaseStatus, change: Partial<FlowState>): Flow => ({
  ...base,
  states: { ...base.states, [status]: { ...base.states[status], ...change } },
})
const without = (action: CaseAction, from?: CaseStatus): Flow => ({
  ...base,
  transitions: base.transitions.filter((one) => one.action !== action || (from !== undefined && one.from !== from)),
})
const changed = (action: CaseAction, change: Partial<FlowTransition>, from?: CaseStatus): Flow => ({
  ...base,
  transitions: base.transitions.map((one) =>
    one.action === action && (from === undefined || one.from === from) ? { ...one, ...change } : one,
  ),
})
const plus = (...more: FlowTransition[]): Flow => ({ ...base, transitions: [...base.transitions, ...more] })
const of = (code: string, mend: (transitions: readonly FlowTransition[]) => readonly FlowTransition[]): Flow => {
  const flow = flowOf(code, 1)
  return { ...flow, transitions: mend(flow.transitions) }
}
const but = (code: string, action: CaseAction, from?: CaseStatus) =>
  of(code, (list) => list.filter((one) => one.action !== action || (from !== undefined && one.from !== from)))
const altered = (code: string, action: CaseAction, from: CaseStatus, change: Partial<FlowTransition>) =>
  of(code, (list) => list.map((one) => (one.action === action && one.from === from ? { ...one, ...change } : one)))

/** Flows that each strand, wrong or cheat somebody, with the rule that has to catch it. */
const faulty: [string, Flow, string][] = [
  ['the start does not exist', { ...base, start: 'checking' }, 'start'],
  ['an act leads to a state that is not there', changed('deliver', { to: 'revoked' }), 'known'],
  ['a flow moves to another', plus({ from: 'accepted', action: 'migrate', to: 'accepted', by: 'system' }), 'known'],
  ['an act has two ways', plus({ from: 'submitted', action: 'accept', to: 'reviewed', by: 'accept' }), 'single'],
  ['a state that nothing leads to', without('deliver'), 'reachable'],
  ['a state without a way on', changed('deliver', { to: 'certifying' }), 'exit'],
  ['a final state goes on', plus({ from: 'denied', action: 'return', to: 'accepted', by: 'decide' }), 'final'],
  ['a waiting room without a clock', withState('accepted', { clock: 'none' }), 'clock'],
  ['nobody is in charge', withState('reviewed', { owner: 'nobody' }), 'owner'],
  ['who is in charge can do nothing', withState('correction', { owner: 'accept' }), 'owner'],
  ['a role looks at an empty page without a word', withState('suspended', { idle: {} }), 'idle'],
  ['silence is not acceptance', without('deem-accepted'), 'timeout'],
  ['a supplement that never comes leaves the case open', without('lapse', 'correction'), 'timeout'],
  ['no word against what the guide does not ask', without('object', 'correction'), 'objection'],
  ['an officer objects for the applicant', changed('object', { by: 'accept' }), 'performer'],
  ['no withdrawal during a special procedure', without('withdraw', 'suspended'), 'abort'],
  [
    'withdrawal after the decision',
    plus({ from: 'certifying', action: 'withdraw', to: 'withdrawn', by: 'applicant' }),
    'withdraw',
  ],
  ['a denial without reasons', changed('deny', { guards: ['remedies', 'other-officer'] }), 'guard'],
  ['an unlisted special procedure', changed('propose-suspension', { guards: ['reasons'] }), 'guard'],
  ['an officer grants himself more time', changed('approve-extension', { by: 'review' }), 'performer'],
  [
    'back to the counter after acceptance',
    plus({ from: 'reviewed', action: 'pre-return', to: 'submitted', by: 'accept', guards: ['reasons'] }),
    'clock',
  ],
  ['a case can be granted and not denied', without('deny'), 'decision'],
  ['silence leads past the review', changed('deem-accepted', { to: 'reviewed' }), 'deemed'],
  ['the result leaves before the promised materials', changed('grant', { guards: ['other-officer'] }), 'guard'],
  ['payment cannot be given up', but('fee', 'withdraw', 'paying'), 'abort'],
  ['payment waits for ever', but('fee', 'lapse', 'paying'), 'timeout'],
  ['a fee that nobody can waive', but('fee', 'waive'), 'payment'],
  ['the window waives a fee', altered('fee', 'waive', 'paying', { by: 'accept' }), 'performer'],
  ['a fee that no guide names', altered('fee', 'bill', 'reviewed', { guards: [] }), 'guard'],
  [
    'granted before the fee is paid',
    altered('fee', 'grant', 'reviewed', { guards: ['nothing-owed', 'other-officer'] }),
    'guard',
  ],
  ['one officer reviews twice', altered('stepped', 'review', 'first-reviewed', { guards: [] }), 'guard'],
  ['the second review has no way on', but('stepped', 'review'), 'decision'],
  [
    'a decision before the other agencies have spoken',
    altered('joint', 'deny', 'reviewed', { guards: ['reasons', 'remedies', 'other-officer'] }),
    'guard',
  ],
  ['another agency decides', altered('joint', 'grant', 'reviewed', { by: 'joint' }), 'performer'],
  ['the receiving agency accepts', altered('remote', 'forward', 'collected', { to: 'accepted' }), 'remote'],
  ['what was handed in elsewhere is never sent on', but('remote', 'forward'), 'owner'],
  ['silence elsewhere is not acceptance', but('remote', 'deem-accepted', 'collected'), 'timeout'],
  ['handed in elsewhere, it cannot be withdrawn', but('remote', 'withdraw', 'collected'), 'abort'],
  ['an opinion moves the case', altered('joint', 'give-opinion', 'accepted', { to: 'reviewed' }), 'joint'],
  ['agencies are asked and cannot answer', but('joint', 'give-opinion'), 'joint'],
  ['the lead answers for the others', altered('joint', 'give-opinion', 'accepted', { by: 'review' }), 'performer'],
]

describe('the flow checker', () => {
  test.each(flows.map((flow) => [`${flow.code} v${flow.version}`, flow] as const))('%s has no fault', (_, flow) => {
    expect(checkFlow(flow)).toEqual([])
  })

  test.each(faulty)('finds: %s', (_, flow, rule) => {
    expect(checkFlow(flow).map((fault) => fault.rule)).toContain(rule)
  })

  test('says where and what to mend', () => {
    expect(checkFlow(without('deem-accepted'))).toContainEqual({
      rule: 'timeout',
      state: 'submitted',
      message: '时钟到期后没有“逾期未告知，视为受理”',
    })
  })

  test('versions are pinned: the same code and version is there once', () => {
    const names = flows.map(({ code, version }) => `${code} ${version}`)
    expect(new Set(names).size).toBe(names.length)
  })
})
