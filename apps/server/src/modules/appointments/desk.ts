import * as api from '@zhengtong/contract/appointment-desk'
import { BookingNotFound } from '@zhengtong/contract/appointments'
import { isPlainDate } from '@zhengtong/domain/plain-date'
import type { StaffMember } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import { decodeCursor, pageOf, uuidKey } from '../../platform/cursor.ts'
import type { Tx } from '../../platform/db.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as access from '../access/index.ts'
import * as store from './booking-store.ts'
import { arrive } from './check-in.ts'
import { boardKey, hallCode } from './hall-code.ts'
import { hallFor, hallRights, hallScope } from './hall-for.ts'
import { listServicesByHall } from './settings-store.ts'

const HALLS = 50

export async function listHalls({ db, crypto }: Services, officer: StaffMember): Promise<api.AppointmentHall[]> {
  const halls = await access.listHallsOf(db, await hallScope(db, officer, hallRights), HALLS)
  const services = await listServicesByHall(
    db,
    halls.map(({ id }) => id),
  )
  return halls.map(({ id, name, address, agencyCode, regionCode }) => ({
    id,
    name,
    address,
    agencyCode,
    regionCode,
    boardKey: boardKey(crypto, id),
    checkInCode: hallCode(crypto, id, officer.now),
    services: services.filter(({ hallId }) => hallId === id),
  }))
}

export async function listHallDay(
  { db }: Services,
  officer: StaffMember,
  id: string,
  { date, cursor, limit = 100 }: { date: string; cursor?: string; limit?: number },
) {
  await hallFor(db, officer, id, 'appointments-desk')
  const after = decodeCursor(cursor, [/^\d{1,4}$/, uuidKey])
  const rows = isPlainDate(date) ? await store.listDay(db, id, date, { after, limit }) : []
  return pageOf(rows.map(showAtDesk), limit, (row) => [String(row.minute), row.id])
}

/** Checks a person in by his code and gives him the next number of the queue; again, the same number. */
export async function checkIn({ db }: Services, officer: StaffMember, hallId: string, code: string) {
  await hallFor(db, officer, hallId, 'appointments-desk')
  return db.transaction().execute(async (tx) => {
    const booking = await store.findByCode(tx, hallId, legalDate(officer.now), code)
    if (!booking) throw new Problem(api.CodeUnknown)
    if (booking.status === 'missed')
      throw new Problem(api.BookingState, { detail: '已记为没有来。确有原因的，先撤销没有来，再请他另约' })
    return showAtDesk(await arrive(tx, officer, booking))
  })
}

export async function holdForDesk(tx: Tx, officer: StaffMember, id: string): Promise<store.BookingRow> {
  const booking = await store.findBooking(tx, id, true)
  if (!booking) throw new Problem(BookingNotFound)
  await hallFor(tx, officer, booking.hallId, 'appointments-desk', BookingNotFound)
  return booking
}

export const showAtDesk = (booking: store.BookingRow): api.StaffBooking => booking
