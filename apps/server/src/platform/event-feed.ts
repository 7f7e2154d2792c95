import { sql } from 'kysely'
import type { Db } from './db.ts'

/**
 * Events in the order in which their transactions count as ended: every event has a place behind all that a reader has seen,
 * so whoever goes on from his position misses none, however long a transaction took.
 */
export interface Position {
  xid: string
  id: string
}
export interface FedEvent extends Position {
  type: string
  subject: Record<string, string>
  actorId: string
}
const FIRST = '00000000-0000-0000-0000-000000000000'

/** Behind everything that has ended by now. */
export async function feedEnd(db: Db): Promise<Position> {
  const { rows } = await sql<{ xid: string }>`select pg_snapshot_xmin(pg_current_snapshot())::text as xid`.execute(db)
  return { xid: rows[0]?.xid ?? '0', id: FIRST }
}

/** The next events after a position, at most `limit`. */
export async function eventsAfter(db: Db, { xid, id }: Position, limit: number): Promise<FedEvent[]> {
  const { rows } = await sql<FedEvent>`
    select xid::text as xid, id, type, subject, actor_id from platform.event
    where (xid, id) > (${xid}::xid8, ${id}::uuid) and xid < pg_snapshot_xmin(pg_current_snapshot())
    order by platform.event.xid, id limit ${limit}`.execute(db)
  return rows
}

export const positionText = ({ xid, id }: Position) => `${xid}-${id}`

/** A position as a client gives it back; undefined when it is none. */
export function parsePosition(text: string | undefined): Position | undefined {
  const [, xid, id] = /^(\d{1,18})-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(text ?? '') ?? []
  return xid !== undefined && id !== undefined ? { xid, id } : undefined
}
