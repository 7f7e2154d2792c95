import * as api from '@zhengtong/contract/appointments'
import { isPlainDate, shiftDays } from '@zhengtong/domain/plain-date'
import type { Citizen } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as access from '../access/index.ts'
import * as calendars from '../calendar/index.ts'
import * as catalogue from '../catalogue/index.ts'
import { instantOf, opensAt, timesOn } from './plan.ts'
import { placesFor } from './places-for.ts'
import { findService, listServicesOf } from './settings-store.ts'
import { listTaken, type Places } from './slot-store.ts'

/** Halls where an item can be done with an appointment; closed halls are left out. */
export async function listServices({ db }: Services, now: Date, itemCode: string) {
  const item = await catalogue.itemAtHand(db, itemCode, now)
  if (item?.state !== 'in-force') return []
  const rows = await listServicesOf(db, item)
  const halls = await access.findHalls(
    db,
    rows.map(({ hallId }) => hallId),
  )
  return rows.flatMap(({ id, name, hallId, reservedPercent }): api.AppointmentService[] => {
    const hall = halls.get(hallId)
    if (hall?.status !== 'active') return []
    return [{ id, name, hallName: hall.name, address: hall.address, regionCode: hall.regionCode, reservedPercent }]
  })
}

/** From today to the last day of the service: places left, and why there are none. */
export async function listDays(services: Services, citizen: Citizen, id: string): Promise<api.AppointmentDay[]> {
  const { db } = services
  const { now } = citizen
  const today = legalDate(now)
  const service = await findService(db, id, today)
  if (!service) throw new Problem(api.AppointmentServiceNotFound)
  const calendar = await calendars.currentCalendar(db)
  const taken = await takenBy(db, id, today, shiftDays(today, service.daysAhead))
  const places = placesFor(services, citizen, service)
  return Array.from({ length: service.daysAhead + 1 }, (_, n) => {
    const date = shiftDays(today, n)
    const { times, reason } = timesOn(service, calendar, date)
    const ahead = times.filter(({ minute }) => instantOf(date, minute) > now)
    const free = ahead.reduce((sum, { minute, capacity }) => sum + left(taken, date, minute, places(capacity)), 0)
    const opens = opensAt(service, date)
    const state = ahead.length === 0 ? 'closed' : opens > now ? 'not-yet' : free === 0 ? 'full' : 'open'
    return { date, state, left: free, reason, opensAt: state === 'not-yet' ? opens.toISOString() : null }
  })
}

export async function listSlots(
  services: Services,
  citizen: Citizen,
  id: string,
  date: string,
): Promise<api.AppointmentSlot[]> {
  const { db } = services
  const { now } = citizen
  const service = await findService(db, id, legalDate(now))
  if (!service) throw new Problem(api.AppointmentServiceNotFound)
  if (!isPlainDate(date) || date < legalDate(now) || opensAt(service, date) > now) return []
  const taken = await takenBy(db, id, date, date)
  const { times } = timesOn(service, await calendars.currentCalendar(db), date)
  const places = placesFor(services, citizen, service)
  return times.map(({ minute, untilMinute, capacity }) => ({
    minute,
    untilMinute,
    left: left(taken, date, minute, places(capacity)),
    past: instantOf(date, minute) <= now,
  }))
}

async function takenBy(db: Services['db'], id: string, from: string, to: string): Promise<Map<string, number>> {
  const rows = await listTaken(db, id, from, to)
  return new Map(rows.map(({ date, minute, taken }) => [`${date} ${minute}`, taken]))
}

const left = (taken: Map<string, number>, date: string, minute: number, { limit }: Places) =>
  Math.max(0, limit - (taken.get(`${date} ${minute}`) ?? 0))
