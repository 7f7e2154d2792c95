import { randomInt } from 'node:crypto'
import * as api from '@zhengtong/contract/appointments'
import { NotSignedIn } from '@zhengtong/contract/problem'
import { maskName } from '@zhengtong/domain/masking'
import { isPlainDate } from '@zhengtong/domain/plain-date'
import type { Calendar } from '@zhengtong/domain/working-days'
import type { Citizen } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as access from '../access/index.ts'
import * as calendars from '../calendar/index.ts'
import * as catalogue from '../catalogue/index.ts'
import * as identity from '../identity/index.ts'
import * as store from './booking-store.ts'
import { leaveDay } from './leave-waiting.ts'
import { instantOf, opensAt, timesOn, type Time } from './plan.ts'
import { placesFor } from './places-for.ts'
import { findService, serves, type Service } from './settings-store.ts'
import { showBooking } from './show.ts'
import { standingOf } from './standing.ts'
import { waitsOn } from './waiting-store.ts'

export interface Wish {
  serviceId: string
  itemCode: string
  date: string
  minute: number
}

/** Books a time once an id. Who is first takes the place; everybody else is told what is wrong and nothing is kept. */
export async function book(services: Services, citizen: Citizen, id: string, wish: Wish): Promise<api.Booking> {
  const { db, config } = services
  const calendar = await calendars.currentCalendar(db)
  const item = await catalogue.itemAtHand(db, wish.itemCode, citizen.now)
  const write = async (tx: Tx) => {
    await store.lockBookings(tx, citizen.id)
    if (await identity.isErased(tx, citizen.id)) throw new Problem(NotSignedIn)
    const before = await store.findBooking(tx, id)
    if (before) return refuseOther(before, citizen.id, wish)
    const service = await findService(tx, wish.serviceId, legalDate(citizen.now), 'share')
    if (!service) throw new Problem(api.AppointmentServiceNotFound)
    await checkOpen(tx, service.hallId)
    if (item?.state !== 'in-force' || !serves(service, item)) throw new Problem(api.ItemNotServed)
    const time = timeFor(service, calendar, wish, citizen.now)
    if (await waitsOn(tx, citizen.id, service.id, wish.date))
      await leaveDay(tx, citizen, calendar, service, [{ serviceId: service.id, date: wish.date, minute: wish.minute }])
    await checkLimits(tx, citizen, service, config.maxBookings)
    if (await store.hasOn(tx, citizen.id, service.id, wish.date, id)) throw new Problem(api.OneADay)
    const row = await newBooking(tx, citizen, service, {
      id,
      itemCode: item.code,
      itemName: item.guide.taskName,
      date: wish.date,
      minute: time.minute,
      untilMinute: time.untilMinute,
    })
    const places = placesFor(services, citizen, service)(time.capacity)
    if (!(await store.insertBooking(tx, citizen, row, places))) throw new Problem(api.SlotFull)
  }
  await withOwnCode(() => db.transaction().execute(write))
  return showBooking(services, citizen, id)
}

/** The row of a booking, with a code of its own. */
export async function newBooking(
  tx: Tx,
  { id: citizenId, account }: Citizen,
  { id: serviceId, hallId }: Service,
  what: { id: string; itemCode: string; itemName: string; date: string; minute: number; untilMinute: number },
) {
  const code = await newCode(tx, hallId, what.date)
  return { ...what, citizenId, serviceId, hallId, personName: maskName(account.name), code }
}

function refuseOther(before: store.BookingRow, citizenId: string, wish: Wish): void {
  const same =
    before.citizenId === citizenId &&
    before.serviceId === wish.serviceId &&
    before.itemCode === wish.itemCode &&
    before.date === wish.date &&
    before.minute === wish.minute
  if (!same) throw new Problem(api.BookingIdTaken)
}

/** A hall that was closed for good takes nobody any more, whatever page is still open somewhere. */
export async function checkOpen(tx: Tx, hallId: string): Promise<void> {
  const hall = await access.holdHall(tx, hallId)
  if (hall?.status !== 'active') throw new Problem(api.SlotClosed, { detail: '这个大厅不再办理，请选其他大厅' })
}

/** The time as the hall offers it now; a problem says why it cannot be booked. */
export function timeFor(
  service: Service,
  calendar: Calendar,
  { date, minute }: { date: string; minute: number },
  now: Date,
): Time {
  if (!isPlainDate(date)) throw new Problem(api.SlotClosed)
  const time = timesOn(service, calendar, date).times.find((each) => each.minute === minute)
  if (!time) throw new Problem(api.SlotClosed)
  if (instantOf(date, minute) <= now) throw new Problem(api.SlotPast)
  if (opensAt(service, date) > now) throw new Problem(api.DayNotOpen)
  return time
}

/** Missed too often here, or enough bookings and waits already. */
export async function checkLimits(tx: Tx, citizen: Citizen, service: Service, most: number): Promise<void> {
  const { open, blockedAt } = await standingOf(tx, citizen)
  const blocked = blockedAt(service)
  if (blocked) throw new Problem(api.BookingBlocked, { detail: `${spoken(blocked)}起可以再预约` })
  if (open >= most) throw new Problem(api.TooManyBookings, { detail: `预约和候补最多同时 ${most} 个` })
}

const clashes: ReadonlySet<string> = new Set(['code_pkey', 'booking_key_pkey'])

/**
 * Does it again when two people drew the same code, or sent the same id, in the same instant: the index let one through. The
 * second then sees the first.
 */
export async function withOwnCode<T>(act: () => Promise<T>, tries = 3): Promise<T> {
  try {
    return await act()
  } catch (error) {
    const repeated = error instanceof Error && 'constraint' in error && clashes.has(String(error.constraint))
    if (!repeated || tries <= 1) throw error
    return withOwnCode(act, tries - 1)
  }
}

/** A code that nobody else has at this hall that day. */
export async function newCode(tx: Tx, hallId: string, date: string): Promise<string> {
  const proposed = Array.from({ length: 8 }, () => String(randomInt(1_000_000)).padStart(6, '0'))
  const code = await store.freeCode(tx, hallId, date, proposed)
  if (!code) throw new Error('no free code: more bookings than codes')
  return code
}

const spoken = (date: string) => `${Number(date.slice(5, 7))}月${Number(date.slice(8))}日`
