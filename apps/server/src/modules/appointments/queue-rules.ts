import { CHECK_IN_MINUTES } from '@zhengtong/contract/appointments'
import { legalDateOf, shiftDays, startOfDay } from '@zhengtong/domain/plain-date'
import { instantOf } from './plan.ts'

const MINUTE_MS = 60_000
/** Nobody is woken for what can wait: domain rule of reminders. */
const QUIET = { from: 22 * 60, to: 8 * 60 }

/** Minute of the day in Asia/Shanghai. */
export function minuteOf(now: Date): number {
  return Math.floor((now.getTime() - Date.parse(startOfDay(legalDateOf(now)))) / MINUTE_MS)
}

/** The first instant, from now on, at which a text message may ring. */
export function afterQuietHours(now: Date): Date {
  const minute = minuteOf(now)
  const today = legalDateOf(now)
  if (minute >= QUIET.from) return instantOf(shiftDays(today, 1), QUIET.to)
  return minute < QUIET.to ? instantOf(today, QUIET.to) : now
}

/** Until when a free place is kept for somebody: he gets his minutes by day. */
export function holdUntil(now: Date, holdMinutes: number): Date {
  return new Date(afterQuietHours(now).getTime() + holdMinutes * MINUTE_MS)
}

/** How long a visit takes as long as nobody has been served today. */
const USUAL_MINUTES = 10

/** Minutes until somebody is called who has so many before him, in steps of five, rounded up. */
export function waitMinutes(ahead: number, windows: number, averageMinutes: number | null): number {
  const minutes = (ahead * (averageMinutes ?? USUAL_MINUTES)) / windows
  return Math.ceil(minutes / 5) * 5
}

/** From an hour before the start until the hall's patience after the end is over. */
export function mayCheckIn(
  { date, minute, untilMinute }: { date: string; minute: number; untilMinute: number },
  { graceMinutes }: { graceMinutes: number },
  now: Date,
): boolean {
  return (
    instantOf(date, minute - CHECK_IN_MINUTES) <= now && now < instantOf(date, untilMinute + Math.max(graceMinutes, 1))
  )
}
