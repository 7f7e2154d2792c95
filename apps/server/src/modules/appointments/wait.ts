import { AlreadyWaiting, NotFull, OfferOver, WaitingNotFound } from '@zhengtong/contract/appointment-waiting'
import * as api from '@zhengtong/contract/appointments'
import { NotSignedIn } from '@zhengtong/contract/problem'
import type { Citizen } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as calendars from '../calendar/index.ts'
import * as catalogue from '../catalogue/index.ts'
import * as identity from '../identity/index.ts'
import { checkLimits, checkOpen, newBooking, timeFor, withOwnCode, type Wish } from './book.ts'
import { hasOn, insertBooking, lockBookings } from './booking-store.ts'
import { leave } from './leave-waiting.ts'
import { isSenior, placesFor } from './places-for.ts'
import { findService, serves } from './settings-store.ts'
import { listWaiting, showBooking } from './show.ts'
import { holdSlots, makeSlot } from './slot-store.ts'
import { standingOf } from './standing.ts'
import * as store from './waiting-store.ts'

/** Joins the line for a time that is full for this person; counts as one of his open bookings. */
export async function joinWaiting(services: Services, citizen: Citizen, id: string, wish: Wish): Promise<api.Waiting> {
  const { db, config } = services
  const calendar = await calendars.currentCalendar(db)
  const item = await catalogue.itemAtHand(db, wish.itemCode, citizen.now)
  await db.transaction().execute(async (tx) => {
    await lockBookings(tx, citizen.id)
    if (await identity.isErased(tx, citizen.id)) throw new Problem(NotSignedIn)
    const before = await store.findWaiting(tx, citizen.id, id)
    if (before) return refuseOther(before, wish)
    const service = await findService(tx, wish.serviceId, legalDate(citizen.now), 'share')
    if (!service) throw new Problem(api.AppointmentServiceNotFound)
    await checkOpen(tx, service.hallId)
    if (item?.state !== 'in-force' || !serves(service, item)) throw new Problem(api.ItemNotServed)
    const { minute, untilMinute, capacity } = timeFor(service, calendar, wish, citizen.now)
    await checkLimits(tx, citizen, service, config.maxBookings)
    if (await hasOn(tx, citizen.id, service.id, wish.date, id)) throw new Problem(api.OneADay)
    const slot = { serviceId: service.id, date: wish.date, minute }
    await makeSlot(tx, slot, capacity)
    const { limit } = placesFor(services, citizen, service)(capacity)
    if ((await holdSlots(tx, [slot])) < limit) throw new Problem(NotFull)
    const what = { id, citizenId: citizen.id, itemCode: item.code, itemName: item.guide.taskName, untilMinute }
    const row = { ...slot, ...what, senior: isSenior(services, citizen) }
    if (!(await store.insertWaiting(tx, row, citizen.now.toISOString()))) throw new Problem(AlreadyWaiting)
    await publish(tx, citizen, 'appointment.waited', { serviceId: service.id, waitingId: id })
  })
  const entry = (await listWaiting(services, citizen)).find((each) => each.id === id)
  if (!entry) throw new Problem(WaitingNotFound)
  return entry
}

function refuseOther(before: store.WaitingRow, { serviceId, date, minute }: Wish): void {
  if (before.serviceId !== serviceId || before.date !== date || before.minute !== minute)
    throw new Problem(api.BookingIdTaken)
}

/** Takes the place that was kept for him; again, it answers the same booking. */
export async function acceptOffer(services: Services, citizen: Citizen, id: string): Promise<api.Booking> {
  const { db } = services
  const calendar = await calendars.currentCalendar(db)
  const write = async (tx: Tx): Promise<string> => {
    await lockBookings(tx, citizen.id)
    const seen = await store.findWaiting(tx, citizen.id, id)
    const service = seen && (await findService(tx, seen.serviceId, legalDate(citizen.now), 'share'))
    if (!service) throw new Problem(WaitingNotFound)
    await holdSlots(tx, [seen, ...(await store.listWaitingOn(tx, citizen.id, service.id, seen.date))])
    const entry = await store.findWaiting(tx, citizen.id, id)
    if (entry?.bookingId) return entry.bookingId
    if (entry?.status !== 'offered' || new Date(entry.expiresAt ?? 0) <= citizen.now) throw new Problem(OfferOver)
    await checkOpen(tx, service.hallId)
    const blocked = (await standingOf(tx, citizen)).blockedAt(service)
    if (blocked) throw new Problem(api.BookingBlocked)
    if (await hasOn(tx, citizen.id, service.id, entry.date, id)) throw new Problem(api.OneADay)
    const bookingId = newId()
    const { itemCode, itemName, date, minute, untilMinute } = entry
    const what = { id: bookingId, itemCode, itemName, date, minute, untilMinute }
    await insertBooking(tx, citizen, await newBooking(tx, citizen, service, what), 'kept')
    await store.setWaiting(tx, entry, 'accepted', { bookingId })
    for (const other of await store.listWaitingOn(tx, citizen.id, service.id, date))
      await leave(tx, citizen, calendar, service, other)
    return bookingId
  }
  return showBooking(services, citizen, await withOwnCode(() => db.transaction().execute(write)))
}
