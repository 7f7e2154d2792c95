import type { Exception, Opening } from '@zhengtong/contract/appointment-settings'
import { dayNumber, legalDateOf, shiftDays, startOfDay } from '@zhengtong/domain/plain-date'
import type { Calendar } from '@zhengtong/domain/working-days'

/** Times of a day that people may come at, and how many at each: what the hall's own calendar says, not the legal one. */
export interface Time {
  minute: number
  untilMinute: number
  capacity: number
}
export interface Plan {
  openings: Opening[]
  exceptions: Exception[]
  /** Legal holidays close it unless an exception opens the day. */
  keepsHolidays: boolean
}
type Hours = Omit<Opening, 'weekday'>

/** 1 Monday to 7 Sunday. */
export function weekdayOf(date: string): number {
  // Day 0 is 1970-01-01, a Thursday.
  return ((((dayNumber(date) + 3) % 7) + 7) % 7) + 1
}

/** The times of one day, the first ones first, and why the day is not like its weekday. */
export function timesOn(plan: Plan, calendar: Calendar, date: string): { times: Time[]; reason: string | null } {
  const exception = plan.exceptions.find((each) => each.date === date)
  if (exception) return { times: exception.hours ? timesIn(exception.hours) : [], reason: exception.reason }
  if (plan.keepsHolidays && calendar.days.get(date) === 'holiday') return { times: [], reason: '法定节假日' }
  const weekday = weekdayOf(date)
  const hours = plan.openings.filter((each) => each.weekday === weekday)
  return { times: hours.flatMap(timesIn).toSorted((a, b) => a.minute - b.minute), reason: null }
}

/** The times of a stretch of hours. Whole slots only: what is left at the end is the windows' time to finish. */
export function timesIn({ fromMinute, toMinute, slotMinutes, capacity }: Hours): Time[] {
  const count = Math.floor((toMinute - fromMinute) / slotMinutes)
  return Array.from({ length: count }, (_, n) => {
    const minute = fromMinute + n * slotMinutes
    return { minute, untilMinute: minute + slotMinutes, capacity }
  })
}

/** The instant of a minute of a day in Asia/Shanghai, which has one offset all year. */
export function instantOf(date: string, minute: number): Date {
  return new Date(Date.parse(startOfDay(date)) + minute * 60_000)
}

/** When a day opens for booking. */
export function opensAt(
  { daysAhead, releaseMinute }: { daysAhead: number; releaseMinute: number },
  date: string,
): Date {
  return instantOf(shiftDays(date, -daysAhead), releaseMinute)
}

/** Faults of opening hours, each with the place in the list. */
export function faultsOf(openings: Opening[]): { path: string; message: string }[] {
  return openings.flatMap((each, index) => {
    const path = `/openings/${index}/toMinute`
    if (each.toMinute - each.fromMinute < each.slotMinutes)
      return [{ path, message: '结束时间要晚于开始时间，至少够一个时段' }]
    const meets = openings.some(
      (other, n) =>
        n < index &&
        other.weekday === each.weekday &&
        other.fromMinute < each.toMinute &&
        each.fromMinute < other.toMinute,
    )
    return meets ? [{ path, message: '同一天的时间不能重叠' }] : []
  })
}

/** How often somebody may not come, within how many days, before he may not book for how many days. */
export interface NoShowRule {
  noShowLimit: number
  noShowDays: number
  blockDays: number
}

/** The day from which somebody may book again who was missed on these days; null when he may now. */
export function blockedUntil(
  { noShowLimit, noShowDays, blockDays }: NoShowRule,
  missed: readonly string[],
  now: Date,
): string | null {
  const days = missed.toSorted().toReversed()
  const [latest] = days
  const first = days[noShowLimit - 1]
  if (!latest || !first || dayNumber(latest) - dayNumber(first) > noShowDays) return null
  const until = shiftDays(latest, blockDays)
  return legalDateOf(now) < until ? until : null
}
