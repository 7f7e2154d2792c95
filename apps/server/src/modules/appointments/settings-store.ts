import type { Exception, Opening } from '@zhengtong/contract/appointment-settings'
import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'
import type { Plan } from './plan.ts'

/** A group of windows with its rules, as kept. */
export interface ServiceRow {
  id: string
  hallId: string
  agencyCode: string
  name: string
  items: string[] | null
  windows: number
  prefix: string
  daysAhead: number
  releaseMinute: number
  keepsHolidays: boolean
  /** Of the places of each time, the last ones: for people of 60 and older. */
  reservedPercent: number
  graceMinutes: number
  noShowLimit: number
  noShowDays: number
  blockDays: number
  holdMinutes: number
  version: number
}
export type Service = ServiceRow & Plan

const columns = sql`id, hall_id, agency_code, name, items, windows, prefix, days_ahead, release_minute, keeps_holidays,
  reserved_percent, grace_minutes, no_show_limit, no_show_days, block_days, hold_minutes, version`
const LISTED = 50

/** A service with its hours from a day on; `lock` keeps its settings as they are until the transaction ends. */
export async function findService(
  db: Db,
  id: string,
  from: string,
  lock: 'share' | 'update' | 'none' = 'none',
): Promise<Service | undefined> {
  const locking = { share: sql`for share`, update: sql`for update`, none: sql`` }[lock]
  const { rows } =
    await sql<ServiceRow>`select ${columns} from appointments.service where id = ${id} ${locking}`.execute(db)
  const [service] = rows
  return service && { ...service, ...(await hoursOf(db, id, from)) }
}

async function hoursOf(db: Db, id: string, from: string): Promise<Pick<Plan, 'openings' | 'exceptions'>> {
  const openings = await sql<Opening>`select weekday, from_minute, to_minute, slot_minutes, capacity
    from appointments.opening where service_id = ${id} order by weekday, from_minute`.execute(db)
  const exceptions = await sql<
    Exception & { closed: boolean; fromMinute: number; toMinute: number; slotMinutes: number; capacity: number }
  >`select date, reason, closed, from_minute, to_minute, slot_minutes, capacity
    from appointments.exception where service_id = ${id} and date >= ${from}::date order by date limit 200`.execute(db)
  return {
    openings: openings.rows,
    exceptions: exceptions.rows.map(({ date, reason, closed, fromMinute, toMinute, slotMinutes, capacity }) => ({
      date,
      reason,
      hours: closed ? null : { fromMinute, toMinute, slotMinutes, capacity },
    })),
  }
}

/** Whether a service serves an item: named, or of the hall's own agency. */
export const serves = ({ items, agencyCode }: ServiceRow, item: { code: string; agencyCode: string | null }) =>
  items ? items.includes(item.code) : agencyCode === item.agencyCode

export async function listServicesOf(db: Db, item: { code: string; agencyCode: string | null }): Promise<ServiceRow[]> {
  const { rows } = await sql<ServiceRow>`select ${columns} from appointments.service s
    where (items @> array[${item.code}::text] or (items is null and agency_code = ${item.agencyCode}))
      and exists (select from appointments.opening o where o.service_id = s.id)
    order by name, id limit ${LISTED}`.execute(db)
  return rows
}

export async function listServicesByHall(db: Db, hallIds: string[]) {
  const { rows } = await sql<Pick<ServiceRow, 'id' | 'hallId' | 'name' | 'windows'>>`select id, hall_id, name, windows
    from appointments.service where hall_id = any (${hallIds}::uuid[]) order by prefix`.execute(db)
  return rows
}

/** Services by id, without their hours. */
export async function findServices(db: Db, ids: string[]): Promise<Map<string, ServiceRow>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<ServiceRow>`select ${columns} from appointments.service
    where id = any (${ids}::uuid[])`.execute(db)
  return new Map(rows.map((row) => [row.id, row]))
}

/** Makes the service; false when its id, name or letter is taken in this hall. */
export async function insertService(tx: Tx, row: Omit<ServiceRow, 'version'>): Promise<boolean> {
  const { rows } = await sql`insert into appointments.service (${columns})
    values (${row.id}, ${row.hallId}, ${row.agencyCode}, ${row.name}, ${row.items}::text[], ${row.windows}, ${row.prefix},
      ${row.daysAhead}, ${row.releaseMinute}, ${row.keepsHolidays}, ${row.reservedPercent}, ${row.graceMinutes}, ${row.noShowLimit}, ${row.noShowDays}, ${row.blockDays}, ${row.holdMinutes}, 1)
    on conflict do nothing returning 1`.execute(tx)
  return rows.length === 1
}

/** Changes the service; false when another of the hall has the name or letter. The caller holds its row. */
export async function updateService(
  tx: Tx,
  row: Omit<ServiceRow, 'version' | 'hallId' | 'agencyCode'>,
): Promise<boolean> {
  const { rows } = await sql`update appointments.service s set name = ${row.name}, items = ${row.items}::text[],
      windows = ${row.windows}, prefix = ${row.prefix}, days_ahead = ${row.daysAhead}, release_minute = ${row.releaseMinute},
      keeps_holidays = ${row.keepsHolidays}, reserved_percent = ${row.reservedPercent}, grace_minutes = ${row.graceMinutes},
      no_show_limit = ${row.noShowLimit}, no_show_days = ${row.noShowDays}, block_days = ${row.blockDays},
      hold_minutes = ${row.holdMinutes}, version = version + 1
    where id = ${row.id} and not exists (select from appointments.service o
      where o.hall_id = s.hall_id and o.id <> s.id and (o.name = ${row.name} or o.prefix = ${row.prefix})) returning 1`.execute(
    tx,
  )
  return rows.length === 1
}

export async function nextVersion(tx: Tx, id: string): Promise<void> {
  await sql`update appointments.service set version = version + 1 where id = ${id}`.execute(tx)
}

export async function replaceOpenings(tx: Tx, serviceId: string, openings: Opening[]): Promise<void> {
  await sql`delete from appointments.opening where service_id = ${serviceId}`.execute(tx)
  for (const { weekday, fromMinute, toMinute, slotMinutes, capacity } of openings)
    await sql`insert into appointments.opening (service_id, weekday, from_minute, to_minute, slot_minutes, capacity)
      values (${serviceId}, ${weekday}, ${fromMinute}, ${toMinute}, ${slotMinutes}, ${capacity})`.execute(tx)
}

export async function saveException(tx: Tx, serviceId: string, { date, reason, hours }: Exception): Promise<void> {
  await sql`insert into appointments.exception (service_id, date, reason, closed, from_minute, to_minute, slot_minutes, capacity)
    values (${serviceId}, ${date}::date, ${reason}, ${hours === null}, ${hours?.fromMinute}, ${hours?.toMinute}, ${hours?.slotMinutes}, ${hours?.capacity})
    on conflict (service_id, date) do update set reason = excluded.reason, closed = excluded.closed,
      from_minute = excluded.from_minute, to_minute = excluded.to_minute, slot_minutes = excluded.slot_minutes, capacity = excluded.capacity`.execute(
    tx,
  )
}

export async function deleteException(tx: Tx, serviceId: string, date: string): Promise<void> {
  await sql`delete from appointments.exception where service_id = ${serviceId} and date = ${date}::date`.execute(tx)
}

/** The rules of a service whose file says nothing of them; the same as the columns' own defaults. */
const usualRules = { graceMinutes: 15, noShowLimit: 3, noShowDays: 30, blockDays: 30, holdMinutes: 15 }

export interface PlantedService extends Omit<ServiceRow, 'version' | keyof typeof usualRules> {
  openings: Opening[]
}

/** Puts services in where they are missing; what a hall has changed stays. */
export async function plantServices(tx: Tx, services: PlantedService[]): Promise<void> {
  for (const { openings, ...row } of services)
    if (await insertService(tx, { ...usualRules, ...row })) await replaceOpenings(tx, row.id, openings)
}
