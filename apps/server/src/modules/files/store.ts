import { sql } from 'kysely'
import type { Citizen } from '../../platform/actor.ts'
import type { Db, Tx } from '../../platform/db.ts'

interface FileTable {
  id: string
  citizenId: string
  /** The organisation it was uploaded for; null: the citizen's own. */
  organisationId: string | null
  name: string
  mediaType: string
  size: number
  sm3: string
  inUse: boolean
  /** Its owner keeps it in his vault. */
  kept: boolean
  uploadedAt: string
}
/** An upload that was not kept: malware was found, or the scanner did not answer. */
interface Refusal {
  id: string
  at: string
  citizenId: string
  kind: 'malware' | 'scanner'
  signature: string | null
}
declare module '../../platform/db.ts' {
  interface Schema {
    'files.file': FileTable
    'files.refusal': Refusal
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
export function insertFile(tx: Tx, row: Omit<FileTable, 'inUse' | 'kept'>) {
  return tx
    .insertInto('files.file')
    .values({ ...row, inUse: false, kept: false })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning(shown)
    .executeTakeFirst()
}

/** Whose files a citizen reaches: his own, or those of the organisation he acts for. */
type Holder = Pick<Citizen, 'id' | 'onBehalfOf'>
const held = ({ id, onBehalfOf }: Holder) =>
  onBehalfOf
    ? sql<boolean>`organisation_id = ${onBehalfOf}`
    : sql<boolean>`citizen_id = ${id} and organisation_id is null`

export function findFile(db: Db, holder: Holder, id: string) {
  return db
    .selectFrom('files.file')
    .select([...shown, 'inUse'])
    .where('id', '=', id)
    .where(held(holder))
    .executeTakeFirst()
}

/** The rows of these ids, for whoever has already shown his right to them; at most 2,000. */
export function findFiles(db: Db, ids: string[]) {
  if (ids.length === 0) return Promise.resolve([])
  return db.selectFrom('files.file').select(shown).where('id', 'in', ids).limit(2_000).execute()
}

/** Of the files with the same content as one, this many are looked at: of a blank form there are thousands. */
const MOST_TWINS = 20

/** No uuid comes before it, and none after. */
const [FIRST, LAST] = ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff']

/**
 * Files in use with the very content of one of these, of other people, among the latest. The beginning of the digest is asked for
 * as a range, and alone: asked for as equal the planner expects few, reads all copies of a form that everybody has, and sorts them.
 */
export async function findTwins(db: Db, ids: string[]) {
  const { rows } = await sql<{ fileId: string; twinId: string; citizenId: string; organisationId: string | null }>`
    select f.id as file_id, twin.id as twin_id, twin.citizen_id, twin.organisation_id
    from files.file f cross join lateral (
      select o.id, o.sm3, o.citizen_id, o.organisation_id from files.file o
      where o.in_use and (left(o.sm3, 8), o.id) >= (left(f.sm3, 8), ${FIRST}::uuid)
        and (left(o.sm3, 8), o.id) <= (left(f.sm3, 8), ${LAST}::uuid)
      order by left(o.sm3, 8) desc, o.id desc limit ${MOST_TWINS}) as twin
    where f.id = any (${ids}::uuid[]) and twin.sm3 = f.sm3 and twin.citizen_id <> f.citizen_id
    limit 1000`.execute(db)
  return rows
}

/** Those of these files that are the citizen's own. */
export function findOwnFiles(db: Db, holder: Holder, ids: string[]) {
  if (ids.length === 0) return Promise.resolve([])
  return db.selectFrom('files.file').select(shown).where('id', 'in', ids).where(held(holder)).limit(2_000).execute()
}

/**
 * Parts of a statement that needs files to be the citizen's own: the rows, locked against deletion until it ends, and the
 * update that marks them as used.
 */
export function claim(holder: Holder, ids: string[]) {
  return {
    own: sql`select id from files.file where id = any (${ids}::uuid[]) and ${held(holder)} for update`,
    mark: sql`update files.file set in_use = true where id = any (${ids}::uuid[]) and not in_use`,
  }
}

/** Marks a citizen's own files as part of a case. Returns the ids that are his; the caller compares. */
export async function claimFiles(tx: Tx, holder: Holder, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await tx
    .updateTable('files.file')
    .set({ inUse: true })
    .where('id', 'in', ids)
    .where(held(holder))
    .returning('id')
    .execute()
  return new Set(rows.map((row) => row.id))
}

/** Keeps the person's own file from being deleted, or lets it go; false when it is not his. Of a company nothing is kept. */
export async function keepFile(tx: Tx, citizenId: string, id: string, kept: boolean): Promise<boolean> {
  const row = await tx
    .updateTable('files.file')
    .set({ kept })
    .where('id', '=', id)
    .where('citizenId', '=', citizenId)
    .where('organisationId', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Deletes all files of a person that no case uses; returns their ids, whose bytes are to go too. */
export async function deleteAllUnused(tx: Tx, citizenId: string): Promise<string[]> {
  const rows = await tx
    .deleteFrom('files.file')
    .where('citizenId', '=', citizenId)
    .where('inUse', '=', false)
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** Deletes a file that no case uses and its owner does not keep. */
export async function deleteUnused(tx: Tx, holder: Holder, id: string): Promise<boolean> {
  const row = await tx
    .deleteFrom('files.file')
    .where('id', '=', id)
    .where(held(holder))
    .where('inUse', '=', false)
    .where('kept', '=', false)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Uploads from before `before` that no case uses and nobody keeps, oldest first, after the one given. */
export async function listUnused(
  db: Db,
  before: Date,
  after: { uploadedAt: string; id: string } | undefined,
  limit: number,
): Promise<Pick<FileTable, 'uploadedAt' | 'id' | 'citizenId' | 'organisationId'>[]> {
  return db
    .selectFrom('files.file')
    .select(['uploadedAt', 'id', 'citizenId', 'organisationId'])
    .where('inUse', '=', false)
    .where('kept', '=', false)
    .where('uploadedAt', '<', before.toISOString())
    .$if(after !== undefined, (query) =>
      query.where(
        sql<boolean>`(uploaded_at, id) > (${after?.uploadedAt ?? ''}::timestamptz, ${after?.id ?? ''}::uuid)`,
      ),
    )
    .orderBy('uploadedAt')
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** Deletes those of these files that still nothing uses; returns their ids, whose bytes are to go too. */
export async function deleteStillUnused(tx: Tx, ids: string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await tx
    .deleteFrom('files.file')
    .where('id', 'in', ids)
    .where('inUse', '=', false)
    .where('kept', '=', false)
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}

export async function insertRefusal(tx: Tx, row: Refusal): Promise<void> {
  await tx.insertInto('files.refusal').values(row).execute()
}

/** Which kinds of refusal there were since then, and when each began. */
export function refusalsSince(db: Db, since: Date): Promise<{ kind: Refusal['kind']; since: string }[]> {
  return db
    .selectFrom('files.refusal')
    .select(({ fn }) => ['kind', fn.min('at').as('since')])
    .where('at', '>', since.toISOString())
    .groupBy('kind')
    .orderBy('kind')
    .execute()
}

export async function deleteRefusals(tx: Tx, before: Date): Promise<void> {
  await tx.deleteFrom('files.refusal').where('at', '<', before.toISOString()).execute()
}
