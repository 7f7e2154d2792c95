import { sql } from 'kysely'
import type pg from 'pg'
import type { Db, Tx } from './db.ts'

/** Months ahead that are there before they are needed. */
const AHEAD = 3

/**
 * Attaches the event table's partitions of this month and the next ones (UTC). A month whose rows already fell into the
 * default partition stays there.
 */
export async function attachMonths(client: Pick<pg.ClientBase, 'query'>, now: Date): Promise<void> {
  for (let ahead = 0; ahead <= AHEAD; ahead += 1) {
    const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1)).toISOString().slice(0, 10)
    const to = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead + 1, 1)).toISOString().slice(0, 10)
    const name = `event_${from.slice(0, 7).replace('-', '_')}`
    const { rows } = await client.query<{ present: boolean }>(`select to_regclass('platform.${name}') is not null
      or exists (select 1 from platform.event_default where at >= '${from}' and at < '${to}') as present`)
    if (!rows[0]?.present)
      await client.query(
        `create table platform.${name} partition of platform.event for values from ('${from}') to ('${to}')`,
      )
  }
}

/** A month of events: its partition, its first instant and the first one after it (UTC, as `YYYY-MM-DD`). */
export interface Month {
  partition: string
  from: string
  to: string
}

/** The attached partitions of whole months, the oldest first. */
export async function attachedMonths(db: Db): Promise<Month[]> {
  const { rows } = await sql<{ partition: string }>`
    select c.relname as partition from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'platform.event'::regclass and c.relname ~ '^event_[0-9]{4}_[0-9]{2}$' order by 1 limit 1200`.execute(
    db,
  )
  return rows.map(({ partition }) => {
    const [year = 0, month = 0] = partition.split('_').slice(1).map(Number)
    const first = (offset: number) => new Date(Date.UTC(year, month - 1 + offset, 1)).toISOString().slice(0, 10)
    return { partition, from: first(0), to: first(1) }
  })
}

/**
 * Takes a month out of the event table, as a table of its own in another schema. Nobody writes events meanwhile: gives up
 * after five seconds rather than let them wait.
 */
export async function detachMonth(tx: Tx, { partition }: Month, schema: string): Promise<void> {
  await sql`set local lock_timeout = '5s'`.execute(tx)
  await sql`alter table platform.event detach partition ${sql.id('platform', partition)}`.execute(tx)
  await sql`alter table ${sql.id('platform', partition)} set schema ${sql.id(schema)}`.execute(tx)
}
