import * as api from '@zhengtong/contract/appointments'
import { calendarFile } from '@zhengtong/domain/calendar-file'
import type { Citizen } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as access from '../access/index.ts'
import * as store from './booking-store.ts'
import { instantOf } from './plan.ts'
import { mayCheckIn, waitMinutes } from './queue-rules.ts'
import { findServices } from './settings-store.ts'
import { standingOf } from './standing.ts'
import { placesInQueue } from './ticket-store.ts'
import { listWaitingOf } from './waiting-store.ts'

const SHOWN = 50

/** One booking of the person's own; anybody else's is not there. */
export async function showBooking(services: Services, citizen: Citizen, id: string): Promise<api.Booking> {
  const row = await store.findBooking(services.db, id)
  const [shown] = row?.citizenId === citizen.id ? await show(services, citizen, [row]) : []
  if (!shown) throw new Problem(api.BookingNotFound)
  return shown
}

/** A booking as a file for the calendar of a phone. */
export async function calendarOf(services: Services, citizen: Citizen, id: string): Promise<string> {
  const { date, minute, untilMinute, itemName, hallName, serviceName, address, code } = await showBooking(
    services,
    citizen,
    id,
  )
  return calendarFile({
    uid: `${id}@zhengtong`,
    start: instantOf(date, minute),
    end: instantOf(date, untilMinute),
    title: `办理：${itemName}`,
    place: `${hallName} ${address}`,
    text: `${serviceName}，预约码 ${code}。来不了请提前 1 小时取消。`,
    stamp: citizen.now,
  })
}

export async function listBookings(services: Services, citizen: Citizen): Promise<api.BookingList> {
  const rows = await store.listBookings(services.db, citizen.id, SHOWN)
  return {
    rows: await show(services, citizen, rows),
    waiting: await listWaiting(services, citizen),
    blocks: await listBlocks(services, citizen),
  }
}

/** What a person waits for or has been offered; an offer whose time is over is none. */
export async function listWaiting({ db }: Services, { id, now }: Citizen): Promise<api.Waiting[]> {
  const rows = await listWaitingOf(db, id, legalDate(now), SHOWN)
  const names = await namesOf(db, rows)
  return rows.flatMap((row) => {
    const { status } = row
    const over = status === 'offered' ? new Date(row.expiresAt ?? 0) : instantOf(row.date, row.minute)
    if ((status !== 'waiting' && status !== 'offered') || over <= now) return []
    return [{ ...row, status, ...names(row.serviceId) }]
  })
}

/** Why and until when some services take no booking of this person. */
async function listBlocks({ db }: Services, citizen: Citizen): Promise<api.Block[]> {
  const { missedAt, blockedAt } = await standingOf(db, citizen)
  const services = await findServices(db, missedAt)
  const names = await namesOf(
    db,
    missedAt.map((serviceId) => ({ serviceId })),
  )
  return [...services.values()].slice(0, SHOWN).flatMap((service) => {
    const until = blockedAt(service)
    const { id: serviceId, noShowLimit: missed, noShowDays: days } = service
    return until ? [{ serviceId, ...names(serviceId), until, missed, days }] : []
  })
}

async function show({ db }: Services, { id, now }: Citizen, rows: store.BookingRow[]): Promise<api.Booking[]> {
  const services = await findServices(db, [...new Set(rows.map(({ serviceId }) => serviceId))])
  const halls = await access.findHalls(
    db,
    rows.map(({ hallId }) => hallId),
  )
  const today = legalDate(now)
  const here = rows.filter(({ date, status }) => date === today && status === 'arrived')
  const queue = await placesInQueue(
    db,
    id,
    here.map((row) => row.id),
  )
  return rows.map((row) => {
    const service = services.get(row.serviceId)
    const place = queue.find(({ bookingId }) => bookingId === row.id)
    return {
      ...row,
      serviceName: service?.name ?? '',
      hallName: halls.get(row.hallId)?.name ?? '',
      address: halls.get(row.hallId)?.address ?? '',
      excused: row.excuse !== null,
      queue: place ? { ...place, waitMinutes: waitMinutes(place.ahead, place.windows, place.averageMinutes) } : null,
      canCheckIn: row.status === 'booked' && service !== undefined && mayCheckIn(row, service, now),
      canChange: row.status === 'booked' && mayChange(row, now),
      over: instantOf(row.date, row.untilMinute) <= now,
    }
  })
}

/** Names of services and their halls, for rows that name a service. */
async function namesOf(db: Services['db'], rows: readonly { serviceId: string }[]) {
  const services = await findServices(db, [...new Set(rows.map(({ serviceId }) => serviceId))])
  const halls = await access.findHalls(
    db,
    [...services.values()].map(({ hallId }) => hallId),
  )
  return (serviceId: string) => {
    const service = services.get(serviceId)
    return { serviceName: service?.name ?? '', hallName: halls.get(service?.hallId ?? '')?.name ?? '' }
  }
}

/** Whether there is still time to cancel or move it. */
export function mayChange({ date, minute }: { date: string; minute: number }, now: Date): boolean {
  return instantOf(date, minute - api.CHANGE_UNTIL_MINUTES) >= now
}
