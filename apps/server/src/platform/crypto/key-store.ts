import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { purposes, type Crypto, type DataKey, type Purpose } from './crypto.ts'
import { openKek, type Kek, type KekConfig } from './kek.ts'

/** Other processes know a new key after this time at the latest. */
export const FRESH_MS = 5_000

interface Parts {
  pool: Pick<pg.Pool, 'query'>
  crypto: Crypto
  config: KekConfig
}

interface KeyRow {
  id: string
  purpose: Purpose
  wrapped: string
  retired: boolean
}

/** Loads all data keys, and makes one for each purpose that has none. Needed once before anything is sealed. */
export async function loadKeys({ pool, crypto, config }: Parts): Promise<void> {
  const kek = openKek(config)
  let rows = await readRows(pool)
  const missing = purposes.filter((purpose) => !rows.some((row) => row.purpose === purpose && !row.retired))
  for (const purpose of missing) await insertKey(pool, kek, purpose)
  if (missing.length) rows = await readRows(pool)
  crypto.useKeys(await Promise.all(rows.map((row) => unwrap(kek, row))))
}

/** Loads the keys again when others have made new ones. Returns what stops it. */
export function keepKeysFresh(parts: Parts, failed: (error: unknown) => void): () => void {
  const refresh = async () => {
    const rows = await readRows(parts.pool)
    const state = rows.map(({ id, retired }) => `${id}${retired}`).join()
    if (state !== seen) await loadKeys(parts)
    seen = state
  }
  let seen = ''
  let running: Promise<void> | undefined
  const run = () => {
    running ??= refresh()
      .catch(failed)
      .finally(() => (running = undefined))
  }
  parts.crypto.onUnknownKey = run
  const timer = setInterval(run, FRESH_MS / 2)
  timer.unref()
  return () => clearInterval(timer)
}

/** Retires the key in use of a purpose and puts a new one in its place, at once for whoever reads the table. */
export async function replaceKey(client: Pick<pg.ClientBase, 'query'>, config: KekConfig, purpose: Purpose) {
  await client.query('update platform.data_key set retired_at = now() where purpose = $1 and retired_at is null', [
    purpose,
  ])
  await insertKey(client, openKek(config), purpose)
}

async function insertKey(client: Pick<pg.ClientBase, 'query'>, kek: Kek, purpose: Purpose): Promise<void> {
  const id = `${purpose}-${randomBytes(6).toString('hex')}`
  // Two processes may start at once on an empty table: the index lets one key a purpose in, the other is dropped.
  await client.query(
    `insert into platform.data_key (id, purpose, wrapped, created_at) values ($1, $2, $3, now())
     on conflict (purpose) where retired_at is null do nothing`,
    [id, purpose, await kek.wrap(randomBytes(32))],
  )
}

async function readRows(pool: Pick<pg.Pool, 'query'>): Promise<KeyRow[]> {
  const { rows } = await pool.query<KeyRow>(
    'select id, purpose, wrapped, retired_at is not null as retired from platform.data_key order by created_at, id',
  )
  return rows
}

async function unwrap(kek: Kek, { id, purpose, wrapped, retired }: KeyRow): Promise<DataKey> {
  return { id, purpose, retired, secret: await kek.unwrap(wrapped) }
}
