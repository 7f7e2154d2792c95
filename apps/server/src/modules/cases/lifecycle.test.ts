import { permissions, type Permission } from '@zhengtong/contract/access'
import { caseActions, finalStatuses, performers, type CaseAction, type CaseStatus } from '@zhengtong/domain/flow'
import { flowOf, flows } from '@zhengtong/domain/flows'
import { describe, expect, test } from 'vitest'
import {
  applicantActions,
  events,
  hindrance,
  labelOf,
  officerActions,
  performerOf,
  type Situation,
} from './lifecycle.ts'
import type { Opinion } from './opinion-store.ts'

const actions = Object.keys(caseActions) as CaseAction[]
/** Everything that an act may need is there: a notice answered once, a proposal by somebody else, nothing owed. */
const open: Omit<Situation, 'flow' | 'flowVersion' | 'status'> = {
  supplement: null,
  proposal: null,
  extendedDays: 0,
  owed: null,
  reviewerId: 'another',
  firstReviewerId: 'a third',
  fee: null,
  hasFee: true,
  jointAgencies: ['公安局'],
  opinions: [],
  speaksFor: 'A',
  legalDueOn: '2026-12-31',
  today: '2026-11-24',
  specialKinds: ['听证'],
  separateReviewAndDecision: true,
}
const proposed = (kind: 'suspension' | 'extension', officerId = 'clerk'): Situation['proposal'] => ({
  kind,
  special: kind === 'suspension' ? '听证' : null,
  days: 5,
  reason: '案情复杂',
  officerId,
  officerName: '甲',
  at: '2026-11-24T02:00:00Z',
})
/** The proposal that an act is about, if it is about one. */
const proposalFor = (action: CaseAction) =>
  action === 'approve-suspension' || action === 'reject-proposal'
    ? proposed('suspension')
    : action === 'approve-extension'
      ? proposed('extension')
      : null
const asked = (answer: 'agree' | 'disagree' | null, dueOn = '2026-11-30'): Opinion => ({
  caseId: '',
  agencyCode: 'A',
  agencyName: '公安局',
  question: '',
  askedAt: '',
  dueOn,
  answer,
  words: null,
  officerId: null,
  officerName: null,
  answeredAt: null,
  missedAt: null,
  closedAt: null,
})
const fee = {
  amount: 100,
  items: [],
  billedAt: '',
  dueOn: '2026-12-01',
  paidAt: null,
  receiptNumber: null,
  waiver: null,
}
/** What must be there for an act that waits for others: their answers, the money. */
const circumstancesOf = (action: CaseAction): Partial<Situation> => ({
  opinions: action === 'ask-opinions' ? [] : [asked(action === 'give-opinion' ? null : 'agree')],
  fee: action === 'bill' ? null : { ...fee, paidAt: '2026-11-24T02:00:00Z' },
})
const owed = { materialIds: ['plan'], dueOn: '2026-12-01', handedInAt: null }
const beyond: Situation['supplement'] = {
  requests: [{ materialId: '+1-1', what: '补交', beyond: { name: '房屋安全鉴定', reason: '房龄较长' } }],
  requestedAt: '2026-11-24T02:00:00Z',
  dueOn: '2026-12-01',
  answeredAt: null,
  objection: null,
  round: 1,
}

describe.each(flows.map((flow) => [`${flow.code} v${flow.version}`, flow] as const))('%s', (_, flow) => {
  const statuses = Object.keys(flow.states) as CaseStatus[]

  test.each(statuses)('in %s each act is offered to just the one whose it is', (status) => {
    for (const action of actions)
      for (const performer of performers) {
        const transition = flow.transitions.find((one) => one.from === status && one.action === action)
        const situation = { ...open, flow: flow.code, flowVersion: flow.version, status, proposal: proposalFor(action) }
        const offered =
          performer === 'applicant'
            ? applicantActions({ ...situation, owed, supplement: beyond })
            : performer === 'system'
              ? []
              : officerActions(
                  { ...situation, ...circumstancesOf(action) },
                  {
                    id: 'officer',
                    permissions: performer === 'joint' || performer === 'receive' ? [] : [performer],
                    mayGiveOpinion: performer === 'joint',
                    mayForward: performer === 'receive',
                  },
                ).actions
        const expected = transition?.by === performer && performer !== 'system'
        expect([action, performer, offered.includes(action)]).toEqual([action, performer, expected])
      }
  })

  test('supervisors and administrators are offered nothing, in any state', () => {
    const others = (Object.keys(permissions) as Permission[]).filter(
      (each) => !(performers as readonly string[]).includes(each),
    )
    for (const status of statuses) {
      const situation = { ...open, flow: flow.code, flowVersion: flow.version, status }
      expect(
        officerActions(situation, { id: 'officer', permissions: others, mayGiveOpinion: false, mayForward: false })
          .actions,
      ).toEqual([])
    }
  })
})

test('an action has one performer in all flows, so that its route can name who is allowed', () => {
  for (const { transitions } of flows)
    for (const { action, by } of transitions) expect([action, by]).toEqual([action, performerOf.get(action)])
})

test('every action has an event and every status words', () => {
  for (const action of actions) expect(events[action]).toMatch(/^case\./)
  for (const { states } of flows)
    for (const status of Object.keys(states) as CaseStatus[]) expect(labelOf(status)).toBeTruthy()
  expect(finalStatuses.map(labelOf)).not.toContain(undefined)
})

const standard = { flow: 'standard', flowVersion: 1 }
const why = (status: CaseStatus, action: CaseAction, change: Partial<Situation>, officer = 'officer') => {
  const transition = flows[0]?.transitions.find((one) => one.from === status && one.action === action)
  return hindrance({ ...open, ...standard, status, ...change }, transition?.guards, officer)?.guard
}
const inFlow = (flow: string, status: CaseStatus, action: CaseAction, change: Partial<Situation>) => {
  const transition = flowOf(flow, 1).transitions.find((one) => one.from === status && one.action === action)
  return hindrance({ ...open, flow, flowVersion: 1, status, ...change }, transition?.guards, 'officer')?.guard
}
const notice = {
  requests: [],
  requestedAt: '',
  dueOn: '2026-12-01',
  answeredAt: '2026-11-20T00:00:00Z',
  objection: null,
  round: 1,
}

test('the applicant objects once, and only to what goes beyond the guide', () => {
  const may = (supplement: Situation['supplement']) =>
    applicantActions({ ...standard, status: 'correction', owed: null, supplement }).includes('object')
  expect(may(beyond)).toBe(true)
  expect(may({ ...beyond, objection: { words: '没有依据', at: '2026-11-25T00:00:00Z' } })).toBe(false)
  expect(may({ ...beyond, requests: [{ materialId: 'id-card', what: '补交' }] })).toBe(false)
})

test.each<[string, string | undefined, string | undefined]>([
  [
    'a second notice about what was handed in',
    why('submitted', 'request-supplement', { supplement: notice }),
    undefined,
  ],
  [
    'a third notice',
    why('submitted', 'request-supplement', { supplement: { ...notice, round: 2 } }),
    'supplement-once',
  ],
  [
    'a notice after a pre-check return',
    why('submitted', 'request-supplement', { supplement: { ...notice, round: 0 } }),
    undefined,
  ],
  [
    'sending back before acceptance after a notice',
    why('submitted', 'pre-return', { supplement: notice }),
    'return-once',
  ],
  [
    'a special procedure that no guide lists',
    why('accepted', 'propose-suspension', { specialKinds: [] }),
    'listed-kind',
  ],
  ['a second proposal', why('accepted', 'propose-suspension', { proposal: proposed('extension') }), 'listed-kind'],
  [
    'approving one’s own proposal',
    why('accepted', 'approve-suspension', { proposal: proposed('suspension') }, 'clerk'),
    'pending-suspension',
  ],
  [
    'approving what was not proposed',
    why('accepted', 'approve-extension', { proposal: proposed('suspension') }),
    'pending-extension',
  ],
  ['an extension on the due day', why('accepted', 'propose-extension', { legalDueOn: '2026-11-24' }), undefined],
  ['an extension the day after', why('accepted', 'propose-extension', { legalDueOn: '2026-11-23' }), 'extend-once'],
  ['a second extension', why('accepted', 'propose-extension', { extendedDays: 10 }), 'extend-once'],
  [
    'an extension that came in time and is approved too late',
    why('accepted', 'approve-extension', { proposal: proposed('extension'), legalDueOn: '2026-11-23' }),
    'extend-once',
  ],
  ['a grant before the promised materials', why('reviewed', 'grant', { owed }), 'nothing-owed'],
  [
    'a grant after them',
    why('reviewed', 'grant', { owed: { ...owed, handedInAt: '2026-11-23T00:00:00Z' } }),
    undefined,
  ],
  ['a decision by the reviewer', why('reviewed', 'deny', { reviewerId: 'officer' }), 'other-officer'],
  ['a decision by the first reviewer', why('reviewed', 'deny', { firstReviewerId: 'officer' }), 'other-officer'],
  [
    'a second review by the first reviewer',
    inFlow('stepped', 'first-reviewed', 'review', { firstReviewerId: 'officer' }),
    'other-reviewer',
  ],
  ['a review before the others are asked', inFlow('joint', 'accepted', 'review', {}), 'opinions-asked'],
  ['asking twice', inFlow('joint', 'accepted', 'ask-opinions', { opinions: [asked(null)] }), 'opinions-listed'],
  [
    'a decision while an agency has time',
    inFlow('joint', 'reviewed', 'deny', { opinions: [asked(null)] }),
    'opinions-in',
  ],
  [
    'a decision on the last day of an agency',
    inFlow('joint', 'reviewed', 'deny', { opinions: [asked(null, '2026-11-24')] }),
    'opinions-in',
  ],
  [
    'a decision after an agency let its day pass',
    inFlow('joint', 'reviewed', 'deny', { opinions: [asked(null, '2026-11-23')] }),
    undefined,
  ],
  [
    'an opinion of an agency that was not asked',
    inFlow('joint', 'accepted', 'give-opinion', { opinions: [asked(null)], speaksFor: 'B' }),
    'opinion-open',
  ],
  ['a second opinion', inFlow('joint', 'accepted', 'give-opinion', { opinions: [asked('agree')] }), 'opinion-open'],
  ['a fee that the guide does not name', inFlow('fee', 'reviewed', 'bill', { hasFee: false }), 'fee-listed'],
  ['a second bill', inFlow('fee', 'reviewed', 'bill', { fee }), 'fee-listed'],
  ['a grant before the bill', inFlow('fee', 'reviewed', 'grant', {}), 'fee-settled'],
  ['a grant before the money', inFlow('fee', 'reviewed', 'grant', { fee }), 'fee-settled'],
  [
    'a grant after a waiver',
    inFlow('fee', 'reviewed', 'grant', { fee: { ...fee, waiver: { reason: '', basis: '' } } }),
    undefined,
  ],
])('%s', (_, found, expected) => {
  expect(found).toBe(expected)
})
