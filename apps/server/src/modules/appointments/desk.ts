import * as desk from '@zhengtong/contract/appointment-desk'
import * as api from '@zhengtong/contract/appointments'
import { isPlainDate } from '@zhengtong/domain/plain-date'
import type { StaffMember } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import { decodeCursor, pageOf, uuidKey } from '../../platform/cursor.ts'
import type { Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as access from '../access/index.ts'
import * as store from './booking-store.ts'
import { hallFor, hallRights, hallScope } from './hall-for.ts'
import { instantOf } from './plan.ts'
import { listServicesByHall } from './settings-store.ts'

const HALLS = 50

export async function listHalls({ db }: Services, officer: StaffMember): Promise<desk.AppointmentHall[]> {
  const halls = await access.listHallsOf(db, await hallScope(db, officer, hallRights), HALLS)
  const services = await listServicesByHall(
    db,
    halls.map(({ id }) => id),
  )
  return halls.map(({ id, name, address }) => ({
    id,
    name,
    address,
    services: services.filter(({ hallId }) => hallId === id).map((service) => ({ id: service.id, name: service.name })),
  }))
}

export async function listHallDay(
  { db }: Services,
  officer: StaffMember,
  id: string,
  { date, cursor, limit = 100 }: { date: string; cursor?: string; limit?: number },
) {
  await hallFor(db, officer, id, 'appointments:desk')
  const after = decodeCursor(cursor, [/^\d{1,4}$/, uuidKey])
  const rows = isPlainDate(date) ? await store.listDay(db, id, date, { after, limit }) : []
  return pageOf(rows, limit, (row) => [String(row.minute), row.id])
}

/** Checks a person in by his code and gives him the next number of the queue; again, the same number. */
export async function checkIn({ db }: Services, officer: StaffMember, hallId: string, code: string) {
  await hallFor(db, officer, hallId, 'appointments:desk')
  const today = legalDate(officer.now)
  return db.transaction().execute(async (tx) => {
    const booking = await store.findByCode(tx, hallId, today, code)
    if (!booking) throw new Problem(desk.CodeUnknown)
    if (booking.status === 'missed') throw new Problem(desk.BookingState, { detail: '已记为没有来，请现场取号' })
    if (booking.status !== 'booked') return booking
    const queueNumber = await store.nextNumber(tx, booking.serviceId, today)
    return changed(tx, officer, booking, 'arrived', { queueNumber })
  })
}

export function markServed({ db }: Services, officer: StaffMember, id: string) {
  return db.transaction().execute(async (tx) => {
    const booking = await holdForDesk(tx, officer, id)
    if (booking.status === 'served') return booking
    if (booking.status !== 'arrived') throw new Problem(desk.BookingState, { detail: '还没有签到，请先签到' })
    return changed(tx, officer, booking, 'served')
  })
}

/** Somebody did not come; only after his time has passed, for it counts against him. */
export function markMissed({ db }: Services, officer: StaffMember, id: string) {
  return db.transaction().execute(async (tx) => {
    const booking = await holdForDesk(tx, officer, id)
    if (booking.status === 'missed') return booking
    if (booking.status !== 'booked') throw new Problem(desk.BookingState)
    if (instantOf(booking.date, booking.untilMinute) > officer.now)
      throw new Problem(desk.BookingState, { detail: '时段还没有过，请再等等' })
    return changed(tx, officer, booking, 'missed')
  })
}

async function holdForDesk(tx: Tx, officer: StaffMember, id: string): Promise<store.BookingRow> {
  const booking = await store.findBooking(tx, id, true)
  if (!booking) throw new Problem(api.BookingNotFound)
  await hallFor(tx, officer, booking.hallId, 'appointments:desk')
  return booking
}

async function changed(
  tx: Tx,
  officer: StaffMember,
  booking: store.BookingRow,
  status: 'arrived' | 'served' | 'missed',
  more: { queueNumber?: string } = {},
): Promise<store.BookingRow> {
  await store.setStatus(tx, booking, status, officer.now.toISOString(), more)
  await publish(tx, officer, `appointment.${status}`, { bookingId: booking.id })
  return { ...booking, status, ...more }
}
