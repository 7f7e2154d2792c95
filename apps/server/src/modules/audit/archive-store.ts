import { sql } from 'kysely'
import type pg from 'pg'
import type { Db, Tx } from '../../platform/db.ts'
import type { Month } from '../../platform/partitions.ts'

export interface ArchiveRow {
  /** First day of the month (UTC). */
  month: string
  firstDay: string
  lastDay: string
  events: number
  fileKey: string
  fileSize: number
  fileDigest: string
  keyId: string
  signature: string
  madeAt: string
  detachedAt: string | null
}
declare module '../../platform/db.ts' {
  interface Schema {
    'audit.archive': ArchiveRow
  }
}

/** Archived months, the oldest first. */
export function listArchives(db: Db): Promise<ArchiveRow[]> {
  return db.selectFrom('audit.archive').selectAll().orderBy('month').limit(1_200).execute()
}

/**
 * What a month holds: its events, how many of them are sealed, the days their links lie in, and the first of these days
 * that a chain has without a signature.
 */
export async function surveyMonth(tx: Tx, month: Month) {
  await sql`set local statement_timeout = '10min'`.execute(tx)
  const within = (column: string) =>
    sql`${sql.ref(column)} >= ${`${month.from}T00:00:00Z`}::timestamptz and ${sql.ref(column)} < ${`${month.to}T00:00:00Z`}::timestamptz`
  const { rows } = await sql<{
    events: number
    sealed: number
    firstDay: string | null
    lastDay: string | null
    unsigned: string | null
  }>`
    with links as (select day from audit.link where ${within('event_at')}),
      span as (select min(day) as first_day, max(day) as last_day from links)
    select (select count(*) from ${sql.id('platform', month.partition)}) as events,
      (select count(*) from ${sql.id('platform', month.partition)} e join audit.link l on l.event_id = e.id and l.event_at = e.at) as sealed,
      s.first_day as "firstDay", s.last_day as "lastDay",
      (select min(l.day) from audit.head h join audit.link l on l.stream = h.stream and l.day between s.first_day and s.last_day
        where not exists (select from audit.checkpoint c where c.stream = l.stream and c.day = l.day)) as unsigned
    from span s`.execute(tx)
  return rows[0] ?? { events: 0, sealed: 0, firstDay: null, lastDay: null, unsigned: null }
}

/** Events of a detached month. */
export async function countEvents(tx: Tx, { partition }: Month): Promise<number> {
  const { rows } = await sql<{
    events: number
  }>`select count(*) as events from ${sql.id('audit', partition)}`.execute(tx)
  return rows[0]?.events ?? 0
}

/** Keeps what was exported; an export whose partition is not detached yet may be made again. */
export async function saveArchive(tx: Tx, row: ArchiveRow): Promise<void> {
  await tx
    .insertInto('audit.archive')
    .values(row)
    .onConflict((conflict) => conflict.column('month').doUpdateSet(row).where('audit.archive.detachedAt', 'is', null))
    .execute()
}

export async function markDetached(tx: Tx, month: string, at: string): Promise<void> {
  await tx.updateTable('audit.archive').set({ detachedAt: at }).where('month', '=', month).execute()
}

/** Links of this month whose events are not there. */
export async function countGone(db: Db, month: string): Promise<number> {
  const { rows } = await sql<{ gone: number }>`
    select count(*) as gone from audit.link l
    where l.event_at >= (${month}::date::timestamp at time zone 'UTC') and l.event_at < ((${month}::date + interval '1 month')::timestamp at time zone 'UTC')
      and not exists (select from platform.event e where e.id = l.event_id and e.at = l.event_at)`.execute(db)
  return rows[0]?.gone ?? 0
}

/** Does the work unless another process is at it: then undefined. The lock goes with the connection, however that ends. */
export async function alone<T>(pool: pg.Pool, work: () => Promise<T>): Promise<T | undefined> {
  const client = await pool.connect()
  try {
    const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock(7706236) as got')
    if (!rows[0]?.got) return undefined
    try {
      return await work()
    } finally {
      await client.query('select pg_advisory_unlock(7706236)')
    }
  } finally {
    client.release()
  }
}
