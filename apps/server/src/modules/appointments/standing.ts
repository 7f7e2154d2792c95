import { shiftDays } from '@zhengtong/domain/plain-date'
import type { Citizen } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import * as store from './booking-store.ts'
import { blockedUntil, type NoShowRule } from './plan.ts'

/** As far back as any rule can look: a year to be missed in, and a year without bookings. */
const LOOK_BACK_DAYS = 2 * 365

/** How many bookings and waits a person has open, and on which days each service missed him. */
export async function standingOf(db: Db, { id, now }: Citizen) {
  const today = legalDate(now)
  const { open, missed } = await store.limitsOf(db, id, today, shiftDays(today, -LOOK_BACK_DAYS))
  const missedAt = (serviceId: string) => missed.filter((each) => each.serviceId === serviceId).map(({ date }) => date)
  return {
    open,
    missedAt: [...new Set(missed.map(({ serviceId }) => serviceId))],
    blockedAt: (service: NoShowRule & { id: string }) => blockedUntil(service, missedAt(service.id), now),
  }
}
