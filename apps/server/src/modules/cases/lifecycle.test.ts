import type { CaseAction, CaseStatus } from '@zhengtong/contract/cases'
import { expect, test } from 'vitest'
import { acts, applicantActions, isFinal, officerActions, performers, statuses, transitions } from './lifecycle.ts'

const all = Object.keys(transitions) as CaseStatus[]
const everything = { permissions: ['accept', 'review', 'decide'] as const, isReviewer: false }

test('every status is either final or offers somebody an action', () => {
  for (const status of all) {
    const open =
      applicantActions({ status }).length + officerActions({ status, supplementUsed: false }, everything).actions.length
    expect(open > 0).toBe(!isFinal(status))
  }
})

test('an applicant can leave every open status by himself: nobody is stranded', () => {
  for (const status of all.filter((each) => !isFinal(each))) expect(applicantActions({ status })).toContain('withdraw')
})

test('every status can be reached from a submission', () => {
  const reached = new Set<CaseStatus>(['submitted'])
  for (const status of reached) for (const next of Object.values(transitions[status])) reached.add(next)
  expect([...reached].toSorted()).toEqual(all.toSorted())
})

test('every action has a performer, a title and an event, and every status words for the applicant', () => {
  const actions = new Set(all.flatMap((status) => Object.keys(transitions[status]) as CaseAction[]))
  for (const action of actions)
    expect([performers[action], acts[action].title, acts[action].event].every(Boolean)).toBe(true)
  for (const status of all) expect(statuses[status].label && statuses[status].next).toBeTruthy()
})

test('a second supplement notice is not offered, and the reason is said', () => {
  const { actions, whyNot } = officerActions({ status: 'submitted', supplementUsed: true }, everything)
  expect(actions).toEqual(['accept', 'refuse'])
  expect(whyNot).toHaveProperty('request-supplement')
})

test('whoever reviewed a case may return it but not decide it', () => {
  const { actions, whyNot } = officerActions(
    { status: 'reviewed', supplementUsed: false },
    { ...everything, isReviewer: true },
  )
  expect(actions).toEqual(['return'])
  expect(Object.keys(whyNot)).toEqual(['grant', 'deny'])
})

test('an officer without permissions is offered nothing', () => {
  for (const status of all)
    expect(officerActions({ status, supplementUsed: false }, { permissions: [], isReviewer: false }).actions).toEqual(
      [],
    )
})
