import type { BookingStatus } from '@zhengtong/contract/appointments'
import { sql, type RawBuilder } from 'kysely'
import type { Actor } from '../../platform/actor.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { publication } from '../../platform/events.ts'
import { placeTaken, type Places } from './slot-store.ts'

export interface BookingRow {
  id: string
  citizenId: string
  serviceId: string
  hallId: string
  itemCode: string
  itemName: string
  personName: string
  date: string
  minute: number
  untilMinute: number
  code: string
  status: BookingStatus
  calledOff: boolean
  queueNumber: string | null
  /** Why a miss does not count. */
  excuse: string | null
}
type CodeOf = Pick<BookingRow, 'hallId' | 'date' | 'code' | 'citizenId' | 'id'>
type NewBooking = Omit<BookingRow, 'status' | 'calledOff' | 'queueNumber' | 'excuse'>

const columns = sql`b.id, b.citizen_id, b.service_id, b.hall_id, b.item_code, b.item_name, b.person_name, b.date, b.minute,
  b.until_minute, b.code, b.status, b.called_off, b.queue_number, b.excuse`

/** One person's bookings take turns, so that two at once cannot both be his last one. */
export async function lockBookings(tx: Tx, citizenId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`bookings:${citizenId}`}, 0))`.execute(tx)
}

export async function findBooking(db: Db, id: string, lock = false): Promise<BookingRow | undefined> {
  const { rows } = await sql<BookingRow>`select ${columns} from appointments.booking_key k
    join appointments.booking b on b.citizen_id = k.citizen_id and b.id = k.id
    where k.id = ${id} ${lock ? sql`for update of b` : sql``}`.execute(db)
  return rows[0]
}

export async function listBookings(db: Db, citizenId: string, limit: number): Promise<BookingRow[]> {
  const { rows } = await sql<BookingRow>`select ${columns} from appointments.booking b where citizen_id = ${citizenId}
    order by date desc, minute desc, id desc limit ${limit}`.execute(db)
  return rows
}

/** What the limits look at: bookings and waits open from today on, and the days on which each service missed him. */
export async function limitsOf(db: Db, citizenId: string, today: string, since: string) {
  const { rows } = await sql<{ open: number; missed: { serviceId: string; date: string }[] }>`select
      (count(*) filter (where status in ('booked', 'arrived') and date >= ${today}::date) + (select count(*)
        from appointments.waiting w where w.citizen_id = ${citizenId} and w.date >= ${today}::date
          and w.status in ('waiting', 'offered')))::int as open,
      coalesce(json_agg(json_build_object('serviceId', service_id, 'date', date::text))
        filter (where status = 'missed' and excused_by is null), '[]') as missed
    from appointments.booking where citizen_id = ${citizenId} and date >= ${since}::date`.execute(db)
  return rows[0] ?? { open: 0, missed: [] }
}

export async function hasOn(tx: Tx, citizenId: string, serviceId: string, date: string, but: string): Promise<boolean> {
  const { rows } =
    await sql`select 1 from appointments.booking where citizen_id = ${citizenId} and service_id = ${serviceId}
    and date = ${date}::date and status in ('booked', 'arrived') and id <> ${but}`.execute(tx)
  return rows.length > 0
}

/**
 * Takes the place and writes the booking and its event, or nothing at all: one statement. False when the slot is full. A
 * place that was kept for him is taken already.
 */
export async function insertBooking(tx: Tx, actor: Actor, row: NewBooking, places: Places | 'kept'): Promise<boolean> {
  const at = actor.now.toISOString()
  const { event, dispatch } = publication(actor, 'appointment.booked', { bookingId: row.id }, sql`booked`)
  const { rows } =
    await sql`with place as (${places === 'kept' ? sql`select ${row.serviceId}::uuid as service_id` : placeTaken(row, places)}), key as (
      insert into appointments.booking_key (id, citizen_id) select ${row.id}::uuid, ${row.citizenId}::uuid from place
    ), code as (${codeGiven(row, sql`place`)}), booked as (
      insert into appointments.booking (id, citizen_id, service_id, hall_id, item_code, item_name, person_name, date, minute,
        until_minute, code, status, called_off, queue_number, booked_at, changed_at)
      select ${row.id}::uuid, ${row.citizenId}::uuid, service_id, ${row.hallId}::uuid, ${row.itemCode}, ${row.itemName},
        ${row.personName}, ${row.date}::date, ${row.minute}::smallint, ${row.untilMinute}::smallint, ${row.code}, 'booked',
        false, null, ${at}::timestamptz, ${at}::timestamptz from place returning id
    ), event as (${event}) ${dispatch}`.execute(tx)
  return rows.length === 1
}

const codeGiven = ({ hallId, date, code, citizenId, id }: CodeOf, cause: RawBuilder<unknown>) =>
  sql`insert into appointments.code (hall_id, date, code, citizen_id, booking_id)
    select ${hallId}::uuid, ${date}::date, ${code}, ${citizenId}::uuid, ${id}::uuid from ${cause}`

const codeFreed = ({ hallId, date, code }: CodeOf) =>
  sql`delete from appointments.code where hall_id = ${hallId}::uuid and date = ${date}::date and code = ${code}`

/** A code that nobody has at this hall on that day, out of those proposed. */
export async function freeCode(tx: Tx, hallId: string, date: string, proposed: string[]): Promise<string | undefined> {
  const { rows } = await sql<{ code: string }>`select code from unnest(${proposed}::text[]) as p (code)
    where not exists (select from appointments.code c where c.hall_id = ${hallId} and c.date = ${date}::date and c.code = p.code)
    limit 1`.execute(tx)
  return rows[0]?.code
}

export async function moveBooking(
  tx: Tx,
  booking: BookingRow,
  to: { date: string; minute: number; untilMinute: number; code: string },
  at: string,
): Promise<void> {
  const moved = { ...booking, ...to }
  if (to.date !== booking.date) {
    await codeFreed(booking).execute(tx)
    await codeGiven(moved, sql`(select) as always`).execute(tx)
  }
  await sql`update appointments.booking set date = ${to.date}::date, minute = ${to.minute},
    until_minute = ${to.untilMinute}, code = ${to.code}, changed_at = ${at}::timestamptz
    where citizen_id = ${booking.citizenId} and id = ${booking.id}`.execute(tx)
}

export async function setStatus(
  tx: Tx,
  booking: BookingRow,
  status: BookingStatus,
  at: string,
  more: { calledOff?: boolean; queueNumber?: string } = {},
): Promise<void> {
  if (status === 'cancelled') await codeFreed(booking).execute(tx)
  await sql`update appointments.booking set status = ${status}, called_off = ${more.calledOff ?? false},
    queue_number = coalesce(${more.queueNumber ?? null}, queue_number), changed_at = ${at}::timestamptz
    where citizen_id = ${booking.citizenId} and id = ${booking.id}`.execute(tx)
}

/** Those of a day who have not come yet, held until the transaction ends. */
export async function holdBookedOn(tx: Tx, serviceId: string, date: string): Promise<BookingRow[]> {
  const { rows } = await sql<BookingRow>`select ${columns} from appointments.booking b
    where service_id = ${serviceId} and date = ${date}::date and status = 'booked' order by minute, id for update`.execute(
    tx,
  )
  return rows
}

/** Those of a hall who are still to come, from a day on, some of them. */
export async function holdBookedAt(tx: Tx, hallId: string, from: string, limit: number): Promise<BookingRow[]> {
  const { rows } = await sql<BookingRow>`select ${columns} from appointments.booking b
    where hall_id = ${hallId} and date >= ${from}::date and status = 'booked' order by date, minute, id limit ${limit} for update`.execute(
    tx,
  )
  return rows
}

export async function holdOpenOf(tx: Tx, citizenId: string): Promise<BookingRow[]> {
  const { rows } = await sql<BookingRow>`select ${columns} from appointments.booking b
    where citizen_id = ${citizenId} and status = 'booked' order by service_id, date, minute for update`.execute(tx)
  return rows
}

/** Forgets whose the bookings were; the numbers served stay right. */
export async function deleteBookingsOf(tx: Tx, citizenId: string): Promise<void> {
  await sql`with gone as (delete from appointments.booking where citizen_id = ${citizenId} returning id, hall_id, date, code),
      code as (delete from appointments.code c using gone g where c.hall_id = g.hall_id and c.date = g.date and c.code = g.code
        and c.citizen_id = ${citizenId})
    delete from appointments.booking_key k using gone g where k.id = g.id`.execute(tx)
}

export async function findByCode(tx: Tx, hallId: string, date: string, code: string): Promise<BookingRow | undefined> {
  const { rows } = await sql<BookingRow>`select ${columns} from appointments.code c
    join appointments.booking b on b.citizen_id = c.citizen_id and b.id = c.booking_id
    where c.hall_id = ${hallId} and c.date = ${date}::date and c.code = ${code} for update of b`.execute(tx)
  return rows[0]
}

/** Those whose time and the hall's patience after it are over, some of them. */
export async function holdMissed(tx: Tx, now: string, today: string, limit: number): Promise<BookingRow[]> {
  const { rows } = await sql<BookingRow>`select ${columns} from appointments.booking b
    join appointments.service s on s.id = b.service_id
    where b.status = 'booked' and b.date <= ${today}::date
      and (b.date + make_interval(mins => b.until_minute + s.grace_minutes)) at time zone 'Asia/Shanghai' <= ${now}::timestamptz
    order by b.citizen_id, b.id limit ${limit} for update of b`.execute(tx)
  return rows
}

export async function excuse(tx: Tx, { citizenId, id }: BookingRow, officerId: string, reason: string): Promise<void> {
  await sql`update appointments.booking set excused_by = ${officerId}, excuse = ${reason}
    where citizen_id = ${citizenId} and id = ${id}`.execute(tx)
}

export async function listDay(
  db: Db,
  hallId: string,
  date: string,
  { after, limit }: { after: string[] | undefined; limit: number },
): Promise<BookingRow[]> {
  const { rows } = await sql<BookingRow>`select ${columns} from appointments.booking b
    where hall_id = ${hallId} and date = ${date}::date and status <> 'cancelled'
      and (minute, id) > (${Number(after?.[0] ?? -1)}, ${after?.[1] ?? '00000000-0000-0000-0000-000000000000'}::uuid)
    order by minute, id limit ${limit + 1}`.execute(db)
  return rows
}
