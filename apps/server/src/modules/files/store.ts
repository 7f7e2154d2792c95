import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'

interface FileTable {
  id: string
  citizenId: string
  name: string
  mediaType: string
  size: number
  sm3: string
  inUse: boolean
  uploadedAt: string
}
declare module '../../platform/db.ts' {
  interface Schema {
    'files.file': FileTable
  }
}

const shown = ['id', 'name', 'mediaType', 'size', 'sm3', 'uploadedAt'] as const

/** One citizen's uploads take turns here, so that two at once cannot both use the last of the quota. */
export async function lockQuota(tx: Tx, citizenId: string): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`files:${citizenId}`}, 0))`.execute(tx)
  const { used } = await tx
    .selectFrom('files.file')
    .select(({ fn }) => fn.coalesce(fn.sum<number>('size'), sql<number>`0`).as('used'))
    .where('citizenId', '=', citizenId)
    .executeTakeFirstOrThrow()
  return Number(used)
}

/** Inserts the row; undefined when the id is taken. */
export function insertFile(tx: Tx, row: Omit<FileTable, 'inUse'>) {
  return tx
    .insertInto('files.file')
    .values({ ...row, inUse: false })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning(shown)
    .executeTakeFirst()
}

export function findFile(db: Db, citizenId: string, id: string) {
  return db
    .selectFrom('files.file')
    .select([...shown, 'inUse'])
    .where('id', '=', id)
    .where('citizenId', '=', citizenId)
    .executeTakeFirst()
}

/** The rows of these ids, for whoever has already shown his right to them; at most 2,000. */
export function findFiles(db: Db, ids: string[]) {
  if (ids.length === 0) return Promise.resolve([])
  return db.selectFrom('files.file').select(shown).where('id', 'in', ids).limit(2_000).execute()
}

/** Those of these files that are the citizen's own. */
export function findOwnFiles(db: Db, citizenId: string, ids: string[]) {
  if (ids.length === 0) return Promise.resolve([])
  return db
    .selectFrom('files.file')
    .select(shown)
    .where('id', 'in', ids)
    .where('citizenId', '=', citizenId)
    .limit(2_000)
    .execute()
}

/**
 * Parts of a statement that needs files to be the citizen's own: the rows, locked against deletion until it ends, and the
 * update that marks them as used.
 */
export function claim(citizenId: string, ids: string[]) {
  return {
    own: sql`select id from files.file where id = any (${ids}::uuid[]) and citizen_id = ${citizenId} for update`,
    mark: sql`update files.file set in_use = true where id = any (${ids}::uuid[]) and not in_use`,
  }
}

/** Marks a citizen's own files as part of a case. Returns the ids that are his; the caller compares. */
export async function claimFiles(tx: Tx, citizenId: string, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await tx
    .updateTable('files.file')
    .set({ inUse: true })
    .where('id', 'in', ids)
    .where('citizenId', '=', citizenId)
    .returning('id')
    .execute()
  return new Set(rows.map((row) => row.id))
}

/** Deletes a file that no case uses. */
export async function deleteUnused(tx: Tx, citizenId: string, id: string): Promise<boolean> {
  const row = await tx
    .deleteFrom('files.file')
    .where('id', '=', id)
    .where('citizenId', '=', citizenId)
    .where('inUse', '=', false)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}
