import type { ListedItem } from '@zhengtong/contract/catalogue-lists'
import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'
import type { Scope } from '../access/index.ts'
import { ofAgencies } from './change-store.ts'
import { stateAt, type BaseRow, type ItemState } from './store.ts'

interface ItemQuery {
  search: string | undefined
  state: ItemState | undefined
  behind: boolean | undefined
  after: string | undefined
  limit: number
}
interface ListedRow extends Omit<ListedItem, 'planned' | 'plannedState'> {
  plannedVersion: number | null
  plannedFrom: string | null
  nextState: ItemState | null
  nextStateAt: string | null
}

/** Items in scope by code, one more than asked for: with the version in force, what is planned, and open change requests. */
export async function listOwnItems(
  db: Db,
  scope: Scope,
  now: string,
  { search, state, behind, after, limit }: ItemQuery,
): Promise<ListedRow[]> {
  const at = sql`${now}::timestamptz`
  const { rows } = await sql<ListedRow>`
    select i.code, i.base_key, b.name, coalesce(v.dept_name, p.dept_name, '') as agency_name, ${stateAt(now)} as state,
      v.version, p.version as planned_version, p.effective_from as planned_from,
      case when i.next_state_at > ${at} then i.next_state end as next_state,
      case when i.next_state_at > ${at} then i.next_state_at end as next_state_at,
      (select count(*)::int from catalogue.change_request c
        where c.item_code = i.code and c.state in ('draft', 'agency', 'legal', 'office', 'returned')) as open_changes,
      coalesce(p.base_version, v.base_version, b.version) < b.version as behind_base
    from catalogue.item i
    join catalogue.base_item b on b.key = i.base_key
    left join lateral (select version, base_version, guide->>'deptName' as dept_name from catalogue.item_version
      where item_code = i.code and effective_from <= ${at} and (effective_to is null or effective_to > ${at})) v on true
    left join lateral (select version, base_version, effective_from, guide->>'deptName' as dept_name from catalogue.item_version
      where item_code = i.code and effective_from > ${at} order by version desc limit 1) p on true
    where ${ofAgencies(scope, 'i.agency_code')} and i.agency_code is not null and i.code > ${after ?? ''}::text
      and (${search ?? ''}::text = '' or position(${search ?? ''}::text in b.name) > 0 or i.code = ${search ?? ''}::text)
      and (${state ?? null}::text is null or ${stateAt(now)} = ${state ?? null}::text)
      and (not ${behind ?? false}::boolean or coalesce(p.base_version, v.base_version) < b.version)
    order by i.code limit ${limit + 1}`.execute(db)
  return rows
}

/** An item in scope with its latest versions, newest first; undefined when it is not there for this scope. */
export async function findOwnItem(db: Db, scope: Scope, code: string) {
  const item = await db
    .selectFrom('catalogue.item as i')
    .innerJoin('catalogue.baseItem as b', 'b.key', 'i.baseKey')
    .select(['i.code', 'i.baseKey', 'i.agencyCode', 'i.regionCode', 'b.name'])
    .where('i.code', '=', code)
    .where(ofAgencies(scope, 'i.agency_code'))
    .executeTakeFirst()
  return item?.agencyCode ? { ...item, agencyCode: item.agencyCode } : undefined
}

/** The same with what becomes of its state. */
export function findOld(db: Db, code: string) {
  return db
    .selectFrom('catalogue.item as i')
    .innerJoin('catalogue.baseItem as b', 'b.key', 'i.baseKey')
    .select(['b.name', 'i.agencyCode', 'i.state', 'i.nextState', 'i.nextStateAt'])
    .where('i.code', '=', code)
    .executeTakeFirst()
}

/** Items that took over from one, with whoever does them now; those that have begun by `at`. */
export function listSuccessors(db: Db, code: string, at: Date) {
  const instant = at.toISOString()
  return db
    .selectFrom('catalogue.succession as s')
    .innerJoin('catalogue.item as i', 'i.code', 's.successorCode')
    .innerJoin('catalogue.baseItem as b', 'b.key', 'i.baseKey')
    .innerJoin('catalogue.itemVersion as v', 'v.itemCode', 'i.code')
    .select(['i.code', 'b.name', sql<string>`v.guide->>'deptName'`.as('agencyName')])
    .where('s.predecessorCode', '=', code)
    .where('v.effectiveFrom', '<=', instant)
    .where((eb) => eb.or([eb('v.effectiveTo', 'is', null), eb('v.effectiveTo', '>', instant)]))
    .where(sql<boolean>`${stateAt(instant)} = 'in-force'`)
    .orderBy('i.code')
    .limit(20)
    .execute()
}

/** An item of any agency: as the predecessor of another. */
export function findItem(db: Db, code: string) {
  return db
    .selectFrom('catalogue.item as i')
    .innerJoin('catalogue.baseItem as b', 'b.key', 'i.baseKey')
    .select(['i.code', 'i.baseKey', 'i.agencyCode', 'i.regionCode', 'b.name'])
    .where('i.code', '=', code)
    .executeTakeFirst()
}

export function listVersions(db: Db, code: string, limit: number) {
  return db
    .selectFrom('catalogue.itemVersion')
    .select(['version', 'effectiveFrom', 'effectiveTo', 'guide'])
    .where('itemCode', '=', code)
    .orderBy('version', 'desc')
    .limit(limit)
    .execute()
}

/** The newest version, in force or planned. */
export function findNewest(db: Db, code: string) {
  return db
    .selectFrom('catalogue.itemVersion')
    .select(['version', 'guide'])
    .where('itemCode', '=', code)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export function listSuccessions(db: Db, code: string) {
  return db
    .selectFrom('catalogue.succession')
    .select(['kind', 'predecessorCode as predecessor', 'successorCode as successor', 'at'])
    .where((eb) => eb.or([eb('predecessorCode', '=', code), eb('successorCode', '=', code)]))
    .orderBy('at')
    .limit(50)
    .execute()
}

/** Base items by key, one more than asked for. */
export function listBase(
  db: Db,
  { search, after, limit }: { search: string | undefined; after: string | undefined; limit: number },
) {
  return db
    .selectFrom('catalogue.baseItem')
    .select(['key', 'name', 'type', 'byLaw', 'useLevels', 'version'])
    .where('key', '>', after ?? '')
    .where(
      sql<boolean>`(${search ?? ''}::text = '' or position(${search ?? ''}::text in name) > 0 or key = ${search ?? ''}::text)`,
    )
    .orderBy('key')
    .limit(limit + 1)
    .execute()
}

/** Saves the next edition of a base item, or a new one as edition 1; undefined when another edition than `seen` is there. */
export async function saveBase(
  tx: Tx,
  seen: number,
  row: Omit<BaseRow, 'version'>,
): Promise<Omit<BaseRow, 'source'> | undefined> {
  const byLaw = sql<BaseRow['byLaw']>`${JSON.stringify(row.byLaw)}::jsonb`
  const columns = ['key', 'name', 'type', 'byLaw', 'useLevels', 'version'] as const
  if (seen === 0)
    return tx
      .insertInto('catalogue.baseItem')
      .values({ ...row, byLaw, version: 1 })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .returning(columns)
      .executeTakeFirst()
  const { name, type, useLevels, source } = row
  return tx
    .updateTable('catalogue.baseItem')
    .set({ name, type, byLaw, useLevels, source, version: seen + 1 })
    .where('key', '=', row.key)
    .where('version', '=', seen)
    .returning(columns)
    .executeTakeFirst()
}
