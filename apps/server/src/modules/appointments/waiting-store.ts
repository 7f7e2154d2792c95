import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'
import type { SlotKey } from './slot-store.ts'

export interface WaitingRow extends SlotKey {
  id: string
  citizenId: string
  itemCode: string
  itemName: string
  untilMinute: number
  /** May have one of the places that are kept for the old. */
  senior: boolean
  status: 'waiting' | 'offered' | 'accepted' | 'left' | 'expired' | 'ended'
  expiresAt: string | null
  bookingId: string | null
}

const columns = sql`service_id, id, citizen_id, item_code, item_name, date, minute, until_minute, senior, status, expires_at, booking_id`
const open = sql`status in ('waiting', 'offered')`

export async function insertWaiting(tx: Tx, row: Omit<WaitingRow, 'status' | 'expiresAt' | 'bookingId'>, at: string) {
  const { rows } = await sql`insert into appointments.waiting (${columns}, joined_at)
    values (${row.serviceId}, ${row.id}, ${row.citizenId}, ${row.itemCode}, ${row.itemName}, ${row.date}, ${row.minute},
      ${row.untilMinute}, ${row.senior}, 'waiting', null, null, ${at})
    on conflict do nothing returning 1`.execute(tx)
  return rows.length === 1
}

/** One entry of a person. Only who holds its slot may rely on its status. */
export async function findWaiting(db: Db, citizenId: string, id: string): Promise<WaitingRow | undefined> {
  const { rows } = await sql<WaitingRow>`select ${columns} from appointments.waiting
    where citizen_id = ${citizenId} and id = ${id} limit 1`.execute(db)
  return rows[0]
}

/** The same by the service, for the worker. */
export async function findWaitingAt(db: Db, serviceId: string, id: string): Promise<WaitingRow | undefined> {
  const { rows } = await sql<WaitingRow>`select ${columns} from appointments.waiting
    where service_id = ${serviceId} and id = ${id}`.execute(db)
  return rows[0]
}

/** What a person waits for from a day on, the next first, and how many are before him. */
export async function listWaitingOf(db: Db, citizenId: string, from: string, limit: number) {
  const { rows } = await sql<
    WaitingRow & { ahead: number }
  >`select ${columns}, (select count(*)::int from appointments.waiting o
      where o.service_id = w.service_id and o.date = w.date and o.minute = w.minute and o.status = 'waiting'
        and (o.joined_at, o.id) < (w.joined_at, w.id)) as ahead
    from appointments.waiting w where citizen_id = ${citizenId} and date >= ${from}::date and ${open}
    order by date, minute, id limit ${limit}`.execute(db)
  return rows
}

export async function waitsOn(tx: Tx, citizenId: string, serviceId: string, date: string): Promise<boolean> {
  return (await listWaitingOn(tx, citizenId, serviceId, date)).length > 0
}

/** The open entries of a person for a service on a day. */
export async function listWaitingOn(tx: Tx, citizenId: string, serviceId: string, date: string): Promise<WaitingRow[]> {
  const { rows } = await sql<WaitingRow>`select ${columns} from appointments.waiting
    where citizen_id = ${citizenId} and service_id = ${serviceId} and date = ${date}::date and ${open}
    order by minute limit 100`.execute(tx)
  return rows
}

/** Times of a service that somebody waits for or has been offered, from a day on. */
export async function listAwaited(tx: Tx, serviceId: string, from: string): Promise<SlotKey[]> {
  const { rows } = await sql<SlotKey>`select distinct service_id, date, minute from appointments.waiting
    where service_id = ${serviceId} and date >= ${from}::date and ${open} order by date, minute limit 2000`.execute(tx)
  return rows
}

/** Everybody who waits for a time, in turn; the caller holds its slot. */
export async function listTurn(tx: Tx, { serviceId, date, minute }: SlotKey): Promise<WaitingRow[]> {
  const { rows } = await sql<WaitingRow>`select ${columns} from appointments.waiting
    where service_id = ${serviceId} and date = ${date}::date and minute = ${minute} and ${open}
    order by joined_at, id limit 1000`.execute(tx)
  return rows
}

/** The first who waits for a time and may have the place; the caller holds its slot. */
export async function nextWaiting(
  tx: Tx,
  { serviceId, date, minute }: SlotKey,
  seniorsOnly: boolean,
): Promise<WaitingRow | undefined> {
  const { rows } = await sql<WaitingRow>`select ${columns} from appointments.waiting
    where service_id = ${serviceId} and date = ${date}::date and minute = ${minute} and status = 'waiting'
      and (senior or not ${seniorsOnly}) order by joined_at, id limit 1`.execute(tx)
  return rows[0]
}

export async function setWaiting(
  tx: Tx,
  { serviceId, id }: WaitingRow,
  status: WaitingRow['status'],
  more: { expiresAt?: string; bookingId?: string } = {},
): Promise<void> {
  await sql`update appointments.waiting set status = ${status}, expires_at = ${more.expiresAt ?? null}::timestamptz,
    booking_id = ${more.bookingId ?? null}::uuid where service_id = ${serviceId} and id = ${id}`.execute(tx)
}

/** Ends what is over without an offer, some at a time. */
export async function endPast(tx: Tx, now: string, today: string, limit: number): Promise<WaitingRow[]> {
  const { rows } = await sql<WaitingRow>`update appointments.waiting w set status = 'ended'
    from (select service_id, id from appointments.waiting where status = 'waiting' and date <= ${today}::date
      and (date + make_interval(mins => minute)) at time zone 'Asia/Shanghai' <= ${now}::timestamptz
      order by date limit ${limit}) past
    where w.service_id = past.service_id and w.id = past.id and w.status = 'waiting'
    returning w.*`.execute(tx)
  return rows
}

export async function deleteWaitingOf(tx: Tx, citizenId: string): Promise<void> {
  await sql`delete from appointments.waiting where citizen_id = ${citizenId}`.execute(tx)
}

/** Forgets who waited so long ago that nobody asks any more. */
export async function deleteWaitingBefore(tx: Tx, date: string, limit: number): Promise<void> {
  await sql`delete from appointments.waiting w using (select service_id, id from appointments.waiting
      where date < ${date}::date order by date limit ${limit}) old
    where w.service_id = old.service_id and w.id = old.id`.execute(tx)
}
