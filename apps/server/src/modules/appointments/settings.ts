import * as api from '@zhengtong/contract/appointment-settings'
import { AppointmentServiceNotFound } from '@zhengtong/contract/appointments'
import { isPlainDate, shiftDays } from '@zhengtong/domain/plain-date'
import type { Calendar } from '@zhengtong/domain/working-days'
import type { StaffMember } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as calendars from '../calendar/index.ts'
import { holdBookedOn } from './booking-store.ts'
import { callOff } from './close-hall.ts'
import { hallFor } from './hall-for.ts'
import { capacityNow, settleWaiting } from './offer-places.ts'
import { faultsOf, instantOf, timesIn } from './plan.ts'
import * as store from './settings-store.ts'
import { listTaken } from './slot-store.ts'

const RIGHT = 'appointments-settings'
type Fields = Omit<store.ServiceRow, 'id' | 'agencyCode' | 'version'>

/** The settings, and the times at which more people are booked than there is room for now: those keep what they have. */
export async function getSettings({ db }: Services, officer: StaffMember, id: string): Promise<api.ServiceSettings> {
  return settings(db, officer, await calendars.currentCalendar(db), id)
}

/** Opens a service at a hall (version 0) or changes it; a hall keeps its services. */
export async function putService(
  { db }: Services,
  officer: StaffMember,
  id: string,
  { version, ...fields }: Fields & { version: number },
): Promise<api.ServiceSettings> {
  const calendar = await calendars.currentCalendar(db)
  return db.transaction().execute(async (tx) => {
    const before = await store.findService(tx, id, legalDate(officer.now), 'update')
    if (before) {
      await hold(tx, officer, id, version)
      if (before.hallId !== fields.hallId) throw new Problem(api.SettingsStale)
    } else if (version !== 0) throw new Problem(AppointmentServiceNotFound)
    const hall = await hallFor(tx, officer, fields.hallId, RIGHT)
    const row = { id, ...fields, agencyCode: hall.agencyCode }
    const saved = before ? await store.updateService(tx, row) : await store.insertService(tx, row)
    if (!saved) throw new Problem(api.ServiceTaken)
    return told(tx, officer, calendar, id)
  })
}

/** Sets the weekly hours. Who has a time keeps it. */
export async function setOpenings(
  { db }: Services,
  officer: StaffMember,
  id: string,
  { openings, version }: { openings: api.Opening[]; version: number },
): Promise<api.ServiceSettings> {
  const errors = faultsOf(openings)
  if (errors.length) throw new Problem(api.BadOpeningHours, { errors })
  const calendar = await calendars.currentCalendar(db)
  return db.transaction().execute(async (tx) => {
    await hold(tx, officer, id, version)
    await store.replaceOpenings(tx, id, openings)
    await store.nextVersion(tx, id)
    return told(tx, officer, calendar, id)
  })
}

/** Closes a day or gives it other hours, and calls off what no longer fits; each of those people is told. */
export async function setException(
  { db }: Services,
  officer: StaffMember,
  id: string,
  { version, ...exception }: api.Exception & { version: number },
): Promise<{ settings: api.ServiceSettings; calledOff: number }> {
  const { date, hours } = exception
  if (!isPlainDate(date) || date < legalDate(officer.now))
    throw new Problem(api.BadOpeningHours, { errors: [{ path: '/date', message: '请选今天或以后的日子' }] })
  if (hours && hours.toMinute - hours.fromMinute < hours.slotMinutes)
    throw new Problem(api.BadOpeningHours, {
      errors: [{ path: '/hours/toMinute', message: '结束时间要晚于开始时间，至少够一个时段' }],
    })
  const calendar = await calendars.currentCalendar(db)
  return db.transaction().execute(async (tx) => {
    await hold(tx, officer, id, version)
    await store.saveException(tx, id, exception)
    const kept = new Set((hours ? timesIn(hours) : []).map(({ minute }) => minute))
    const off = (await holdBookedOn(tx, id, date)).filter(({ minute }) => !kept.has(minute))
    await callOff(tx, officer, off)
    await store.nextVersion(tx, id)
    return { settings: await told(tx, officer, calendar, id), calledOff: off.length }
  })
}

export async function removeException(
  { db }: Services,
  officer: StaffMember,
  id: string,
  { date, version }: { date: string; version: number },
): Promise<api.ServiceSettings> {
  const calendar = await calendars.currentCalendar(db)
  return db.transaction().execute(async (tx) => {
    await hold(tx, officer, id, version)
    if (isPlainDate(date)) await store.deleteException(tx, id, date)
    await store.nextVersion(tx, id)
    return told(tx, officer, calendar, id)
  })
}

/** The service of the officer's, held, as he saw it; while it is held nobody books. */
async function hold(tx: Tx, officer: StaffMember, id: string, version: number): Promise<store.Service> {
  const service = await store.findService(tx, id, legalDate(officer.now), 'update')
  if (!service) throw new Problem(AppointmentServiceNotFound)
  await hallFor(tx, officer, service.hallId, RIGHT)
  if (service.version !== version) throw new Problem(api.SettingsStale)
  return service
}

/** Those who wait come first when there is more room; then what the settings are now. */
async function told(tx: Tx, officer: StaffMember, calendar: Calendar, id: string): Promise<api.ServiceSettings> {
  await publish(tx, officer, 'appointment-service.changed', { serviceId: id })
  const service = await store.findService(tx, id, legalDate(officer.now))
  if (service) await settleWaiting(tx, officer, calendar, service)
  return settings(tx, officer, calendar, id)
}

async function settings(db: Db, officer: StaffMember, calendar: Calendar, id: string): Promise<api.ServiceSettings> {
  const today = legalDate(officer.now)
  const service = await store.findService(db, id, today)
  if (!service) throw new Problem(AppointmentServiceNotFound)
  await hallFor(db, officer, service.hallId, RIGHT)
  const taken = await listTaken(db, id, today, shiftDays(today, api.MOST_DAYS_AHEAD))
  const over = taken
    .map((slot) => ({ ...slot, capacity: capacityNow(service, calendar, { serviceId: id, ...slot }) }))
    .filter((slot) => slot.taken > slot.capacity && instantOf(slot.date, slot.minute) > officer.now)
    .toSorted((a, b) => a.date.localeCompare(b.date) || a.minute - b.minute)
  return { ...service, over: over.slice(0, api.MOST_OVER) }
}
