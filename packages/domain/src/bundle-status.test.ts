import { expect, test } from 'vitest'
import {
  bundleStatus,
  childStates,
  isAccepted,
  type BundleStatus,
  type ChildFacts,
  type ChildPhase,
} from './bundle-status.ts'
import { caseStatuses, finalStatuses, type CaseStatus } from './flow.ts'

const child = (key: string, after: string[], caseStatus: CaseStatus | null = null, more: Partial<ChildFacts> = {}) => ({
  key,
  after,
  caseStatus,
  isStuck: false,
  isWithdrawn: false,
  ...more,
})
const phasesOf = (children: ChildFacts[]) =>
  Object.fromEntries(childStates(children).map(({ key, phase }) => [key, phase]))

const table: [ChildPhase[], BundleStatus][] = [
  [['open', 'waiting'], 'in-progress'],
  [['granted', 'open'], 'in-progress'],
  [['granted', 'granting'], 'in-progress'],
  [['failed', 'open'], 'in-progress'],
  [['granted', 'waiting'], 'in-progress'],
  [['yours', 'open'], 'waiting-for-you'],
  [['granted', 'stuck'], 'waiting-for-you'],
  [['granted', 'failed'], 'partly-granted'],
  [['granted', 'dropped', 'withdrawn'], 'partly-granted'],
  [['granted', 'granted'], 'all-granted'],
  [['failed', 'dropped'], 'ended'],
  [['withdrawn', 'withdrawn'], 'ended'],
]
for (const [phases, status] of table)
  test(`children ${phases.join(', ')} make the bundle ${status}`, () => expect(bundleStatus(phases)).toBe(status))

test('one open child of any status keeps the bundle open, one final child never ends it alone', () => {
  for (const status of caseStatuses) {
    const [state] = childStates([child('a', [], status)])
    const isFinal = (finalStatuses as readonly string[]).includes(status)
    const whole = bundleStatus([state?.phase ?? 'open'])
    expect(['in-progress', 'waiting-for-you'].includes(whole), status).toBe(!isFinal)
    expect(bundleStatus([state?.phase ?? 'open', 'waiting']), status).toMatch(/in-progress|waiting-for-you/)
  }
})

test('a child starts when all it waits for are granted, also while their papers are still being made', () => {
  const ready = (a: CaseStatus, b: CaseStatus) =>
    childStates([child('a', [], a), child('b', [], b), child('c', ['a', 'b'])])[2]
  expect(ready('granted', 'accepted')).toMatchObject({ phase: 'waiting', because: ['b'], isReady: false })
  expect(ready('granted', 'certifying')).toMatchObject({ phase: 'waiting', because: [], isReady: true })
  expect(ready('delivered', 'checking')?.isReady).toBe(true)
})

test('what waits for a child that came to nothing is dropped, and what waits for that too; others are not', () => {
  for (const status of ['refused', 'denied', 'withdrawn', 'revoked', 'terminated'] as const)
    expect(
      phasesOf([child('a', [], status), child('b', []), child('c', ['a']), child('d', ['c']), child('e', ['b'])]),
    ).toMatchObject({ c: 'dropped', d: 'dropped', e: 'waiting' })
  expect(phasesOf([child('a', [], null, { isWithdrawn: true }), child('b', ['a'])])).toEqual({
    a: 'withdrawn',
    b: 'dropped',
  })
})

test('a case counts, whatever was noted before it began', () => {
  expect(phasesOf([child('a', [], 'accepted', { isStuck: true })])).toEqual({ a: 'open' })
  expect(phasesOf([child('a', [], 'granted'), child('b', ['a'], null, { isStuck: true })])['b']).toBe('stuck')
})

test('accepted means that every child of the first wave is, except what was taken back', () => {
  expect(isAccepted([child('a', [], 'accepted'), child('b', [], 'submitted')])).toBe(false)
  expect(isAccepted([child('a', [], 'accepted'), child('b', [], 'refused')])).toBe(false)
  expect(isAccepted([child('a', [], 'denied'), child('b', [], 'withdrawn'), child('c', ['a'])])).toBe(true)
  expect(isAccepted([child('a', [], 'withdrawn')])).toBe(false)
})
