import * as api from '@zhengtong/contract/appointments'
import type { Citizen } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as calendars from '../calendar/index.ts'
import { checkOpen, newCode, timeFor, withOwnCode } from './book.ts'
import * as store from './booking-store.ts'
import { leaveDay } from './leave-waiting.ts'
import { freePlace } from './offer-places.ts'
import { placesFor } from './places-for.ts'
import { findService, type Service } from './settings-store.ts'
import { mayChange, showBooking } from './show.ts'
import { takePlace } from './slot-store.ts'

/** Cancels a booking and frees its place, until one hour before the start. Again, it changes nothing. */
export async function cancelBooking({ db }: Services, citizen: Citizen, id: string): Promise<void> {
  const calendar = await calendars.currentCalendar(db)
  await db.transaction().execute(async (tx) => {
    const service = await serviceOf(tx, citizen, id)
    const booking = await holdOwn(tx, citizen, id)
    if (booking.status === 'cancelled') return
    checkChange(booking, citizen.now)
    await store.setStatus(tx, booking, 'cancelled', citizen.now.toISOString())
    await freePlace(tx, citizen, calendar, service, booking)
    await publish(tx, citizen, 'appointment.cancelled', { bookingId: id })
  })
}

/** Moves a booking to another time of the same service: all of it happens or nothing. Again, it changes nothing. */
export async function moveBooking(
  services: Services,
  citizen: Citizen,
  id: string,
  to: { date: string; minute: number },
): Promise<api.Booking> {
  const calendar = await calendars.currentCalendar(services.db)
  const write = async (tx: Tx) => {
    await store.lockBookings(tx, citizen.id)
    const service = await serviceOf(tx, citizen, id)
    const booking = await holdOwn(tx, citizen, id)
    if (booking.date === to.date && booking.minute === to.minute && booking.status === 'booked') return
    checkChange(booking, citizen.now)
    await checkOpen(tx, service.hallId)
    const time = timeFor(service, calendar, to, citizen.now)
    if (await store.hasOn(tx, citizen.id, service.id, to.date, id)) throw new Problem(api.OneADay)
    const target = { serviceId: service.id, date: to.date, minute: to.minute }
    await leaveDay(tx, citizen, calendar, service, [target, booking])
    if (!(await takePlace(tx, target, placesFor(services, citizen, service)(time.capacity))))
      throw new Problem(api.SlotFull)
    await freePlace(tx, citizen, calendar, service, booking)
    const code = booking.date === to.date ? booking.code : await newCode(tx, service.hallId, to.date)
    await store.moveBooking(tx, booking, { ...to, untilMinute: time.untilMinute, code }, citizen.now.toISOString())
    await publish(tx, citizen, 'appointment.moved', { bookingId: id })
  }
  await withOwnCode(() => services.db.transaction().execute(write))
  return showBooking(services, citizen, id)
}

/** The service of a person's booking, kept as it is. It first, then the booking: whoever closes a day takes them in this order too. */
async function serviceOf(tx: Tx, citizen: Citizen, id: string): Promise<Service> {
  const seen = await store.findBooking(tx, id)
  if (seen?.citizenId !== citizen.id) throw new Problem(api.BookingNotFound)
  const service = await findService(tx, seen.serviceId, legalDate(citizen.now), 'share')
  if (!service) throw new Problem(api.AppointmentServiceNotFound)
  return service
}

async function holdOwn(tx: Tx, citizen: Citizen, id: string): Promise<store.BookingRow> {
  const booking = await store.findBooking(tx, id, true)
  if (booking?.citizenId !== citizen.id) throw new Problem(api.BookingNotFound)
  return booking
}

function checkChange(booking: store.BookingRow, now: Date): void {
  if (booking.status !== 'booked') throw new Problem(api.BookingDone)
  if (!mayChange(booking, now)) throw new Problem(api.TooLateToChange)
}
