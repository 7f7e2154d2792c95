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
const paying = (...transitions: FlowTransition[]): Flow => ({
  ...base,
  states: {
    ...base.states,
    // A waiting room for the fee, in a status that the paper flow does not use.
    checking: {
      label: '待缴费',
      step: 3,
      clock: 'payment',
      owner: 'applicant',
      next: '请在期限内缴费。',
      idle: { accept: '等待缴费', review: '等待缴费', decide: '等待缴费', approve: '等待缴费' },
    },
  },
  transitions: [
    ...base.transitions.filter(({ action }) => action !== 'review'),
    { from: 'accepted', action: 'review', to: 'checking', by: 'review' },
    { from: 'checking', action: 'resubmit', to: 'reviewed', by: 'applicant' },
    ...transitions,
  ],
})
const payWithdraw: FlowTransition = { from: 'checking', action: 'withdraw', to: 'withdrawn', by: 'applicant' }
const payLapse: FlowTransition = { from: 'checking', action: 'lapse', to: 'terminated', by: 'system' }

/** Flows that each strand, wrong or cheat somebody, with the rule that has to catch it. */
const faulty: [string, Flow, string][] = [
  ['the start does not exist', { ...base, start: 'checking' }, 'start'],
  ['an act leads to a state that is not there', changed('deliver', { to: 'revoked' }), 'known'],
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
  ['payment cannot be given up', paying(payLapse), 'abort'],
  ['payment waits for ever', paying(payWithdraw), 'timeout'],
]

describe('the flow checker', () => {
  test.each(flows.map((flow) => [`${flow.code} v${flow.version}`, flow] as const))('%s has no fault', (_, flow) => {
    expect(checkFlow(flow)).toEqual([])
  })

  test('a flow with a sound payment step has no fault', () => {
    expect(checkFlow(paying(payWithdraw, payLapse))).toEqual([])
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
