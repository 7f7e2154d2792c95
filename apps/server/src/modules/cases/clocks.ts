import type { DueDate } from '@zhengtong/contract/cases'
import type { Guide } from '@zhengtong/contract/guide'
import {
  ledgerOf,
  nextDue,
  type CaseClock,
  type ClockEvent,
  type Ledger,
  type Terms,
} from '@zhengtong/domain/case-clock'
import type { CaseAction, CaseStatus } from '@zhengtong/domain/flow'
import { stateOf, transitionOf } from '@zhengtong/domain/flow'
import { flowOf } from '@zhengtong/domain/flows'
import { shiftDays } from '@zhengtong/domain/plain-date'
import {
  addWorkdays,
  colour,
  countWorkdays,
  explainDue,
  redCardOn,
  workdaysLeft,
  type Calendar,
} from '@zhengtong/domain/working-days'
import type { Config } from '../../config.ts'
import { limitsOf, NOTICE_LIMIT } from './due.ts'
import type { CaseRow, TimelineRow } from './store.ts'

const workdays = (amount: number) => ({ amount, unit: 'workday' as const })
/** 行政许可法 art. 44: what was granted is handed over within ten working days. */
const DELIVERY_LIMIT = workdays(10)

/** The limits of a case: the law's, the guide's, and where those are silent the installation's. */
export function termsOf(
  guide: Guide,
  {
    supplementWorkdays,
    paymentWorkdays,
    checkDays,
  }: Pick<Config, 'supplementWorkdays' | 'paymentWorkdays' | 'checkDays'>,
): Terms {
  const { legal, promise } = limitsOf(guide)
  return {
    receipt: NOTICE_LIMIT,
    answer: workdays(supplementWorkdays),
    payment: workdays(paymentWorkdays),
    delivery: DELIVERY_LIMIT,
    check: { amount: checkDays, unit: 'day' },
    legal,
    promise,
    steps: Object.fromEntries(
      guide.handleFlow.flatMap(({ status, days }) => (status && days ? [[status, workdays(days)]] : [])),
    ),
  }
}

type ClockedCase = Pick<CaseRow, 'flow' | 'flowVersion' | 'receivingAgencyCode'>
type Row = Pick<TimelineRow, 'seq' | 'action' | 'at' | 'days' | 'asOf' | 'moved'>

/**
 * All acts of a case as its clock sees them: each leads where the flow of that time says. A case that was moved to another
 * flow keeps in the row of that act what it was moved from; before the first such act it was in that one.
 */
export function clockEvents(found: ClockedCase, rows: readonly Row[]): ClockEvent[] {
  const first = rows.find(({ moved }) => moved)?.moved?.from ?? found
  let flow = flowOf(first.flow, first.flowVersion)
  let status: CaseStatus = found.receivingAgencyCode && flow.remoteStart ? flow.remoteStart : flow.start
  return rows.map(({ seq, action, at, days, asOf, moved }) => {
    const act = action as CaseAction
    if (moved) flow = flowOf(moved.to.flow, moved.to.flowVersion)
    else if (act !== 'submit') status = transitionOf(flow, status, act)?.to ?? status
    const { clock } = stateOf(flow, status)
    return {
      seq,
      at,
      action: act,
      to: status,
      clock,
      ...(days === null ? {} : { days }),
      ...(asOf === null ? {} : { asOf }),
    }
  })
}

/** The ledger of a case as of today. */
export function caseLedger(
  found: ClockedCase,
  rows: readonly Row[],
  terms: Terms,
  calendar: Calendar,
  today: string,
): Ledger {
  return ledgerOf(clockEvents(found, rows), terms, calendar, today)
}

/** A clock in words: the due date, how it was counted, and how urgent it is. A stopped or ended one does not warn. */
export function dueDate({ due, limit, extended, from, state }: CaseClock, calendar: Calendar, today: string): DueDate {
  const whole = { amount: limit.amount + (limit.unit === 'workday' ? extended : 0), unit: limit.unit }
  return {
    date: due.date,
    provisional: due.provisional,
    limit: whole,
    from,
    left: workdaysLeft(calendar, today, due.date),
    colour: state === 'running' ? colour(calendar, today, due.date) : 'done',
    summary: explainDue(due, whole),
    days: due.days,
  }
}

/** Working days left at which a clock turns yellow. */
const YELLOW_AT = 1

/**
 * What a clock wants on which day: to remind (half of the time has passed, two working days are left, the due day itself), a
 * yellow or red card, or (`act`) that the system does what the flow says when nobody did anything in time.
 */
export interface Alarm {
  on: string
  rule: Exclude<CaseClock['kind'], 'step'> | `step-${CaseStatus}` | 'owed'
  level: 'half' | 'two' | 'yellow' | 'today' | 'red' | 'act'
  dueOn: string
}
/** With fewer working days the half of a limit is one of its last days, which remind anyway. */
const LONG = 6

/** Everything that the running clocks of a case will want if nothing else happens to it, the first first. */
export function alarmsOf(ledger: Ledger, owed: CaseRow['owed'], calendar: Calendar): Alarm[] {
  // The limits run on while the applicant has not paid, but no officer can do anything; what is late then is told when he has.
  const isPaying = ledger.clocks.some(({ kind, state }) => kind === 'payment' && state === 'running')
  const alarms = ledger.clocks.flatMap(({ kind, status = 'accepted', state, from, due: { date } }): Alarm[] => {
    // While a special procedure runs both decision clocks stand still: nobody is late.
    if (state !== 'running' || (isPaying && kind !== 'payment')) return []
    const alarm = (level: Alarm['level'], on: string): Alarm => ({
      on,
      rule: kind === 'step' ? `step-${status}` : kind,
      level,
      dueOn: date,
    })
    const yellow = alarm('yellow', yellowOn(calendar, date))
    const red = alarm('red', redCardOn(calendar, date))
    if (kind === 'answer' || kind === 'payment') return [yellow, alarm('act', shiftDays(date, 1))]
    if (kind === 'special') return [alarm('yellow', redCardOn(calendar, date))]
    // A step of one day would be yellow from its first hour.
    if (kind === 'step') return yellow.on <= from ? [red] : [yellow, red]
    const last = [alarm('two', leftOn(calendar, date, 2)), yellow, alarm('today', date)]
    if (kind === 'receipt') return [...last, alarm('act', shiftDays(date, 1))]
    const whole = countWorkdays(calendar, from, date)
    const half = whole >= LONG ? [alarm('half', leftOn(calendar, date, Math.floor(whole / 2)))] : []
    return [...half, ...last, red]
  })
  if (owed?.dueOn && !owed.handedInAt)
    alarms.push({ on: shiftDays(owed.dueOn, 1), rule: 'owed', level: 'act', dueOn: owed.dueOn })
  return alarms.toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))
}

/** The first day with no more than one working day left. */
export const yellowOn = (calendar: Calendar, due: string) => leftOn(calendar, due, YELLOW_AT)

/** When somebody is first reminded of an application that nobody has looked at. */
export const firstAlarmOn = (calendar: Calendar, due: string) => leftOn(calendar, due, 2)

/** The first day with no more than so many working days left, the due day counted. */
function leftOn(calendar: Calendar, due: string, left: number): string {
  let date = due
  for (let passed = countWorkdays(calendar, shiftDays(date, -1), date); passed <= left;) {
    date = shiftDays(date, -1)
    passed += countWorkdays(calendar, shiftDays(date, -1), date)
  }
  return date
}

/**
 * The columns that lists, queues and alarms look at; derived, and written anew with every act. Alarms up to `raised` (a legal
 * date) have been seen to; after an act nothing counts as raised, so that what began late still gets its cards.
 */
export function clockColumns(ledger: Ledger, owed: CaseRow['owed'], calendar: Calendar, raised: string) {
  const of = (kind: CaseClock['kind']) => ledger.clocks.findLast((clock) => clock.kind === kind)
  const running = ledger.segments.at(-1)?.clock !== 'none'
  return {
    legalDueOn: of('legal')?.due.date ?? null,
    promiseDueOn: of('promise')?.due.date ?? null,
    dueOn: running ? (nextDue(ledger)?.due.date ?? null) : null,
    alarmOn: running ? (alarmsOf(ledger, owed, calendar).find(({ on }) => on > raised)?.on ?? null) : null,
    calendarVersion: calendar.version,
  }
}

/** What was promised for later gets its day with the acceptance, whoever accepts: the officer, or the clock for him. */
export function owedFrom(owed: CaseRow['owed'], guide: Guide, calendar: Calendar, day: string): CaseRow['owed'] {
  return owed && { ...owed, dueOn: owedDueOn(calendar, day, limitsOf(guide).promise) }
}

/** How long promised materials may take: ten working days, and a day less than the promise. */
export function owedDueOn(calendar: Calendar, acceptedOn: string, promise: Terms['promise']): string {
  const most = addWorkdays(calendar, acceptedOn, 10).date
  if (promise?.unit !== 'workday') return most
  const lessThanPromise = addWorkdays(calendar, acceptedOn, Math.max(promise.amount - 1, 1)).date
  return lessThanPromise < most ? lessThanPromise : most
}
