import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type pg from 'pg'
import type { Log } from './log.ts'
import { migrateJobs } from './jobs.ts'
import { attachMonths } from './partitions.ts'

export const MIGRATIONS = path.resolve(import.meta.dirname, '../../migrations')
const LOCK = 7_706_231

/**
 * Applies the forward SQL migrations that this database has not seen, in file-name order, one transaction each, under an
 * advisory lock so that several starting processes take turns. A file that changed after it was applied is an error.
 */
export async function migrate(pool: pg.Pool, log: Log): Promise<number> {
  await migrateJobs(pool)
  const client = await pool.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK])
    await client.query(`create schema if not exists platform`)
    await client.query(
      `create table if not exists platform.migration (name text primary key, digest text not null, applied_at timestamptz not null default now())`,
    )
    const seen = new Map(
      (await client.query<{ name: string; digest: string }>('select name, digest from platform.migration')).rows.map(
        (row) => [row.name, row.digest],
      ),
    )
    let applied = 0
    for (const name of (await readdir(MIGRATIONS)).filter((file) => file.endsWith('.sql')).toSorted()) {
      const text = await readFile(path.join(MIGRATIONS, name), 'utf8')
      const digest = createHash('sha256').update(text).digest('hex')
      if (seen.get(name) === digest) continue
      if (seen.has(name)) throw new Error(`migration ${name} was changed after it had been applied`)
      await applyOne(client, name, digest, text)
      log.info({ migration: name }, 'migration applied')
      applied += 1
    }
    await attachMonths(client, new Date())
    return applied
  } finally {
    await client.query('select pg_advisory_unlock($1)', [LOCK]).catch(() => undefined)
    client.release()
  }
}

async function applyOne(client: pg.PoolClient, name: string, digest: string, text: string) {
  await client.query('begin')
  try {
    await client.query(text)
    await client.query('insert into platform.migration (name, digest) values ($1, $2)', [name, digest])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`migration ${name} failed: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}
