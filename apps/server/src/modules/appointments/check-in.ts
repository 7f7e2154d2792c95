import * as api from '@zhengtong/contract/appointments'
import { TooManyRequests } from '@zhengtong/contract/problem'
import type { Actor, Citizen } from '../../platform/actor.ts'
import { mayTry } from '../../platform/attempts.ts'
import type { Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { findBooking, setStatus, type BookingRow } from './booking-store.ts'
import { isHallCode } from './hall-code.ts'
import { mayCheckIn, minuteOf } from './queue-rules.ts'
import { findServices } from './settings-store.ts'
import { showBooking } from './show.ts'
import { issueTicket } from './ticket-store.ts'

const TRIES = { limit: 10, windowMs: 3_600_000 }

/** A person takes his number himself, standing in the hall; again, the same number. */
export async function checkInMyself(
  services: Services,
  citizen: Citizen,
  id: string,
  code: string,
): Promise<api.Booking> {
  const { db, crypto } = services
  const seen = await findBooking(db, id)
  if (seen?.citizenId !== citizen.id) throw new Problem(api.BookingNotFound)
  const key = crypto.blindIndex('code', `check-in:${citizen.id}`)
  if (!(await mayTry(db, key, citizen.now, TRIES))) throw new Problem(TooManyRequests)
  if (!isHallCode(crypto, seen.hallId, citizen.now, code)) throw new Problem(api.HallCodeWrong)
  await db.transaction().execute(async (tx) => {
    const booking = await findBooking(tx, id, true)
    if (!booking) throw new Problem(api.BookingNotFound)
    const service = (await findServices(tx, [booking.serviceId])).get(booking.serviceId)
    if (booking.status === 'booked' && service && !mayCheckIn(booking, service, citizen.now))
      throw new Problem(api.CheckInEarly)
    await arrive(tx, citizen, booking)
  })
  return showBooking(services, citizen, id)
}

/** Gives a held booking its number. Who is late queues from when he came, so that those in time are called first. */
export async function arrive(tx: Tx, actor: Actor, booking: BookingRow): Promise<BookingRow> {
  if (booking.status === 'arrived' || booking.status === 'served') return booking
  if (booking.status !== 'booked') throw new Problem(api.BookingDone)
  const at = actor.now.toISOString()
  const minute = minuteOf(actor.now)
  const { citizenId, id: bookingId, itemName } = booking
  const due = minute > booking.untilMinute ? minute : booking.minute
  const queueNumber = await issueTicket(tx, booking, { citizenId, bookingId, itemName }, due, at)
  await setStatus(tx, booking, 'arrived', at, { queueNumber })
  await publish(tx, actor, 'appointment.arrived', { bookingId: booking.id })
  return { ...booking, status: 'arrived', queueNumber }
}
