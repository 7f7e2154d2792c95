import { readFileSync } from 'node:fs'
import { isPlainDate, legalDateOf, shiftDays, startOfDay } from '@zhengtong/domain/plain-date'
import {
  caseActions,
  finalStatuses,
  transitionsFrom,
  type CaseAction,
  type FlowTransition,
} from '@zhengtong/domain/flow'
import { flowOf, flows } from '@zhengtong/domain/flows'
import { whyNotMoved } from '@zhengtong/domain/flow-move'
import { addWorkdays, calendarFrom, countWorkdays } from '@zhengtong/domain/working-days'
import type { Terms } from '@zhengtong/domain/case-clock'
import { expect, test } from 'vitest'
import { alarmsOf, caseLedger, clockColumns, owedDueOn } from './clocks.ts'
import type { Opinion } from './opinion-store.ts'
import { hindrance, stateOfCase, type Situation } from './lifecycle.ts'
import type { FlowName, TimelineRow } from './store.ts'

/**
 * Two thousand cases live through a year, day by day: on each day the clock does what it must and people do something that
 * their flow and its guards allow, or nothing. Whatever they do, the invariants below hold; they are those of 行政许可法
 * arts. 29-45 that the flows and the ledger promise.
 */
const CASES = 2_000
const days = ['2025', '2026'].flatMap(
  (year) =>
    (
      JSON.parse(readFileSync(new URL(`../../../../../data/calendar/cn-${year}.json`, import.meta.url), 'utf8')) as {
        days: { date: string; type: 'holiday' | 'workday' }[]
      }
    ).days,
)
const calendar = calendarFrom('test', days)
const workdays = (amount: number) => ({ amount, unit: 'workday' as const })
const terms: Terms = {
  receipt: workdays(5),
  answer: workdays(15),
  delivery: workdays(10),
  payment: workdays(10),
  check: { amount: 60, unit: 'day' },
  legal: workdays(20),
  promise: workdays(10),
  steps: { accepted: workdays(3), 'first-reviewed': workdays(3), reviewed: workdays(2) },
}

/** A small generator of its own, so that a run can be repeated (xorshift32). */
function randomFrom(seed: number) {
  let state = seed || 1
  return (below: number) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

interface Life extends Situation {
  acts: (Pick<TimelineRow, 'seq' | 'at' | 'days' | 'asOf' | 'moved'> & { action: CaseAction })[]
  receivedOn: string
  receivingAgencyCode: string | null
  dueOn: string | null
  alarmOn: string | null
  cards: Map<string, string>
}

test(`${CASES} random cases over a year keep every promise of their flow`, () => {
  const seen = new Set<CaseAction>()
  let finished = 0
  for (let n = 1; n <= CASES; n += 1) {
    const life = live(n)
    for (const { action } of life.acts) seen.add(action)
    if ((finalStatuses as readonly string[]).includes(life.status)) finished += 1
  }
  // A year is long: the clock and the people bring nearly all to an end, and every act there is was performed by somebody.
  expect(finished).toBeGreaterThan(CASES * 0.95)
  expect([...seen].toSorted()).toEqual(Object.keys(caseActions).toSorted())
}, 120_000)

function live(n: number): Life {
  const random = randomFrom(n * 7919)
  const flow = flows[n % flows.length] ?? flowOf('standard', 1)
  let today = shiftDays('2025-12-01', random(30))
  const owes = flow.code !== 'promise' && random(4) === 0
  const handedInElsewhere = flow.remoteStart !== undefined && random(2) === 0
  const life: Life = {
    flow: flow.code,
    flowVersion: flow.version,
    status: handedInElsewhere ? (flow.remoteStart ?? flow.start) : flow.start,
    receivingAgencyCode: handedInElsewhere ? 'R' : null,
    supplement: null,
    proposal: null,
    extendedDays: 0,
    owed: owes ? { materialIds: ['photo'], dueOn: null, handedInAt: null } : null,
    reviewerId: null,
    firstReviewerId: null,
    fee: null,
    hasFee: true,
    jointAgencies: ['公安局', '民政局'],
    opinions: [],
    speaksFor: null,
    legalDueOn: null,
    today,
    specialKinds: ['听证'],
    separateReviewAndDecision: true,
    acts: [{ seq: 1, action: 'submit', at: instant(today, 9), days: null, asOf: null, moved: null }],
    receivedOn: today,
    dueOn: null,
    alarmOn: null,
    cards: new Map(),
  }
  recount(life)
  // Some agencies work, some dawdle, some sleep.
  const diligence = [1, 3, 10, 30][random(4)] ?? 3
  for (let day = 0; day < 366; day += 1) {
    today = shiftDays(today, 1)
    life.today = today
    const before = life.acts.length
    runClock(life)
    if (random(diligence) === 0) act(life, random)
    if (random(60) === 0) move(life, random)
    // Between two acts only the day changes: a look each week is enough there.
    if (life.acts.length !== before || day % 7 === 0) check(life)
  }
  return life
}

const instant = (date: string, hour: number) => new Date(Date.parse(startOfDay(date)) + hour * 3_600_000).toISOString()
const open = ({ flow, flowVersion, status }: Life) => transitionsFrom(flowOf(flow, flowVersion), status)

/** What the worker does at midnight. */
function runClock(life: Life) {
  const isLate = life.dueOn !== null && life.dueOn < life.today
  const owes = life.owed?.dueOn && !life.owed.handedInAt && life.owed.dueOn < life.today
  const wanted =
    (life.status === 'submitted' || life.status === 'collected') && isLate
      ? 'deem-accepted'
      : (['correction', 'pre-returned', 'paying'].includes(life.status) && isLate) || owes
        ? 'lapse'
        : undefined
  const transition = open(life).find(({ action }) => action === wanted)
  if (transition) perform(life, transition, 0)
  if (life.alarmOn === null || life.alarmOn > life.today) return
  const ledger = ledgerOf(life)
  for (const { on, rule, level, dueOn } of alarmsOf(ledger, life.owed, calendar))
    if (on <= life.today && (level === 'yellow' || level === 'red') && !life.cards.has(`${rule} ${level}`))
      life.cards.set(`${rule} ${level}`, dueOn)
  life.alarmOn = clockColumns(ledger, life.owed, calendar, life.today).alarmOn
}

/** Done once in so many occasions. */
const seldom: Partial<Record<CaseAction, number>> = { withdraw: 20, terminate: 20, return: 4, 'send-back': 4 }

/** Somebody does something that the flow allows. */
function act(life: Life, random: (below: number) => number) {
  life.speaksFor = ['A', 'B'][random(2)] ?? 'A'
  const possible = open(life).filter(
    ({ by, action, guards }) =>
      by !== 'system' &&
      // People rarely give up, and send back now and then.
      random(seldom[action] ?? 1) === 0 &&
      (action !== 'hand-in-later' || (life.owed !== null && !life.owed.handedInAt)) &&
      !hindrance(life, guards, `officer-${random(3)}`),
  )
  const chosen = possible[random(Math.max(possible.length, 1))]
  if (chosen) perform(life, chosen, random(15) + 1)
}

function perform(life: Life, { action, to }: FlowTransition, amount: number) {
  const at = instant(life.today, action === 'deem-accepted' || action === 'lapse' ? 0 : 10)
  const row: Life['acts'][number] = { seq: life.acts.length + 1, action, at, days: null, asOf: null, moved: null }
  const round = life.supplement?.round ?? 0
  if (action === 'accept') life.owed &&= { ...life.owed, dueOn: owedDueOn(calendar, life.today, terms.promise) }
  if (action === 'deem-accepted') row.asOf = life.receivedOn
  if (action === 'request-supplement' || action === 'pre-return')
    life.supplement = {
      requests: life.acts.length % 3 ? [] : [{ materialId: null, what: '', beyond: { name: '', reason: '' } }],
      requestedAt: at,
      dueOn: addWorkdays(calendar, life.today, 15).date,
      answeredAt: null,
      objection: null,
      round: action === 'pre-return' ? 0 : round + 1,
    }
  if (action === 'supplement' || action === 'resubmit') {
    life.supplement &&= { ...life.supplement, answeredAt: at }
    life.receivedOn = life.today
  }
  if (action === 'object') life.supplement &&= { ...life.supplement, objection: { words: '', at } }
  if (action === 'hand-in-later') life.owed &&= { ...life.owed, handedInAt: at }
  if (action === 'first-review') life.firstReviewerId = 'officer-1'
  if (action === 'send-back') life.firstReviewerId = null
  if (action === 'review') life.reviewerId = 'officer-0'
  if (action === 'bill')
    life.fee = {
      amount: 100,
      items: [],
      billedAt: at,
      dueOn: addWorkdays(calendar, life.today, 10).date,
      paidAt: null,
      receiptNumber: null,
      waiver: null,
    }
  if (action === 'pay') life.fee &&= { ...life.fee, paidAt: at }
  if (action === 'waive') life.fee &&= { ...life.fee, waiver: { reason: '', basis: '' } }
  if (action === 'ask-opinions') life.opinions = ['A', 'B'].map((code) => anOpinion(code, life.today))
  if (action === 'give-opinion')
    life.opinions = life.opinions.map((one) =>
      one.agencyCode === life.speaksFor ? { ...one, answer: 'agree', answeredAt: at } : one,
    )
  if (action === 'propose-suspension' || action === 'propose-extension')
    life.proposal = {
      kind: action === 'propose-suspension' ? 'suspension' : 'extension',
      special: null,
      days: Math.min(amount, 10) || 1,
      reason: '',
      officerId: 'clerk',
      officerName: '',
      at,
    }
  if (action === 'approve-suspension' || action === 'approve-extension') row.days = life.proposal?.days ?? 1
  if (action === 'approve-extension') life.extendedDays = row.days ?? 0
  if (['approve-suspension', 'approve-extension', 'reject-proposal', 'grant', 'deny'].includes(action))
    life.proposal = null
  life.acts.push(row)
  life.status = to
  recount(life)
}

/** The flow of the item has changed: what can be moved is, and no due date with it. */
function move(life: Life, random: (below: number) => number) {
  const from = flowOf(life.flow, life.flowVersion)
  const to = flows[random(flows.length)] ?? from
  const { status, proposal, owed, fee, firstReviewerId, opinions } = life
  const moving = {
    status,
    pending: proposal?.kind ?? null,
    owes: owed !== null && owed.handedInAt === null,
    hasFee: true,
    fee: fee && (fee.paidAt || fee.waiver ? ('settled' as const) : ('open' as const)),
    namesOthers: true,
    opinionsAsked: opinions.length > 0,
    firstReviewed: firstReviewerId !== null,
  }
  if (to === from || whyNotMoved(moving, from, to)) return
  const before = ledgerOf(life)
  const [was, is] = [from, to].map(({ code, version }) => ({ flow: code, flowVersion: version }))
  life.acts.push({
    seq: life.acts.length + 1,
    action: 'migrate',
    at: instant(life.today, 11),
    days: null,
    asOf: null,
    moved: { from: was as FlowName, to: is as FlowName },
  })
  // The columns that lists and alarms look at are left as they are.
  Object.assign(life, is)
  expect(ledgerOf(life)).toEqual(before)
}

const anOpinion = (agencyCode: string, today: string): Opinion => ({
  caseId: '',
  agencyCode,
  agencyName: agencyCode,
  question: '',
  askedAt: '',
  dueOn: addWorkdays(calendar, today, 5).date,
  answer: null,
  words: null,
  officerId: null,
  officerName: null,
  answeredAt: null,
  missedAt: null,
  closedAt: null,
})

const ledgerOf = (life: Life) => caseLedger(life, life.acts, terms, calendar, life.today)

function recount(life: Life) {
  const { dueOn, legalDueOn, alarmOn } = clockColumns(ledgerOf(life), life.owed, calendar, '')
  Object.assign(life, { dueOn, legalDueOn, alarmOn })
}

/** What holds on every evening of every case. */
function check(life: Life) {
  const { acts, status, flow } = life
  const done = (action: CaseAction) => acts.filter((one) => one.action === action)
  const at = (action: CaseAction) => acts.findIndex((one) => one.action === action)
  const state = stateOfCase(life)
  const where = `${flow} ${status} after ${acts.map(({ action }) => action).join(' ')}`

  // Nobody is stranded: an open case has somebody in charge, something he can do in time, and a day.
  if (!state.final) {
    expect(state.owner, where).not.toBe('nobody')
    expect(life.dueOn !== null && isPlainDate(life.dueOn), where).toBe(true)
  } else expect([life.dueOn, life.alarmOn, open(life)], where).toEqual([null, null, []])
  // Silence never lasts longer than the law: the day after, the clock has spoken.
  if (status === 'submitted' || status === 'collected')
    expect(countWorkdays(calendar, life.receivedOn, life.today), where).toBeLessThanOrEqual(6)
  // No decision without acceptance, one acceptance, one extension, one decision.
  const accepted = done('accept').length + done('deem-accepted').length
  const decided = done('grant').length + done('deny').length
  expect(accepted <= 1 && decided <= 1 && done('approve-extension').length <= 1, where).toBe(true)
  if (decided) expect(accepted, where).toBe(1)
  // Sent back once, two supplement notices at most, nothing taken back by the applicant after the decision.
  expect(done('request-supplement').length, where).toBeLessThanOrEqual(2)
  expect(done('pre-return').length, where).toBeLessThanOrEqual(1)
  if (decided) expect(at('withdraw'), where).toBe(-1)
  // The applicant objects to what goes beyond the guide, and once a notice.
  expect(done('object').length, where).toBeLessThanOrEqual(
    done('request-supplement').length + done('pre-return').length,
  )
  // A fee is settled before the grant; agencies that were asked have answered, or their days are over.
  if (done('grant').length && flow === 'fee') expect(life.fee?.paidAt ?? life.fee?.waiver, where).toBeTruthy()
  if (decided && flow === 'joint') {
    expect(life.opinions.length, where).toBe(2)
    const decidedOn = legalDateOf(acts.findLast(({ action }) => action === 'grant' || action === 'deny')?.at ?? '')
    for (const { answer, dueOn } of life.opinions) expect(answer !== null || dueOn < decidedOn, where).toBe(true)
  }
  // Three people in a procedure of three steps.
  if (decided && flow === 'stepped') expect(life.firstReviewerId, where).not.toBe(life.reviewerId)
  // No result before what was promised.
  if (done('grant').length && life.owed) expect(at('hand-in-later'), where).toBeGreaterThan(-1)
  // The reviewer does not decide: guards saw to that. Every suspension ended before the next began.
  expect(done('approve-suspension').length - done('resume').length, where).toBeLessThanOrEqual(1)
  // The ledger: decision days that count are those of the limit, none of them inside a special procedure.
  for (const { due, stops, limit, extended, kind } of ledgerOf(life).clocks) {
    const counted = due.days.filter(({ counts }) => counts)
    expect(counted.length, where).toBe(limit.amount + extended)
    if (kind === 'promise')
      for (const { start, end } of stops)
        expect(
          counted.some(({ date }) => date > start && date <= end),
          where,
        ).toBe(false)
  }
  // A red card stands for a day that was missed.
  for (const [name, dueOn] of life.cards) if (name.endsWith('red')) expect(dueOn < life.today, where).toBe(true)
  expect(legalDateOf(acts.at(-1)?.at ?? '') <= life.today, where).toBe(true)
}
