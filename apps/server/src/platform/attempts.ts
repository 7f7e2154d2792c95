import { sql } from 'kysely'
import type { Db } from './db.ts'

declare module './db.ts' {
  interface Schema {
    'platform.attempt': { key: string; tries: number; since: string }
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

/** Forgets the tries after a success. */
export async function forgetTries(db: Db, key: string): Promise<void> {
  await db.deleteFrom('platform.attempt').where('key', '=', key).execute()
}
