import { BookingState, type StaffBooking } from '@zhengtong/contract/appointment-desk'
import { shiftDays } from '@zhengtong/domain/plain-date'
import type { StaffMember } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import { publish } from '../../platform/events.ts'
import { systemActor } from '../../platform/jobs.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { holdForDesk, showAtDesk } from './desk.ts'
import * as store from './booking-store.ts'
import { instantOf } from './plan.ts'
import { deleteWaitingBefore, endPast } from './waiting-store.ts'

const AT_ONCE = 200
const WAITS_KEPT_DAYS = 90

/** The job: whoever has not come is written down as missed, and whoever still waits for a time that is over waits no longer. */
export async function closePastTimes({ db, clock, ...services }: Services): Promise<void> {
  const actor = systemActor({ db, clock, ...services }, 'past-times')
  const [now, today] = [actor.now.toISOString(), legalDate(actor.now)]
  for (let done = AT_ONCE; done === AT_ONCE;) {
    done = await db.transaction().execute(async (tx) => {
      const missed = await store.holdMissed(tx, now, today, AT_ONCE)
      for (const booking of missed) {
        await store.setStatus(tx, booking, 'missed', now)
        await publish(tx, actor, 'appointment.missed', { bookingId: booking.id })
      }
      return missed.length
    })
  }
  await db.transaction().execute(async (tx) => {
    for (const { serviceId, id } of await endPast(tx, now, today, AT_ONCE))
      await publish(tx, actor, 'appointment.wait-ended', { serviceId, waitingId: id })
    await deleteWaitingBefore(tx, shiftDays(today, -WAITS_KEPT_DAYS), AT_ONCE)
  })
}

/** Somebody did not come; only after his time has passed, for it counts against him. */
export function markMissed({ db }: Services, officer: StaffMember, id: string): Promise<StaffBooking> {
  return db.transaction().execute(async (tx) => {
    const booking = await holdForDesk(tx, officer, id)
    if (booking.status === 'missed') return showAtDesk(booking)
    if (booking.status !== 'booked') throw new Problem(BookingState)
    if (instantOf(booking.date, booking.untilMinute) > officer.now)
      throw new Problem(BookingState, { detail: '时段还没有过，请再等等' })
    await store.setStatus(tx, booking, 'missed', officer.now.toISOString())
    await publish(tx, officer, 'appointment.missed', { bookingId: id })
    return showAtDesk({ ...booking, status: 'missed' })
  })
}

/** His appeal holds: this miss does not count, and a block that rests on it ends. Again, the first reason stays. */
export function excuseMissed(
  { db }: Services,
  officer: StaffMember,
  id: string,
  reason: string,
): Promise<StaffBooking> {
  return db.transaction().execute(async (tx) => {
    const booking = await holdForDesk(tx, officer, id)
    if (booking.excuse) return showAtDesk(booking)
    if (booking.status !== 'missed') throw new Problem(BookingState, { detail: '没有记为没有来，不用撤销' })
    await store.excuse(tx, booking, officer.id, reason.trim())
    await publish(tx, officer, 'appointment.excused', { bookingId: id })
    return showAtDesk({ ...booking, excuse: reason.trim() })
  })
}
