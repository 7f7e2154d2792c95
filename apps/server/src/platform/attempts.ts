import { sql } from 'kysely'
import type { Db } from './db.ts'

declare module './db.ts' {
  interface Schema {
    'platform.attempt': { key: string; tries: number; since: string; lockedUntil: string | null }
  }
}

/**
 * Counts a try before it is made, so that parallel guesses cannot slip past the limit. False when the limit within the
 * window is used up. `key` is a keyed digest, never the value itself.
 */
export async function mayTry(
  db: Db,
  key: string,
  now: Date,
  { limit, windowMs }: { limit: number; windowMs: number },
): Promise<boolean> {
  const at = now.toISOString()
  const windowStart = new Date(now.getTime() - windowMs).toISOString()
  const { rows } = await sql<{ tries: number }>`
    insert into platform.attempt as a (key, tries, since) values (${key}, 1, ${at}::timestamptz)
    on conflict (key) do update set
      tries = case when a.since < ${windowStart}::timestamptz then 1 else a.tries + 1 end,
      since = case when a.since < ${windowStart}::timestamptz then excluded.since else a.since end
    returning tries`.execute(db)
  return (rows[0]?.tries ?? 1) <= limit
}

/** Wrong passwords in a row that cost nothing but the try; from the next on every one is followed by a longer wait. */
const FREE_TRIES = 4
const WAIT_SECONDS = [60, 120, 300, 900, 1_800, 3_600]
const FORGIVEN_AFTER_MS = 24 * 3600_000

/**
 * Counts a try at a password, code or key of one account before it is made. Answers 0 when it may be made, else the seconds
 * to wait. The waits grow (MLPS level 3, identification: failed sign-ins lock) and end by themselves: whoever knows an
 * account's name may slow its owner down, but not shut him out.
 */
export async function waitBeforeTry(db: Db, key: string, now: Date): Promise<number> {
  const at = now.toISOString()
  const forgiven = new Date(now.getTime() - FORGIVEN_AFTER_MS).toISOString()
  const { rows } = await sql<{ tries: number }>`
    insert into platform.attempt as a (key, tries, since) values (${key}, 1, ${at}::timestamptz)
    on conflict (key) do update set
      tries = case when a.since < ${forgiven}::timestamptz then 1 else a.tries + 1 end,
      since = excluded.since,
      locked_until = case when a.since >= ${forgiven}::timestamptz and a.tries >= ${FREE_TRIES}
        then excluded.since + make_interval(secs =>
          (${WAIT_SECONDS}::int[])[least(a.tries - ${FREE_TRIES - 1}, ${WAIT_SECONDS.length})]) end
      where a.locked_until is null or a.locked_until <= excluded.since
    returning tries`.execute(db)
  if (rows.length) return 0
  const row = await db.selectFrom('platform.attempt').select('lockedUntil').where('key', '=', key).executeTakeFirst()
  const until = row?.lockedUntil ? new Date(row.lockedUntil).getTime() : now.getTime()
  return Math.max(1, Math.ceil((until - now.getTime()) / 1000))
}

/** Tries in a row whose last (or, in a window, whose first) lies after `since`; counts nothing. */
export async function triesSince(db: Db, key: string, since: Date): Promise<number> {
  const row = await db
    .selectFrom('platform.attempt')
    .select('tries')
    .where('key', '=', key)
    .where('since', '>=', since.toISOString())
    .executeTakeFirst()
  return row?.tries ?? 0
}

/** Forgets the tries after a success. */
export async function forgetTries(db: Db, key: string): Promise<void> {
  await db.deleteFrom('platform.attempt').where('key', '=', key).execute()
}
