import { dayNumber, isWeekend, shiftDays, shiftMonths } from './plain-date.ts'

/**
 * Deadline arithmetic on legal dates. Working days: 行政许可法 art. 82. The start day does not count: 民法典 art. 201; a last
 * day off rolls to the next working day: art. 203. A day is a working day when the State Council's yearly notice makes it
 * one, or when it is Monday to Friday and not in the notice's holidays. The due day itself is in time until 24:00.
 */
export type Calendar = {
  /** stored with every result, so that a new notice tells which to compute again */
  version: string
  /** first and last day the notices cover */
  coveredFrom: string
  coveredUntil: string
  /** only the days on which the notices change the plain week */
  days: ReadonlyMap<string, 'holiday' | 'workday'>
}
/** A special procedure: days d with start < d <= end do not count. For one still running pass today as its end. */
export type Stop = { start: string; end: string }
export type LimitUnit = 'workday' | 'day' | 'month'
export type Limit = { amount: number; unit: LimitUnit }
export type DayReason = '起算日' | '工作日' | '自然日' | '休息日' | '节假日' | '调休上班' | '暂停' | '顺延'
export type DueDay = { date: string; counts: boolean; why: DayReason }
export type Due = {
  date: string
  /** true when the count touches days whose notice is missing or may still change: show it as 预计 */
  provisional: boolean
  calendarVersion: string
  /** every day from the start to the due day, and why it counts or not */
  days: DueDay[]
}
export type DueColour = 'green' | 'yellow' | 'red'

/** The count needs days that no notice covers yet. */
export class CalendarNotCovered extends Error {
  override name = 'CalendarNotCovered'
}

/** A calendar from the notices' rows; it covers the whole years from the first row to the last. Throws RangeError without rows. */
export function calendarFrom(version: string, rows: Iterable<{ date: string; type: 'holiday' | 'workday' }>): Calendar {
  const days = new Map<string, 'holiday' | 'workday'>()
  for (const { date, type } of rows) days.set(date, type)
  const dates = [...days.keys()].toSorted()
  const first = dates[0]
  const last = dates.at(-1)
  if (first === undefined || last === undefined) throw new RangeError('a calendar needs rows')
  return { version, coveredFrom: `${first.slice(0, 4)}-01-01`, coveredUntil: `${last.slice(0, 4)}-12-31`, days }
}

// Past the coverage this is only the plain week: callers mark the result provisional or throw.
function reasonOf(cal: Calendar, date: string): DayReason {
  const named = cal.days.get(date)
  if (named === 'holiday') return '节假日'
  if (isWeekend(date)) return named === 'workday' ? '调休上班' : '休息日'
  return '工作日'
}

const isOff = (why: DayReason) => why === '节假日' || why === '休息日'

const covers = (cal: Calendar, date: string) => date >= cal.coveredFrom && date <= cal.coveredUntil

// The next year's notice has changed 25-31 December in five past years, so the last covered week is not firm.
function isFirm(cal: Calendar, date: string): boolean {
  return covers(cal, date) && date < `${cal.coveredUntil.slice(0, 4)}-12-25`
}

/** Whether a day is a working day. Throws CalendarNotCovered outside the notices: a guess would be wrong silently. */
export function isWorkday(cal: Calendar, date: string): boolean {
  dayNumber(date)
  if (!covers(cal, date)) throw new CalendarNotCovered(`${date} is outside calendar ${cal.version}`)
  return !isOff(reasonOf(cal, date))
}

const isStopped = (stops: readonly Stop[], date: string) => stops.some((stop) => stop.start < date && date <= stop.end)

// A procedure that begins on the due day must leave one working day when it ends (settled choice).
const stopStartsOn = (stops: readonly Stop[], date: string) =>
  stops.some((stop) => stop.start === date && stop.end > date)

function walk(cal: Calendar, start: string, amount: number, unit: 'workday' | 'day', stops: readonly Stop[]): Due {
  if (!Number.isInteger(amount) || amount < 0) throw new RangeError(`not a number of days: ${amount}`)
  dayNumber(start)
  const days: DueDay[] = [{ date: start, counts: false, why: '起算日' }]
  let date = start
  let left = amount
  while (left > 0) {
    date = shiftDays(date, 1)
    const day = countedDay(cal, date, unit, isStopped(stops, date) || (left === 1 && stopStartsOn(stops, date)))
    days.push(day)
    if (day.counts) left -= 1
  }
  if (amount > 0 && unit === 'day') date = roll(cal, date, stops, days)
  const provisional = days.slice(1).some((day) => !isFirm(cal, day.date))
  return { date, provisional, calendarVersion: cal.version, days }
}

function countedDay(cal: Calendar, date: string, unit: 'workday' | 'day', stopped: boolean): DueDay {
  const reason = reasonOf(cal, date)
  if (unit === 'workday' && isOff(reason)) return { date, counts: false, why: reason }
  if (stopped) return { date, counts: false, why: '暂停' }
  return { date, counts: true, why: unit === 'day' ? '自然日' : reason }
}

// 民法典 art. 203: a last day off moves to the next working day; a day inside a stop cannot be the last either.
function roll(cal: Calendar, last: string, stops: readonly Stop[], days: DueDay[]): string {
  let date = last
  let reason = reasonOf(cal, date)
  while (isOff(reason) || isStopped(stops, date) || stopStartsOn(stops, date)) {
    date = shiftDays(date, 1)
    reason = reasonOf(cal, date)
    const why = isOff(reason) ? reason : isStopped(stops, date) || stopStartsOn(stops, date) ? '暂停' : '顺延'
    days.push({ date, counts: false, why })
  }
  return date
}

type StopOptions = { stops?: readonly Stop[] }

/**
 * `n` working days after `start` (which does not count). n = 0 gives `start`. Suspensions count as the union of their
 * intervals. Past the covered years it goes on with the plain week and says `provisional`.
 */
export function addWorkdays(cal: Calendar, start: string, n: number, { stops = [] }: StopOptions = {}): Due {
  return walk(cal, start, n, 'workday', stops)
}

/** As `addWorkdays`, but throws CalendarNotCovered when a counted day has no notice. For acts that cannot be corrected later. */
export function addWorkdaysStrict(cal: Calendar, start: string, n: number, options: StopOptions = {}): Due {
  const due = addWorkdays(cal, start, n, options)
  if (due.days.slice(1).some((day) => !covers(cal, day.date))) {
    throw new CalendarNotCovered(`${start} + ${n} working days leaves calendar ${cal.version}`)
  }
  return due
}

/** `n` natural days after `start`, then on to a working day. Natural days inside a suspension do not count. */
export function addNaturalDays(cal: Calendar, start: string, n: number, { stops = [] }: StopOptions = {}): Due {
  return walk(cal, start, n, 'day', stops)
}

/** The same day `n` months later or the month's end, later by the suspended natural days, then on to a working day. */
export function addMonths(cal: Calendar, start: string, n: number, options: StopOptions = {}): Due {
  if (!Number.isInteger(n) || n < 0) throw new RangeError(`not a number of months: ${n}`)
  return addNaturalDays(cal, start, dayNumber(shiftMonths(start, n)) - dayNumber(start), options)
}

/** The due date of a limit that starts on `start`. */
export function dueOn(cal: Calendar, start: string, limit: Limit, stops: readonly Stop[] = []): Due {
  if (limit.unit === 'workday') return addWorkdays(cal, start, limit.amount, { stops })
  if (limit.unit === 'day') return addNaturalDays(cal, start, limit.amount, { stops })
  return addMonths(cal, start, limit.amount, { stops })
}

/** Working days d with from < d <= to; negative when `to` is earlier. Past the covered years the plain week counts. */
export function countWorkdays(cal: Calendar, from: string, to: string): number {
  if (to < from) return 0 - countWorkdays(cal, to, from)
  let count = 0
  for (let date = from; date < to;) {
    date = shiftDays(date, 1)
    if (!isOff(reasonOf(cal, date))) count += 1
  }
  return count
}

/** Working days after today up to the due day: 0 on the due day, which is still in time; negative afterwards. */
export function workdaysLeft(cal: Calendar, today: string, due: string): number {
  return countWorkdays(cal, today, due)
}

/** Red from 00:00 of the day after the due day; yellow at `threshold` working days left or fewer; else green. */
export function colour(cal: Calendar, today: string, due: string, threshold = 1): DueColour {
  if (today > due) return 'red'
  return workdaysLeft(cal, today, due) <= threshold ? 'yellow' : 'green'
}

/** The first working day after the due day: when the red card is given. */
export function redCardOn(cal: Calendar, due: string): string {
  return addWorkdays(cal, due, 1).date
}

const unitNames: Readonly<Record<LimitUnit, string>> = { workday: '个工作日', day: '日', month: '个月' }

const monthAndDay = (date: string) => `${Number(date.slice(5, 7))}月${Number(date.slice(8))}日`

/** How a due date came about, in one sentence for citizens. */
export function explainDue(due: Due, limit: Limit): string {
  const first = due.days[0]
  if (first === undefined || limit.amount === 0) return '当场办结，不计期限'
  const number = (matches: (day: DueDay) => boolean) => due.days.filter(matches).length
  const off = number((day) => isOff(day.why))
  const paused = number((day) => day.why === '暂停')
  const parts = [`${monthAndDay(first.date)}当天不算，从次日起算 ${limit.amount} ${unitNames[limit.unit]}`]
  if (off > 0) parts.push(`${limit.unit === 'workday' ? '跳过' : '最后一天遇休息日，顺延'} ${off} 天休息日和节假日`)
  if (paused > 0) parts.push(`暂停 ${paused} 天不计`)
  parts.push(`${due.provisional ? '预计' : ''}到${monthAndDay(due.date)}为止`)
  return `${parts.join('，')}。`
}
