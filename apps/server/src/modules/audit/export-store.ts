import { sql } from 'kysely'
import type { Db } from '../../platform/db.ts'
import type { CheckpointRow } from './store.ts'

export interface Days {
  from: string
  to: string
}

/** How many links these days have, counted up to `ceiling`. */
export async function countLinks(db: Db, { from, to }: Days, ceiling: number): Promise<number> {
  const { rows } = await sql<{ links: number }>`select count(*) as links from (
    select 1 from audit.head h join audit.link l on l.stream = h.stream and l.day between ${from}::date and ${to}::date limit ${ceiling}) as counted`.execute(
    db,
  )
  return rows[0]?.links ?? 0
}

/** Where each chain enters these days and where it leaves them, with the hash it comes from (null at its beginning). */
export async function stretches(
  db: Db,
  { from, to }: Days,
): Promise<{ stream: string; firstSeq: number; lastSeq: number; hashBefore: string | null }[]> {
  const { rows } = await sql<{ stream: string; firstSeq: number; lastSeq: number; hashBefore: string | null }>`
    select h.stream, f.seq as "firstSeq", t.seq as "lastSeq", b.hash as "hashBefore" from audit.head h
    cross join lateral (select seq, day from audit.link l where l.stream = h.stream and l.day >= ${from}::date order by l.day, l.seq limit 1) f
    cross join lateral (select seq from audit.link l where l.stream = h.stream and l.day <= ${to}::date order by l.day desc, l.seq desc limit 1) t
    left join audit.link b on b.stream = h.stream and b.seq = f.seq - 1
    where f.day <= ${to}::date order by h.stream limit 1000`.execute(db)
  return rows
}

/** The signed days among these. */
export function checkpointsOf(db: Db, { from, to }: Days): Promise<CheckpointRow[]> {
  return db
    .selectFrom('audit.checkpoint')
    .selectAll()
    .where('day', '>=', from)
    .where('day', '<=', to)
    .orderBy('stream')
    .orderBy('day')
    .limit(1_000_000)
    .execute()
}
