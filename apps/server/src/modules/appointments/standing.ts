import { shiftDays } from '@zhengtong/domain/plain-date'
import type { Citizen } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import * as store from './booking-store.ts'
import { BLOCK_DAYS, blockedUntil } from './plan.ts'

/** How many bookings a person has open, and until when he may not book. */
export async function standingOf(db: Db, { id, now }: Citizen): Promise<{ open: number; blocked: string | null }> {
  const today = legalDate(now)
  const { open, missed } = await store.limitsOf(db, id, today, shiftDays(today, -2 * BLOCK_DAYS))
  return { open, blocked: blockedUntil(missed, now) }
}
