import { legalDate } from '../../platform/clock.ts'
import type { Actor } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db.ts'
import * as calendars from '../calendar/index.ts'
import { deleteBookingsOf, holdOpenOf, lockBookings } from './booking-store.ts'
import { leave } from './leave-waiting.ts'
import { freePlace } from './offer-places.ts'
import { findService } from './settings-store.ts'
import { holdSlots } from './slot-store.ts'
import { forgetTicketsOf } from './ticket-store.ts'
import { deleteWaitingOf, findWaitingAt, listWaitingOf } from './waiting-store.ts'

const MANY = 1_000

/**
 * Frees the places of a person who leaves and forgets that he came. A booking that he is just making waits, and then finds
 * that he has left.
 */
export async function endBookingsOf(tx: Tx, actor: Actor, citizenId: string): Promise<void> {
  await lockBookings(tx, citizenId)
  const today = legalDate(actor.now)
  const calendar = await calendars.currentCalendar(tx)
  for (const booking of await holdOpenOf(tx, citizenId)) {
    const service = await findService(tx, booking.serviceId, today, 'share')
    if (service) await freePlace(tx, actor, calendar, service, booking)
  }
  for (const entry of await listWaitingOf(tx, citizenId, today, MANY)) {
    const service = await findService(tx, entry.serviceId, today, 'share')
    await holdSlots(tx, [entry])
    const now = await findWaitingAt(tx, entry.serviceId, entry.id)
    if (service) await leave(tx, actor, calendar, service, now)
  }
  await deleteBookingsOf(tx, citizenId)
  await deleteWaitingOf(tx, citizenId)
  await forgetTicketsOf(tx, citizenId)
}
