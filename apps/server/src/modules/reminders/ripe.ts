import type { ReminderKind } from '@zhengtong/contract/reminders'
import { legalDate } from '../../platform/clock.ts'
import { shiftDays } from '@zhengtong/domain/plain-date'

/** Hours of Asia/Shanghai between which nothing is told. */
const QUIET_FROM = 22
const QUIET_UNTIL = 8
/** When the rest of a day is told together. */
const DIGEST_AT = 9

/** What has time is told once a day, all together; the rest at once, unless it is night. */
export const isUrgent = (kind: ReminderKind) => kind !== 'half' && kind !== 'two'

/** The instant from which something noted now may be told. */
export function ripeAt(kind: ReminderKind, now: Date): Date {
  const today = legalDate(now)
  const at = (day: string, hour: number) => new Date(`${day}T${String(hour).padStart(2, '0')}:00:00+08:00`)
  const next = (hour: number) => (now < at(today, hour) ? at(today, hour) : at(shiftDays(today, 1), hour))
  if (!isUrgent(kind)) return next(DIGEST_AT)
  return now < at(today, QUIET_UNTIL) || now >= at(today, QUIET_FROM) ? next(QUIET_UNTIL) : now
}
