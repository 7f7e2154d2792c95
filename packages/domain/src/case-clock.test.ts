import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ledgerOf, nextDue, type CaseClockKind, type ClockEvent, type Terms } from './case-clock.ts'
import { stateOf, transitionsFrom, type CaseStatus, type ClockKind, type Flow } from './flow.ts'
import { flows } from './flows.ts'
import { dayNumber, shiftDays } from './plain-date.ts'
import type { Calendar } from './working-days.ts'

interface Vectors {
  calendar2026: { weekdayOff: string[]; weekendWork: string[] }
  suspension: { accept: string; days: number; stops: [string, string][]; due: string }[]
  deemedAcceptance: { received: string; noticeDue: string; acceptedOn: string; decisionDays: number; due: string }
}
const file = new URL('../../../../shared/vectors.json', import.meta.url)
if (!existsSync(file)) throw new Error(`The published vectors are missing: put vectors.json at ${file.pathname}`)
const vectors: Vectors = JSON.parse(readFileSync(file, 'utf8'))
const calendar: Calendar = {
  version: '2026',
  coveredFrom: '2026-01-01',
  coveredUntil: '2026-12-31',
  days: new Map([
    ...vectors.calendar2026.weekdayOff.map((date) => [date, 'holiday'] as const),
    ...vectors.calendar2026.weekendWork.map((date) => [date, 'workday'] as const),
  ]),
}
const workdays = (amount: number) => ({ amount, unit: 'workday' as const })
const terms: Terms = {
  receipt: workdays(5),
  answer: workdays(15),
  delivery: workdays(10),
  payment: workdays(10),
  check: { amount: 60, unit: 'day' },
  legal: workdays(20),
  promise: workdays(10),
}

/** The clock of each status; the flows that are shipped agree. */
const clockIn = Object.fromEntries(
  flows.flatMap(({ states }) => Object.entries(states).map(([status, { clock }]) => [status, clock])),
) as Record<CaseStatus, ClockKind>

/** Acts at ten in the morning in Shanghai. */
function history(...acts: [ClockEvent['action'], CaseStatus, string, Partial<ClockEvent>?][]): ClockEvent[] {
  return acts.map(([action, to, date, more], index) => ({
    seq: index + 1,
    at: `${date}T02:00:00.000Z`,
    action,
    to,
    clock: clockIn[to],
    ...more,
  }))
}
const clockOf = (kind: CaseClockKind, events: ClockEvent[], today: string, own = terms) => {
  const found = ledgerOf(events, own, calendar, today).clocks.findLast((clock) => clock.kind === kind)
  if (!found) throw new Error(`no ${kind} clock`)
  return found
}

describe('the clocks of a case', () => {
  test.each(
    vectors.suspension.map(
      (vector) => [`${vector.accept} + ${vector.days}, ${vector.stops.length} stops`, vector] as const,
    ),
  )('the decision stands still in special procedures: %s', (_, { accept, days, stops, due }) => {
    // Overlapping procedures can't follow one another in a history, so their union is what the case goes through.
    const union = stops.length === 2 ? [[stops[0]?.[0] ?? '', stops[1]?.[1] ?? ''] as const] : stops
    const events = history(
      ['submit', 'submitted', accept],
      ['accept', 'accepted', accept],
      ...union.flatMap(
        ([from, to]) =>
          [
            ['approve-suspension', 'suspended', from],
            ['resume', 'accepted', to],
          ] as [ClockEvent['action'], CaseStatus, string][],
      ),
    )
    expect(clockOf('promise', events, '2026-12-31', { ...terms, promise: workdays(days) }).due.date).toBe(due)
  })

  test('silence is acceptance as of the receipt', () => {
    const { received, noticeDue, acceptedOn, decisionDays, due } = vectors.deemedAcceptance
    const submitted = history(['submit', 'submitted', received])
    expect(clockOf('receipt', submitted, received).due.date).toBe(noticeDue)
    const deemed = history(
      ['submit', 'submitted', received],
      ['deem-accepted', 'accepted', shiftDays(noticeDue, 1), { asOf: acceptedOn }],
    )
    expect(clockOf('legal', deemed, noticeDue, { ...terms, legal: workdays(decisionDays) }).due.date).toBe(due)
  })

  test('a procedure that begins on the last day leaves that day when it ends', () => {
    const events = history(
      ['submit', 'submitted', '2026-11-02'],
      ['accept', 'accepted', '2026-11-02'],
      ['approve-suspension', 'suspended', '2026-11-16'],
      ['resume', 'accepted', '2026-11-20'],
    )
    expect(clockOf('promise', events, '2026-11-20').due.date).toBe('2026-11-23')
  })

  test('an extension moves both due dates, in working days', () => {
    const events = history(
      ['submit', 'submitted', '2026-11-02'],
      ['accept', 'accepted', '2026-11-02'],
      ['approve-extension', 'accepted', '2026-11-10', { days: 10 }],
    )
    expect(clockOf('promise', events, '2026-11-10').due.date).toBe('2026-11-30')
    expect(clockOf('legal', events, '2026-11-10').due.date).toBe('2026-12-14')
    const natural = clockOf('legal', events, '2026-11-10', { ...terms, legal: { amount: 30, unit: 'day' } })
    expect(natural.due.date).toBe('2026-12-16')
    expect(natural.due.days).toHaveLength(dayNumber('2026-12-16') - dayNumber('2026-11-02') + 1)
  })

  test('a supplement closes the receipt clock and a resubmission starts it anew', () => {
    const events = history(
      ['submit', 'submitted', '2026-11-02'],
      ['request-supplement', 'correction', '2026-11-04'],
      ['supplement', 'submitted', '2026-11-12'],
    )
    const { clocks, segments } = ledgerOf(events, terms, calendar, '2026-11-12')
    expect(clocks.map(({ kind, state, due }) => [kind, state, due.date])).toEqual([
      ['receipt', 'ended', '2026-11-09'],
      ['receipt', 'running', '2026-11-19'],
      ['answer', 'ended', '2026-11-25'],
    ])
    expect(segments.map(({ clock }) => clock)).toEqual(['receipt', 'answer', 'receipt'])
  })

  test('what is due next: the promise before the law, the special procedure before both', () => {
    const accepted = history(['submit', 'submitted', '2026-11-02'], ['accept', 'accepted', '2026-11-03'])
    expect(nextDue(ledgerOf(accepted, terms, calendar, '2026-11-04'))?.kind).toBe('promise')
    const stopped = [
      ...accepted,
      { ...history(['approve-suspension', 'suspended', '2026-11-05', { days: 15 }])[0], seq: 3 } as ClockEvent,
    ]
    const due = nextDue(ledgerOf(stopped, terms, calendar, '2026-11-06'))
    expect([due?.kind, due?.due.date]).toEqual(['special', '2026-11-26'])
    const over = history(['submit', 'submitted', '2026-11-02'], ['withdraw', 'withdrawn', '2026-11-03'])
    expect(nextDue(ledgerOf(over, terms, calendar, '2026-11-04'))).toBeNull()
  })

  test('decided at once: the clock ends on the day it began', () => {
    const events = history(
      ['submit', 'submitted', '2026-11-02'],
      ['accept', 'accepted', '2026-11-02'],
      ['grant', 'certifying', '2026-11-02'],
    )
    const clock = clockOf('promise', events, '2026-11-09')
    expect([clock.state, clock.endedOn]).toEqual(['ended', '2026-11-02'])
  })

  test('a case without events has no ledger', () => {
    expect(() => ledgerOf([], terms, calendar, '2026-11-02')).toThrow(RangeError)
  })
})

/** A random walk that begins in a flow and is moved to another now and then, each step up to two weeks after the last, often at the same instant. */
const walk = (start: Flow) =>
  fc
    .array(fc.record({ choice: fc.nat(1_000), hours: fc.oneof(fc.constant(0), fc.nat(340)), move: fc.nat(4) }), {
      maxLength: 14,
    })
    .map((steps) => {
      let at = Date.parse('2026-02-02T01:00:00Z')
      let flow = start
      let status = flow.start
      const events: ClockEvent[] = []
      const tell = (action: ClockEvent['action'], more: Partial<ClockEvent> = {}) =>
        events.push({
          seq: events.length + 1,
          at: new Date(at).toISOString(),
          action,
          to: status,
          clock: stateOf(flow, status).clock,
          ...more,
        })
      tell('submit')
      for (const { choice, hours, move } of steps) {
        at += hours * 3_600_000
        const others = flows.filter(
          ({ states }) => states[status]?.clock === stateOf(flow, status).clock && !states[status]?.final,
        )
        const other = others[choice % Math.max(others.length, 1)]
        if (move === 0 && other) {
          flow = other
          tell('migrate')
          continue
        }
        const open = transitionsFrom(flow, status)
        const taken = open[choice % Math.max(open.length, 1)]
        if (!taken) break
        status = taken.to
        tell(taken.action, { days: (choice % 20) + 1 })
      }
      return events
    })

describe.each(flows.map((flow) => [flow.code, flow] as const))('any history through %s', (_, flow) => {
  const ledger = (events: ClockEvent[]) => ledgerOf(events, terms, calendar, '2026-08-01')

  test('segments fill the wall time, without gap or overlap', () => {
    fc.assert(
      fc.property(walk(flow), (events) => {
        const { segments } = ledger(events)
        const end = events.at(-1)?.at ?? ''
        const length = (from: string, to: string) => Date.parse(to) - Date.parse(from)
        segments.slice(1).forEach((segment, index) => expect(segment.from).toBe(segments[index]?.to))
        expect(segments.reduce((sum, { from, to }) => sum + length(from, to ?? end), 0)).toBe(
          length(events[0]?.at ?? '', end),
        )
      }),
    )
  })

  test('each clock gives every day from its start to its due day one reason, and counts as many as the limit', () => {
    fc.assert(
      fc.property(walk(flow), (events) => {
        for (const { due, from, limit, extended } of ledger(events).clocks) {
          expect(due.days).toHaveLength(dayNumber(due.date) - dayNumber(from) + 1)
          expect(due.days.filter(({ counts }) => counts)).toHaveLength(limit.amount + extended)
        }
      }),
    )
  })

  test('the order in which events are told, and repeats, change nothing', () => {
    fc.assert(
      fc.property(walk(flow), fc.array(fc.nat()), (events, keys) => {
        const shuffled = events
          .concat(events.slice(0, 3))
          .map((event, index) => ({ event, key: keys[index % Math.max(keys.length, 1)] ?? 0 }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ event }) => event)
        expect(ledger(shuffled)).toEqual(ledger(events))
      }),
    )
  })

  test('a move to another flow changes no clock and no segment', () => {
    fc.assert(
      fc.property(walk(flow), (events) => {
        expect(ledger(events.filter(({ action }) => action !== 'migrate'))).toEqual(ledger(events))
      }),
    )
  })

  test('what happens later does not change what was', () => {
    fc.assert(
      fc.property(walk(flow), fc.nat(), (events, cut) => {
        const before = ledger(events.slice(0, 1 + (cut % events.length))).segments.slice(0, -1)
        expect(ledger(events).segments.slice(0, before.length)).toEqual(before)
      }),
    )
  })
})

test('a special procedure has its own days, whatever else happened in the instant in which it began', () => {
  const moments = ['2026-11-05T02:00:00.000Z', '2026-11-05T03:00:00.000Z'] as const
  const event = (
    seq: number,
    moment: 0 | 1,
    action: ClockEvent['action'],
    to: CaseStatus,
    clock: ClockEvent['clock'],
    days?: number,
  ) => ({ seq, at: moments[moment], action, to, clock, ...(days ? { days } : {}) })
  const events = [
    event(1, 0, 'submit', 'submitted', 'receipt'),
    event(2, 0, 'accept', 'accepted', 'decision'),
    event(3, 0, 'approve-suspension', 'suspended', 'special', 2),
    event(4, 1, 'migrate', 'suspended', 'special'),
    event(5, 1, 'resume', 'accepted', 'decision'),
    event(6, 1, 'approve-suspension', 'suspended', 'special', 3),
  ]
  expect(nextDue(ledgerOf(events, terms, calendar, '2026-11-05'))).toMatchObject({
    kind: 'special',
    limit: { amount: 3 },
    state: 'running',
  })
})

test('another clock in the same status begins another segment', () => {
  const events = history(
    ['submit', 'submitted', '2026-11-02'],
    ['accept', 'accepted', '2026-11-02'],
    ['migrate', 'accepted', '2026-11-04', { clock: 'check' }],
  )
  const { segments } = ledgerOf(events, terms, calendar, '2026-11-05')
  expect(segments.map(({ status, clock }) => [status, clock])).toEqual([
    ['submitted', 'receipt'],
    ['accepted', 'decision'],
    ['accepted', 'check'],
  ])
})

describe('the steps of a case', () => {
  const limits = { ...terms, steps: { accepted: workdays(3), 'first-reviewed': workdays(2) } }
  const stepsOf = (events: ClockEvent[], today: string) =>
    ledgerOf(events, limits, calendar, today)
      .clocks.filter(({ kind }) => kind === 'step')
      .map(({ status, from, due, endedOn, state }) => [status, from, due.date, endedOn, state])
  const begun: Parameters<typeof history> = [
    ['submit', 'submitted', '2026-11-02'],
    ['accept', 'accepted', '2026-11-02'],
  ]

  test('each has its own limit, from the day it is begun', () => {
    const events = history(...begun, ['first-review', 'first-reviewed', '2026-11-04'])
    expect(stepsOf(events, '2026-11-05')).toEqual([
      ['accepted', '2026-11-02', '2026-11-05', '2026-11-04', 'ended'],
      ['first-reviewed', '2026-11-04', '2026-11-06', null, 'running'],
    ])
  })

  test('a special procedure stops the step, an extension lengthens it', () => {
    const events = history(
      ...begun,
      ['approve-suspension', 'suspended', '2026-11-03', { days: 5 }],
      ['resume', 'accepted', '2026-11-06'],
      ['approve-extension', 'accepted', '2026-11-06', { days: 2 }],
    )
    expect(stepsOf(events.slice(0, 3), '2026-11-05')).toEqual([
      ['accepted', '2026-11-02', '2026-11-09', null, 'stopped'],
    ])
    // Three days and two more, of which 4, 5 and 6 November do not count.
    expect(stepsOf(events, '2026-11-09')).toEqual([['accepted', '2026-11-02', '2026-11-12', null, 'running']])
  })

  test('a case that comes back begins the step anew', () => {
    const events = history(
      ...begun,
      ['first-review', 'first-reviewed', '2026-11-04'],
      ['send-back', 'accepted', '2026-11-06'],
    )
    expect(stepsOf(events, '2026-11-06').map(([status, from]) => [status, from])).toEqual([
      ['accepted', '2026-11-02'],
      ['first-reviewed', '2026-11-04'],
      ['accepted', '2026-11-06'],
    ])
  })
})

test('the decision clocks run on while the fee is due, and the applicant has his own', () => {
  const events = history(
    ['submit', 'submitted', '2026-11-02'],
    ['accept', 'accepted', '2026-11-02'],
    ['review', 'reviewed', '2026-11-03'],
    ['bill', 'paying', '2026-11-04'],
  )
  const ledger = ledgerOf(events, terms, calendar, '2026-11-05')
  expect(ledger.clocks.map(({ kind, state }) => [kind, state])).toEqual([
    ['receipt', 'ended'],
    ['payment', 'running'],
    ['legal', 'running'],
    ['promise', 'running'],
  ])
  expect(nextDue(ledger)?.kind).toBe('payment')
})

test('the receipt is that of the agency where it was handed in, sent on or not', () => {
  const events = history(['submit', 'collected', '2026-11-02'], ['forward', 'submitted', '2026-11-04'])
  const receipt = (upTo: number) =>
    ledgerOf(events.slice(0, upTo), terms, calendar, '2026-11-05').clocks.map(({ kind, from, due }) => [
      kind,
      from,
      due.date,
    ])
  expect(receipt(1)).toEqual([['receipt', '2026-11-02', '2026-11-09']])
  expect(receipt(2)).toEqual(receipt(1))
})
