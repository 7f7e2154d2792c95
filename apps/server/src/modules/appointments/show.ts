import * as api from '@zhengtong/contract/appointments'
import type { Citizen } from '../../platform/actor.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as access from '../access/index.ts'
import * as store from './booking-store.ts'
import { instantOf } from './plan.ts'
import { namesOf } from './settings-store.ts'
import { standingOf } from './standing.ts'

const SHOWN = 50

/** One booking of the person's own; anybody else's is not there. */
export async function showBooking(services: Services, citizen: Citizen, id: string): Promise<api.Booking> {
  const row = await store.findBooking(services.db, id)
  const [shown] = row?.citizenId === citizen.id ? await show(services, citizen, [row]) : []
  if (!shown) throw new Problem(api.BookingNotFound)
  return shown
}

export async function listBookings(services: Services, citizen: Citizen): Promise<api.BookingList> {
  const rows = await store.listBookings(services.db, citizen.id, SHOWN)
  const { blocked } = await standingOf(services.db, citizen)
  return { rows: await show(services, citizen, rows), blockedUntil: blocked }
}

async function show({ db }: Services, { now }: Citizen, rows: store.BookingRow[]): Promise<api.Booking[]> {
  const halls = await access.findHalls(
    db,
    rows.map(({ hallId }) => hallId),
  )
  const names = await namesOf(
    db,
    rows.map(({ serviceId }) => serviceId),
  )
  return rows.map((row) => ({
    ...row,
    serviceName: names.get(row.serviceId) ?? '',
    hallName: halls.get(row.hallId)?.name ?? '',
    address: halls.get(row.hallId)?.address ?? '',
    canChange: row.status === 'booked' && mayChange(row, now),
    over: instantOf(row.date, row.untilMinute) <= now,
  }))
}

/** Whether there is still time to cancel or move it. */
export function mayChange({ date, minute }: { date: string; minute: number }, now: Date): boolean {
  return instantOf(date, minute - api.CHANGE_UNTIL_MINUTES) >= now
}
