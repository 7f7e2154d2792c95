import { expect, test } from 'vitest'
import { clockEvents } from './clocks.ts'

const act = (seq: number, action: string) => ({
  seq,
  action,
  at: `2026-11-0${seq}T02:00:00Z`,
  days: null,
  asOf: null,
  moved: null,
})
const toStepped = {
  ...act(5, 'migrate'),
  moved: { from: { flow: 'standard', flowVersion: 1 }, to: { flow: 'stepped', flowVersion: 1 } },
}
const statuses = (flow: string, receivingAgencyCode: string | null, rows: Parameters<typeof clockEvents>[1]) =>
  clockEvents({ flow, flowVersion: 1, receivingAgencyCode }, rows).map(({ to }) => to)

test('every act leads where the flow of its time says, whatever the case follows now', () => {
  // The stepped flow knows no `review` of an accepted case.
  const rows = [
    act(1, 'submit'),
    act(2, 'accept'),
    act(3, 'review'),
    act(4, 'return'),
    toStepped,
    act(6, 'first-review'),
  ]
  const led = ['submitted', 'accepted', 'reviewed', 'accepted', 'accepted', 'first-reviewed']
  expect(statuses('stepped', null, rows)).toEqual(led)
})

test('a case that was handed in elsewhere began there, though its flow has no such beginning any more', () => {
  const fromRemote = { ...toStepped, moved: { ...toStepped.moved, from: { flow: 'remote', flowVersion: 1 } } }
  const rows = [act(1, 'submit'), act(2, 'forward'), act(3, 'accept'), { ...fromRemote, seq: 4 }]
  expect(statuses('stepped', 'R', rows)).toEqual(['collected', 'submitted', 'accepted', 'accepted'])
})
