import type { TicketStatus } from '@zhengtong/contract/appointments'
import { sql, type RawBuilder } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'
import type { BookingRow } from './booking-store.ts'

export interface TicketRow {
  number: string
  n: number
  citizenId: string | null
  /** Null: he came without an appointment. */
  bookingId: string | null
  itemName: string
  status: TicketStatus
  window: number | null
  callId: string | null
  calls: number
  calledAt: string | null
}
/** One service on one day. */
interface QueueKey {
  serviceId: string
  date: string
}

const columns = sql`number, n, citizen_id, booking_id, item_name, status, window_no as window, call_id, calls, called_at`

/** For whom a number is: a booking, or somebody who came without one. */
type Holder = Pick<BookingRow, 'itemName'> & ({ citizenId: string; bookingId: string } | { walkInId: string })

/** Gives the next number of the day, A001, A002 and so on, to somebody whose turn is at this minute. */
export async function issueTicket(
  tx: Tx,
  { serviceId, date }: QueueKey,
  holder: Holder,
  dueMinute: number,
  at: string,
): Promise<string> {
  const { citizenId, bookingId, walkInId } = { walkInId: null, citizenId: null, bookingId: null, ...holder }
  const { rows } = await sql<{ number: string }>`with issued as (
      insert into appointments.queue as q (service_id, date, issued) values (${serviceId}::uuid, ${date}::date, 1)
      on conflict (service_id, date) do update set issued = q.issued + 1 returning issued)
    insert into appointments.ticket (service_id, date, n, number, citizen_id, booking_id, walk_in_id,
      item_name, due_minute, status, issued_at)
    select ${serviceId}::uuid, ${date}::date, issued, s.prefix || lpad(issued::text, greatest(3, length(issued::text)), '0'),
      ${citizenId}::uuid, ${bookingId}::uuid, ${walkInId}::uuid, ${holder.itemName}, ${dueMinute}::smallint, 'waiting', ${at}::timestamptz
    from issued, appointments.service s where s.id = ${serviceId} returning number`.execute(tx)
  const [ticket] = rows
  if (!ticket) throw new Error(`no number of service ${serviceId}`)
  return ticket.number
}

/** Holds a day's queue: who calls, skips or finishes takes turns with the others. */
export async function holdQueue(tx: Tx, { serviceId, date }: QueueKey): Promise<void> {
  await sql`insert into appointments.queue (service_id, date, issued) values (${serviceId}, ${date}::date, 0)
    on conflict do nothing`.execute(tx)
  await sql`select from appointments.queue where service_id = ${serviceId} and date = ${date}::date for update`.execute(
    tx,
  )
}

export async function findTicket(
  tx: Tx,
  { serviceId, date }: QueueKey,
  number: string,
): Promise<TicketRow | undefined> {
  const { rows } = await sql<TicketRow>`select ${columns} from appointments.ticket
    where service_id = ${serviceId} and date = ${date}::date and number = ${number} limit 1`.execute(tx)
  return rows[0]
}

export async function findWalkIn(tx: Tx, { serviceId, date }: QueueKey, id: string): Promise<TicketRow | undefined> {
  const { rows } = await sql<TicketRow>`select ${columns} from appointments.ticket
    where service_id = ${serviceId} and date = ${date}::date and walk_in_id = ${id}`.execute(tx)
  return rows[0]
}

export async function findCall(tx: Tx, { serviceId, date }: QueueKey, callId: string): Promise<TicketRow | undefined> {
  const { rows } = await sql<TicketRow>`select ${columns} from appointments.ticket
    where service_id = ${serviceId} and date = ${date}::date and call_id = ${callId} limit 1`.execute(tx)
  return rows[0]
}

export async function calledAt(tx: Tx, { serviceId, date }: QueueKey, window: number): Promise<TicketRow | undefined> {
  const { rows } = await sql<TicketRow>`select ${columns} from appointments.ticket
    where service_id = ${serviceId} and date = ${date}::date and status = 'called' and window_no = ${window}`.execute(
    tx,
  )
  return rows[0]
}

/** Whose turn it is: by his time, then by his number. */
export async function nextInLine(tx: Tx, { serviceId, date }: QueueKey): Promise<TicketRow | undefined> {
  const { rows } = await sql<TicketRow>`select ${columns} from appointments.ticket
    where service_id = ${serviceId} and date = ${date}::date and status = 'waiting' order by due_minute, n limit 1`.execute(
    tx,
  )
  return rows[0]
}

export async function callTicket(
  tx: Tx,
  { serviceId, date }: QueueKey,
  { n, window, callId, at }: { n: number; window: number; callId: string | null; at: string },
): Promise<void> {
  await sql`update appointments.ticket set status = 'called', window_no = ${window}, call_id = coalesce(${callId}::uuid, call_id),
      calls = calls + 1, called_at = ${at}::timestamptz, ended_at = null
    where service_id = ${serviceId} and date = ${date}::date and n = ${n}`.execute(tx)
}

export async function endTicket(
  tx: Tx,
  { serviceId, date }: QueueKey,
  n: number,
  status: 'skipped' | 'served',
  at: string,
): Promise<void> {
  await sql`update appointments.ticket set status = ${status}, ended_at = ${at}::timestamptz
    where service_id = ${serviceId} and date = ${date}::date and n = ${n}`.execute(tx)
}

/** Who is called, who waits in which order, and who was skipped. */
export async function listTickets(db: Db, { serviceId, date }: QueueKey, limit: number): Promise<TicketRow[]> {
  const { rows } = await sql<TicketRow>`select ${columns} from appointments.ticket
    where service_id = ${serviceId} and date = ${date}::date and status <> 'served'
    order by array_position(array['called', 'waiting', 'skipped'], status), due_minute, n limit ${limit}`.execute(db)
  return rows
}

/** How many were served today, and how many minutes each of the last twenty took. */
export async function paceOf(db: Db, { serviceId, date }: QueueKey) {
  const { rows } = await sql<{ served: number; averageMinutes: number | null }>`select
      (select count(*)::int from appointments.ticket where service_id = ${serviceId} and date = ${date}::date and status = 'served') as served,
      (select ${average} from (${lastServed(sql`${serviceId}::uuid`, sql`${date}::date`)}) last) as average_minutes`.execute(
    db,
  )
  return rows[0] ?? { served: 0, averageMinutes: null }
}

const average = sql`ceil(avg(extract(epoch from ended_at - called_at)) / 60)::int`
const lastServed = (serviceId: RawBuilder<unknown>, date: RawBuilder<unknown>) =>
  sql`select called_at, ended_at from appointments.ticket o where o.service_id = ${serviceId} and o.date = ${date}
    and o.status = 'served' and o.called_at is not null order by o.ended_at desc limit 20`

/** Where the numbers of somebody's bookings stand in their queues. */
export async function placesInQueue(db: Db, citizenId: string, bookingIds: string[]) {
  if (bookingIds.length === 0) return []
  const { rows } = await sql<{
    bookingId: string
    status: TicketStatus
    window: number | null
    ahead: number
    windows: number
    averageMinutes: number | null
  }>`select t.booking_id, t.status, t.window_no as window, s.windows,
      (select count(*)::int from appointments.ticket o where o.service_id = t.service_id and o.date = t.date
        and o.status = 'waiting' and (o.due_minute, o.n) < (t.due_minute, t.n)) as ahead,
      (select ${average} from (${lastServed(sql`t.service_id`, sql`t.date`)}) last) as average_minutes
    from appointments.ticket t join appointments.service s on s.id = t.service_id
    where t.citizen_id = ${citizenId} and t.booking_id = any (${bookingIds}::uuid[])`.execute(db)
  return rows
}

/** What the display of a hall shows: who is called, and how many wait for each service. */
export async function boardOf(db: Db, hallId: string, date: string) {
  const calls = await sql<{ number: string; window: number; calls: number }>`select number, window_no as window, calls
    from appointments.ticket t join appointments.service s on s.id = t.service_id
    where s.hall_id = ${hallId} and t.date = ${date}::date and t.status = 'called'
    order by called_at desc limit 50`.execute(db)
  const services = await sql<{
    name: string
    waiting: number
  }>`select name, (select count(*)::int from appointments.ticket t
      where t.service_id = s.id and t.date = ${date}::date and t.status = 'waiting') as waiting
    from appointments.service s where hall_id = ${hallId} order by prefix limit 26`.execute(db)
  return { calls: calls.rows, services: services.rows }
}

/** Numbers of a person whose account is erased: the day's count stays, whose it was goes. */
export async function forgetTicketsOf(tx: Tx, citizenId: string): Promise<void> {
  await sql`delete from appointments.ticket where citizen_id = ${citizenId}`.execute(tx)
}
