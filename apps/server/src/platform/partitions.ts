import type pg from 'pg'

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
