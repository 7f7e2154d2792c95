import type { Guide } from '@zhengtong/contract/guide'
import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'

export type ItemState = 'in-force' | 'suspended' | 'cancelled'
export interface BaseRow {
  key: string
  name: string
  type: string
  byLaw: Guide['byLaw']
  useLevels: string[]
  version: number
  source: string
}
interface ItemRow {
  code: string
  baseKey: string
  regionCode: string
  agencyCode: string | null
  state: ItemState
  source: string
}
interface ItemTable extends ItemRow {
  nextState: ItemState | null
  nextStateAt: string | null
}
interface VersionRow {
  itemCode: string
  version: number
  guide: Guide
  /** Open for application online. */
  applicable: boolean
  /** The edition of the base item it was published under. */
  baseVersion: number
  digest: string
  effectiveFrom: string
  effectiveTo: string | null
  publishedAt: string
}
declare module '../../platform/db.ts' {
  interface Schema {
    'catalogue.baseItem': BaseRow
    'catalogue.item': ItemTable
    'catalogue.itemVersion': VersionRow
    'catalogue.change': { number: number; itemCode: string }
  }
}

export interface ItemHead extends ItemRow {
  applicable: boolean
  version: number
  publishedAt: string
}

/** The state at an instant: a planned one holds from its own on. */
export const stateAt = (at: string) =>
  sql<ItemState>`case when i.next_state_at <= ${at}::timestamptz then i.next_state else i.state end`

/** The base item of each of these items: the same thing done by different agencies has one. */
export async function baseKeys(db: Db, codes: string[]): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('catalogue.item')
    .select(['code', 'baseKey'])
    .where(sql<boolean>`code = any (${codes}::text[])`)
    .limit(1_000)
    .execute()
  return new Map(rows.map(({ code, baseKey }) => [code, baseKey]))
}

/** The item and the number of the version in force at `at`; undefined when none is. */
export function findHead(db: Db, code: string, at: Date): Promise<ItemHead | undefined> {
  const instant = at.toISOString()
  return db
    .selectFrom('catalogue.item as i')
    .innerJoin('catalogue.itemVersion as v', 'v.itemCode', 'i.code')
    .select([
      'i.code',
      'i.baseKey',
      'i.regionCode',
      'i.agencyCode',
      stateAt(instant).as('state'),
      'v.applicable',
      'i.source',
      'v.version',
      'v.publishedAt',
    ])
    .where('i.code', '=', code)
    .where('v.effectiveFrom', '<=', instant)
    .where((eb) => eb.or([eb('v.effectiveTo', 'is', null), eb('v.effectiveTo', '>', instant)]))
    .executeTakeFirst()
}

/** Whether this version of the item is open for applications at this agency and instant: a condition for a statement that relies on it. */
export function isOpen(code: string, version: number, agencyCode: string, at: string) {
  return sql<boolean>`exists (
    select from catalogue.item i join catalogue.item_version v on v.item_code = i.code
    where i.code = ${code} and i.agency_code = ${agencyCode} and v.applicable and ${stateAt(at)} = 'in-force' and v.version = ${version}
      and v.effective_from <= ${at}::timestamptz and (v.effective_to is null or v.effective_to > ${at}::timestamptz))`
}

export function findVersion(db: Db, code: string, version: number) {
  return db
    .selectFrom('catalogue.itemVersion')
    .select(['guide', 'publishedAt'])
    .where('itemCode', '=', code)
    .where('version', '=', version)
    .executeTakeFirst()
}

/** The newest version, in force or to come, with the item locked: publications of one item take turns. */
export async function lockNewest(tx: Tx, code: string) {
  const item = await tx
    .selectFrom('catalogue.item')
    .select('code')
    .where('code', '=', code)
    .forUpdate()
    .executeTakeFirst()
  if (!item) return undefined
  return tx
    .selectFrom('catalogue.itemVersion')
    .select(['version', 'digest', 'effectiveFrom'])
    .where('itemCode', '=', code)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** Adds or renews the base item; its elements are what all its implementations share. */
export async function upsertBase(tx: Tx, row: BaseRow): Promise<void> {
  await tx
    .insertInto('catalogue.baseItem')
    .values({ ...row, byLaw: sql`${JSON.stringify(row.byLaw)}::jsonb` })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute()
}

/**
 * Puts a base item in, or renews the one of the same source, so that a new edition of it can be published; one of another
 * source stays as it is.
 */
export async function renewBase(tx: Tx, row: Omit<BaseRow, 'version'>): Promise<void> {
  const byLaw = sql<BaseRow['byLaw']>`${JSON.stringify(row.byLaw)}::jsonb`
  const { name, type, useLevels, source } = row
  await tx
    .insertInto('catalogue.baseItem')
    .values({ ...row, byLaw, version: 1 })
    .onConflict((conflict) =>
      conflict
        .column('key')
        .doUpdateSet({ name, type, byLaw, useLevels })
        .where('catalogue.baseItem.source', '=', source),
    )
    .execute()
}

export function findBase(db: Db, key: string) {
  return db.selectFrom('catalogue.baseItem').selectAll().where('key', '=', key).executeTakeFirst()
}

/** The base item, unchanged until the transaction ends. */
export function holdBase(tx: Tx, key: string): Promise<BaseRow> {
  return tx.selectFrom('catalogue.baseItem').selectAll().where('key', '=', key).forShare().executeTakeFirstOrThrow()
}

/** Adds the item; false when it is there already. */
export async function insertItem(tx: Tx, row: ItemRow): Promise<boolean> {
  const saved = await tx
    .insertInto('catalogue.item')
    .values({ ...row, nextState: null, nextStateAt: null })
    .onConflict((conflict) => conflict.column('code').doNothing())
    .returning('code')
    .executeTakeFirst()
  return saved !== undefined
}

export function updateItem(tx: Tx, { code, baseKey, regionCode, agencyCode, source }: ItemRow) {
  return tx
    .updateTable('catalogue.item')
    .set({ baseKey, regionCode, agencyCode, source })
    .where('code', '=', code)
    .execute()
}

/** Where an item came from. */
export async function sourceOf(db: Db, code: string): Promise<string | undefined> {
  const row = await db.selectFrom('catalogue.item').select('source').where('code', '=', code).executeTakeFirst()
  return row?.source
}

/** The state now and one that is planned, with the item locked. */
export async function lockState(tx: Tx, code: string) {
  return tx
    .selectFrom('catalogue.item')
    .select(['state', 'nextState', 'nextStateAt'])
    .where('code', '=', code)
    .forUpdate()
    .executeTakeFirst()
}

export function updateState(tx: Tx, code: string, row: Pick<ItemTable, 'state' | 'nextState' | 'nextStateAt'>) {
  return tx.updateTable('catalogue.item').set(row).where('code', '=', code).execute()
}

/** Ends the version without end at `at`. */
export function closeOpenVersion(tx: Tx, code: string, at: string) {
  return tx
    .updateTable('catalogue.itemVersion')
    .set({ effectiveTo: at })
    .where('itemCode', '=', code)
    .where('effectiveTo', 'is', null)
    .execute()
}

export function insertVersion(tx: Tx, row: Omit<VersionRow, 'effectiveTo'>) {
  return tx
    .insertInto('catalogue.itemVersion')
    .values({ ...row, guide: sql`${JSON.stringify(row.guide)}::json`, effectiveTo: null })
    .execute()
}

export function insertChange(tx: Tx, itemCode: string) {
  return sql`insert into catalogue.change (item_code) values (${itemCode})`.execute(tx)
}

export async function lastChange(db: Db): Promise<number> {
  const { rows } = await sql<{
    number: number
  }>`select coalesce(max(number), 0) as number from catalogue.change`.execute(db)
  return rows[0]?.number ?? 0
}

/** Items that changed after `number`, oldest first; at most 10,000 at a time. */
export function changesSince(db: Db, number: number) {
  return db
    .selectFrom('catalogue.change')
    .select(['number', 'itemCode'])
    .where('number', '>', number)
    .orderBy('number')
    .limit(10_000)
    .execute()
}

/** What search needs of all items in force after `code`, by code; a page of at most 2,000. */
export function listGuides(db: Db, after: string, at: Date, limit = 2_000) {
  const instant = at.toISOString()
  return db
    .selectFrom('catalogue.item as i')
    .innerJoin('catalogue.itemVersion as v', 'v.itemCode', 'i.code')
    .select([
      'i.code',
      'i.baseKey',
      'i.regionCode',
      'i.agencyCode',
      'i.source',
      stateAt(instant).as('state'),
      'v.applicable',
      'v.guide',
    ])
    .where('i.code', '>', after)
    .where('v.effectiveFrom', '<=', instant)
    .where((eb) => eb.or([eb('v.effectiveTo', 'is', null), eb('v.effectiveTo', '>', instant)]))
    .orderBy('i.code')
    .limit(limit)
    .execute()
}

/** Items of these base items that are open for application, of any region or of these, in no order; at most 1,000. */
export function listOpenItems(db: Db, baseKeys: readonly string[], regions: readonly string[] | 'any', at: Date) {
  const instant = at.toISOString()
  return db
    .selectFrom('catalogue.item as i')
    .innerJoin('catalogue.itemVersion as v', 'v.itemCode', 'i.code')
    .select(['i.code', 'i.baseKey', 'i.regionCode', 'v.version'])
    .where('i.baseKey', 'in', baseKeys)
    .$if(regions !== 'any', (query) => query.where('i.regionCode', 'in', [...regions]))
    .where('v.applicable', '=', true)
    .where(sql<boolean>`${stateAt(instant)} = 'in-force'`)
    .where('v.effectiveFrom', '<=', instant)
    .where((eb) => eb.or([eb('v.effectiveTo', 'is', null), eb('v.effectiveTo', '>', instant)]))
    .limit(1_000)
    .execute()
}
