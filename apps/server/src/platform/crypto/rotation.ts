import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { purposes, type Crypto, type Purpose } from './crypto.ts'
import type { KekConfig } from './kek.ts'
import { FRESH_MS, loadKeys, replaceKey } from './key-store.ts'

/** A column of sealed values; `key` names what identifies a row. `json`: the text lies in a jsonb column. */
export interface SealedColumn {
  table: string
  column: string
  key: string
  purpose: Purpose
  json?: true
}
interface Parts {
  pool: pg.Pool
  crypto: Crypto
  config: KekConfig
}
const BATCH = 500

/**
 * Puts a new data key in the place of each purpose's and re-encrypts everything under it. Each value names its key, so a
 * run that was killed is resumed by the next: it first finishes what is under an old key and makes new keys only when
 * nothing was left. Other processes learn of the new keys before anything is sealed under them, and the second pass
 * catches what they sealed meanwhile. Returns how many values were sealed anew.
 */
export async function rotateKeys(parts: Parts, columns: SealedColumn[], waitMs: number = FRESH_MS): Promise<number> {
  await loadKeys(parts)
  const left = await resealAll(parts, columns)
  if (left > 0) return left
  for (const purpose of purposes) await replaceKey(parts.pool, parts.config, purpose)
  await pause(waitMs)
  await loadKeys(parts)
  const first = await resealAll(parts, columns)
  await pause(waitMs)
  return first + (await resealAll(parts, columns))
}

/** Seals every value anew that is not under its purpose's key in use: plain ones from before sealing, too. */
async function resealAll({ pool, crypto }: Parts, columns: SealedColumn[]): Promise<number> {
  let count = 0
  for (const column of columns)
    for (;;) {
      const done = await resealBatch(pool, crypto, column)
      count += done
      if (done === 0) break
    }
  return count
}

async function resealBatch(
  pool: pg.Pool,
  crypto: Crypto,
  { table, column, key, purpose, json }: SealedColumn,
): Promise<number> {
  const text = json
    ? `case when jsonb_typeof(${column}) = 'string' then ${column} #>> '{}' else ${column}::text end`
    : column
  const keyId = crypto.keyInUse(purpose)
  const { rows } = await pool.query<{ row: string; old: string; plain: boolean }>(
    `select ctid::text as row, ${text} as old, ${json ? `jsonb_typeof(${column}) <> 'string'` : 'false'} as plain
     from ${table} where ${column} is not null and ${text} <> '' and ${text} not like $1 || '.%' order by ${key} limit ${BATCH}`,
    [keyId],
  )
  let done = 0
  for (const { row, old, plain } of rows) {
    const fresh = crypto.seal(purpose, plain ? old : crypto.open(old))
    // Only where nobody has written meanwhile; what somebody has is under the new key already, or met by the next batch.
    const { rowCount } = await pool.query(
      `update ${table} set ${column} = ${json ? 'to_jsonb($1::text)' : '$1'} where ctid = $2::tid and ${text} = $3`,
      [fresh, row, old],
    )
    done += rowCount ?? 0
  }
  return done
}
