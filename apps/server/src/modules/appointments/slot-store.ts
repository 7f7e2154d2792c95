import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'

/** One time of one service on one day. */
export interface SlotKey {
  serviceId: string
  date: string
  minute: number
}

/** How many places a time has, and up to which of them this person may have one. */
export interface Places {
  capacity: number
  limit: number
}

/** Places taken, by minute, on the days asked for. */
export async function listTaken(db: Db, serviceId: string, from: string, to: string) {
  const { rows } = await sql<{ date: string; minute: number; taken: number }>`select date, minute, taken
    from appointments.slot where service_id = ${serviceId} and date between ${from}::date and ${to}::date`.execute(db)
  return rows
}

/**
 * Takes one place, as a statement to be a common table expression: makes the slot when this is its first place, and gives no
 * row when it is full. `capacity` is what the hall says today: more than before opens places, less closes them. `limit` is how
 * many of them may be taken for this person's to be among them.
 */
export const placeTaken = ({ serviceId, date, minute }: SlotKey, { capacity, limit }: Places) =>
  sql`insert into appointments.slot as s (service_id, date, minute, capacity, taken)
    select ${serviceId}::uuid, ${date}::date, ${minute}::smallint, ${capacity}::smallint, 1 where ${limit}::int > 0
    on conflict (service_id, date, minute) do update set taken = s.taken + 1, capacity = excluded.capacity
      where s.taken < ${limit}::int
    returning service_id`

export async function takePlace(tx: Tx, slot: SlotKey, places: Places): Promise<boolean> {
  const { rows } = await placeTaken(slot, places).execute(tx)
  return rows.length === 1
}

export async function givePlaceBack(tx: Tx, { serviceId, date, minute }: SlotKey): Promise<void> {
  await sql`update appointments.slot set taken = taken - 1
    where service_id = ${serviceId} and date = ${date}::date and minute = ${minute}`.execute(tx)
}

/** Makes a slot that nobody has taken a place of yet, so that it can be held. */
export async function makeSlot(tx: Tx, { serviceId, date, minute }: SlotKey, capacity: number): Promise<void> {
  await sql`insert into appointments.slot (service_id, date, minute, capacity, taken)
    values (${serviceId}, ${date}::date, ${minute}, ${capacity}, 0) on conflict do nothing`.execute(tx)
}

/**
 * Holds slots of one service in one order for everybody, so that two who swap cannot wait for each other. Answers the places
 * taken in the first of them.
 */
export async function holdSlots(tx: Tx, slots: readonly [SlotKey, ...SlotKey[]]): Promise<number> {
  const [first] = slots
  const { rows } = await sql<{
    date: string
    minute: number
    taken: number
  }>`select date, minute, taken from appointments.slot
    where service_id = ${first.serviceId} and (date, minute) in (select * from unnest(
      ${slots.map(({ date }) => date)}::date[], ${slots.map(({ minute }) => minute)}::smallint[]))
    order by date, minute for update`.execute(tx)
  return rows.find(({ date, minute }) => date === first.date && minute === first.minute)?.taken ?? 0
}

/** Takes one more place of a slot that the caller holds. */
export async function addPlace(tx: Tx, { serviceId, date, minute }: SlotKey, capacity: number): Promise<void> {
  await sql`update appointments.slot set taken = taken + 1, capacity = ${capacity}
    where service_id = ${serviceId} and date = ${date}::date and minute = ${minute}`.execute(tx)
}
