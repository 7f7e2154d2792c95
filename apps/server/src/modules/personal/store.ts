import type { VaultKind } from '@zhengtong/contract/personal'
import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'

interface ConsentActTable {
  citizenId: string
  id: string
  kind: string
  action: 'given' | 'withdrawn'
  version: string
  textDigest: string
  at: string
}
interface ExportTable {
  citizenId: string
  id: string
  requestedAt: string
  contentSealed: string | null
  expiresAt: string | null
  takenAt: string | null
}
declare module '../../platform/db.ts' {
  interface Schema {
    'personal.favourite': { citizenId: string; itemCode: string; addedAt: string }
    'personal.vaultFile': { citizenId: string; fileId: string; kind: VaultKind; title: string; addedAt: string }
    'personal.consentAct': ConsentActTable
    'personal.export': ExportTable
    'personal.deletion': { citizenId: string; requestedAt: string; eraseOn: string }
  }
}

/** One person's writes to his bounded lists take turns, so that two at once cannot both take the last place. */
async function lockLists(tx: Tx, citizenId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`personal:${citizenId}`}, 0))`.execute(tx)
}

export function listFavourites(db: Db, citizenId: string, limit: number) {
  return db
    .selectFrom('personal.favourite')
    .select(['itemCode', 'addedAt'])
    .where('citizenId', '=', citizenId)
    .orderBy('addedAt', 'desc')
    .orderBy('itemCode')
    .limit(limit)
    .execute()
}

/** Adds a favourite, once; false when there are `max` others. */
export async function addFavourite(tx: Tx, citizenId: string, itemCode: string, at: string, max: number) {
  await lockLists(tx, citizenId)
  const { rows } = await sql`
    insert into personal.favourite (citizen_id, item_code, added_at)
    select ${citizenId}::uuid, ${itemCode}, ${at}::timestamptz
    where (select count(*) from personal.favourite where citizen_id = ${citizenId} and item_code <> ${itemCode}) < ${max}
    on conflict (citizen_id, item_code) do update set item_code = excluded.item_code
    returning item_code`.execute(tx)
  return rows.length === 1
}

export function removeFavourite(tx: Tx, citizenId: string, itemCode: string) {
  return tx
    .deleteFrom('personal.favourite')
    .where('citizenId', '=', citizenId)
    .where('itemCode', '=', itemCode)
    .execute()
}

export function listVault(db: Db, citizenId: string, limit: number) {
  return db
    .selectFrom('personal.vaultFile')
    .select(['fileId', 'kind', 'title', 'addedAt'])
    .where('citizenId', '=', citizenId)
    .orderBy('addedAt', 'desc')
    .orderBy('fileId')
    .limit(limit)
    .execute()
}

/** Puts a file into the vault or renames it there; false when there are `max` others. */
export async function putIntoVault(
  tx: Tx,
  row: { citizenId: string; fileId: string; kind: VaultKind; title: string; addedAt: string },
  max: number,
): Promise<boolean> {
  await lockLists(tx, row.citizenId)
  const { rows } = await sql`
    insert into personal.vault_file (citizen_id, file_id, kind, title, added_at)
    select ${row.citizenId}::uuid, ${row.fileId}::uuid, ${row.kind}, ${row.title}, ${row.addedAt}::timestamptz
    where (select count(*) from personal.vault_file where citizen_id = ${row.citizenId} and file_id <> ${row.fileId}) < ${max}
    on conflict (citizen_id, file_id) do update set kind = excluded.kind, title = excluded.title
    returning file_id`.execute(tx)
  return rows.length === 1
}

/** Takes files out of the vault, one or all; returns their ids. */
export async function takeFromVault(tx: Tx, citizenId: string, fileId?: string): Promise<string[]> {
  const rows = await tx
    .deleteFrom('personal.vaultFile')
    .where('citizenId', '=', citizenId)
    .$if(fileId !== undefined, (query) => query.where('fileId', '=', fileId ?? ''))
    .returning('fileId')
    .execute()
  return rows.map((row) => row.fileId)
}

export function insertConsentAct(tx: Tx, row: ConsentActTable) {
  return tx.insertInto('personal.consentAct').values(row).execute()
}

/** The latest act of each kind. */
export function latestConsentActs(db: Db, citizenId: string) {
  return db
    .selectFrom('personal.consentAct')
    .distinctOn('kind')
    .selectAll()
    .where('citizenId', '=', citizenId)
    .orderBy('kind')
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .execute()
}

export function listConsentActs(db: Db, citizenId: string, limit: number) {
  return db
    .selectFrom('personal.consentAct')
    .select(['kind', 'action', 'version', 'at'])
    .where('citizenId', '=', citizenId)
    .orderBy('at', 'desc')
    .limit(limit)
    .execute()
}

/** Inserts the request; false when the id was used before. */
export async function insertExport(tx: Tx, citizenId: string, id: string, at: string): Promise<boolean> {
  const row = await tx
    .insertInto('personal.export')
    .values({ citizenId, id, requestedAt: at, contentSealed: null, expiresAt: null, takenAt: null })
    .onConflict((conflict) => conflict.columns(['citizenId', 'id']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export function listExports(db: Db, citizenId: string, limit: number) {
  return db
    .selectFrom('personal.export')
    .select(['id', 'requestedAt', 'expiresAt', 'takenAt'])
    .where('citizenId', '=', citizenId)
    .orderBy('requestedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** Puts the finished copy down, once. */
export function fillExport(tx: Tx, citizenId: string, id: string, contentSealed: string, expiresAt: string) {
  return tx
    .updateTable('personal.export')
    .set({ contentSealed, expiresAt })
    .where('citizenId', '=', citizenId)
    .where('id', '=', id)
    .where('expiresAt', 'is', null)
    .execute()
}

/** Hands the copy out and empties it, in one step: the second of two requests finds nothing. */
export async function takeExport(tx: Tx, citizenId: string, id: string, at: string): Promise<string | undefined> {
  const { rows } = await sql<{ contentSealed: string }>`
    with found as (
      select content_sealed from personal.export
      where citizen_id = ${citizenId} and id = ${id} and content_sealed is not null and expires_at > ${at}::timestamptz
      for update
    )
    update personal.export set taken_at = ${at}::timestamptz, content_sealed = null
    from found where citizen_id = ${citizenId} and id = ${id}
    returning found.content_sealed`.execute(tx)
  return rows[0]?.contentSealed
}

export function emptyExpiredExports(tx: Tx, now: string) {
  return tx
    .updateTable('personal.export')
    .set({ contentSealed: null })
    .where('contentSealed', 'is not', null)
    .where('expiresAt', '<', now)
    .execute()
}

export function findDeletion(db: Db, citizenId: string) {
  return db.selectFrom('personal.deletion').selectAll().where('citizenId', '=', citizenId).executeTakeFirst()
}

/** Notes the request, once: asking again keeps the first day. */
export async function insertDeletion(tx: Tx, row: { citizenId: string; requestedAt: string; eraseOn: string }) {
  const saved = await tx
    .insertInto('personal.deletion')
    .values(row)
    .onConflict((conflict) => conflict.column('citizenId').doNothing())
    .returning('citizenId')
    .executeTakeFirst()
  return saved !== undefined
}

export async function deleteDeletion(tx: Tx, citizenId: string): Promise<boolean> {
  const row = await tx
    .deleteFrom('personal.deletion')
    .where('citizenId', '=', citizenId)
    .returning('citizenId')
    .executeTakeFirst()
  return row !== undefined
}

/** Takes a request that is due for carrying out; undefined when it was cancelled meanwhile. */
export function lockDeletion(tx: Tx, citizenId: string, today: string) {
  return tx
    .selectFrom('personal.deletion')
    .select('citizenId')
    .where('citizenId', '=', citizenId)
    .where('eraseOn', '<=', today)
    .forUpdate()
    .executeTakeFirst()
}

export function listDueDeletions(db: Db, today: string, limit: number) {
  return db
    .selectFrom('personal.deletion')
    .select('citizenId')
    .where('eraseOn', '<=', today)
    .orderBy('eraseOn')
    .limit(limit)
    .execute()
}

/** Forgets what this module keeps of a person; the record of his consents stays. */
export async function forgetPerson(tx: Tx, citizenId: string): Promise<void> {
  await tx.deleteFrom('personal.favourite').where('citizenId', '=', citizenId).execute()
  await tx.deleteFrom('personal.vaultFile').where('citizenId', '=', citizenId).execute()
  await tx.deleteFrom('personal.export').where('citizenId', '=', citizenId).execute()
  await tx.deleteFrom('personal.deletion').where('citizenId', '=', citizenId).execute()
}
