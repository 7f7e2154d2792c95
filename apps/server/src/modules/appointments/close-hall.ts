import type { Actor } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { publish, type Event } from '../../platform/events.ts'
import { addJob, systemActor } from '../../platform/jobs.ts'
import type { Services } from '../../platform/services.ts'
import * as access from '../access/index.ts'
import { endAll } from './offer-places.ts'
import { holdBookedAt, setStatus, type BookingRow } from './booking-store.ts'
import { listServicesByHall } from './settings-store.ts'
import { givePlaceBack, holdSlots } from './slot-store.ts'
import { listAwaited } from './waiting-store.ts'

const AT_ONCE = 200

/** A hall was changed: when it is closed now, everybody who has a time there is told. */
export async function planClosing(tx: Tx, event: Event): Promise<void> {
  const hallId = event.subject['hallId'] ?? ''
  await addJob(tx, 'appointments:close-hall', { hallId }, { key: `close-hall:${hallId}` })
}

/** Calls off what is still to come at a closed hall, some at a time. */
export async function closeHall(services: Services, hallId: string): Promise<void> {
  const { db, clock } = services
  const actor = systemActor(services, 'close-hall')
  for (let done = AT_ONCE; done === AT_ONCE;) {
    done = await db.transaction().execute(async (tx) => {
      const hall = await access.holdHall(tx, hallId)
      if (hall?.status !== 'closed') return 0
      const bookings = await holdBookedAt(tx, hallId, legalDate(clock.now()), AT_ONCE)
      await callOff(tx, actor, bookings)
      if (bookings.length < AT_ONCE) await endWaits(tx, actor, hallId)
      return bookings.length
    })
  }
}

/** Nobody waits any more for a time at a closed hall. */
async function endWaits(tx: Tx, actor: Actor, hallId: string): Promise<void> {
  for (const { id } of await listServicesByHall(tx, [hallId]))
    for (const slot of await listAwaited(tx, id, legalDate(actor.now))) {
      await holdSlots(tx, [slot])
      await endAll(tx, actor, slot)
    }
}

/** Cancels bookings for the hall's reasons; each person is told, and it does not count as missed. */
export async function callOff(tx: Tx, actor: Actor, bookings: BookingRow[]): Promise<void> {
  for (const booking of bookings) {
    await setStatus(tx, booking, 'cancelled', actor.now.toISOString(), { calledOff: true })
    await givePlaceBack(tx, booking)
    await publish(tx, actor, 'appointment.called-off', { bookingId: booking.id })
  }
}
