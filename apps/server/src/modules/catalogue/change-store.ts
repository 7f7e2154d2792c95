import type { ChangeAct, ChangeKind, ChangeState } from '@zhengtong/contract/catalogue-words'
import type { Guide } from '@zhengtong/contract/guide'
import { sql, type RawBuilder } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'
import type { Scope } from '../access/index.ts'

export type StoredState = Exclude<ChangeState, 'published'>
export interface ChangeRow {
  id: string
  kind: ChangeKind
  state: StoredState
  version: number
  itemCode: string
  itemName: string
  baseKey: string
  agencyCode: string
  agencyName: string
  publishedVersion: number | null
  predecessors: string[]
  /** The items it comes out of go on beside it. */
  keepsOld: boolean
  guide: Guide | null
  reason: string
  effectiveOn: string | null
  effectiveAt: string | null
  editorId: string
  editorName: string
  round: number
  editors: string[]
  updatedAt: string
}
interface StepRow {
  changeId: string
  seq: number
  actId: string
  act: ChangeAct
  round: number
  staffId: string
  staffName: string
  note: string | null
  at: string
}
interface SuccessionRow {
  predecessorCode: string
  successorCode: string
  kind: 'split' | 'merge' | 'hand-down'
  at: string
}
declare module '../../platform/db.ts' {
  interface Schema {
    'catalogue.changeRequest': ChangeRow
    'catalogue.changeStep': StepRow
    'catalogue.succession': SuccessionRow
  }
}

/** Whose items and change requests somebody reaches: list, detail and act carry the same condition. */
export function ofAgencies({ agencies }: Scope, column = 'agency_code'): RawBuilder<boolean> {
  if (agencies === 'all') return sql<boolean>`true`
  return sql<boolean>`${sql.raw(column)} = any (${agencies}::text[])`
}

const json = (guide: Guide | null) => sql<Guide | null>`${guide === null ? null : JSON.stringify(guide)}::json`

/** Keeps a new change request; false when its id is taken. */
export async function insertChangeRequest(tx: Tx, row: ChangeRow): Promise<boolean> {
  const saved = await tx
    .insertInto('catalogue.changeRequest')
    .values({ ...row, guide: json(row.guide) })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()
  return saved !== undefined
}

export function findChangeRequest(db: Db, scope: Scope, id: string): Promise<ChangeRow | undefined> {
  return db
    .selectFrom('catalogue.changeRequest')
    .selectAll()
    .where('id', '=', id)
    .where(ofAgencies(scope))
    .executeTakeFirst()
}

/** The same, locked: two who act at once take turns. */
export function lockChangeRequest(tx: Tx, scope: Scope, id: string): Promise<ChangeRow | undefined> {
  return tx
    .selectFrom('catalogue.changeRequest')
    .selectAll()
    .where('id', '=', id)
    .where(ofAgencies(scope))
    .forUpdate()
    .executeTakeFirst()
}

export async function updateChangeRequest(
  tx: Tx,
  id: string,
  { guide, ...row }: Partial<Omit<ChangeRow, 'id' | 'kind' | 'itemCode'>>,
): Promise<void> {
  await tx
    .updateTable('catalogue.changeRequest')
    .set({ ...row, ...(guide === undefined ? {} : { guide: json(guide) }) })
    .where('id', '=', id)
    .execute()
}

export interface ChangeQuery {
  state: ChangeState | undefined
  /** The stages that wait for this person, each as far as his right for it reaches. */
  waiting: readonly { state: StoredState; scope: Scope }[] | undefined
  itemCode: string | undefined
  after: { updatedAt: string; id: string } | undefined
  limit: number
  now: string
}

/** Change requests in scope, the latest first; one more than asked for. */
export function listChangeRequests(db: Db, scope: Scope, { state, waiting, itemCode, after, limit, now }: ChangeQuery) {
  const isPublished = sql<boolean>`state = 'approved' and effective_at <= ${now}::timestamptz`
  let query = db
    .selectFrom('catalogue.changeRequest')
    .select([
      'id',
      'kind',
      'state',
      'version',
      'itemCode',
      'itemName',
      'agencyName',
      'effectiveOn',
      'effectiveAt',
      'updatedAt',
      'editorName',
    ])
    .where(ofAgencies(scope))
  if (itemCode !== undefined) query = query.where('itemCode', '=', itemCode)
  if (state === 'published') query = query.where(isPublished)
  else if (state === 'approved') query = query.where(sql<boolean>`state = 'approved' and not (${isPublished})`)
  else if (state !== undefined) query = query.where('state', '=', state)
  if (waiting !== undefined) {
    const parts = waiting.map((stage) => sql<boolean>`(state = ${stage.state} and ${ofAgencies(stage.scope)})`)
    query = query.where(parts.length ? sql<boolean>`(${sql.join(parts, sql` or `)})` : sql<boolean>`false`)
  }
  if (after !== undefined)
    query = query.where(sql<boolean>`(updated_at, id) < (${after.updatedAt}::timestamptz, ${after.id}::uuid)`)
  return query
    .orderBy('updatedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}

export function listSteps(db: Db, changeId: string): Promise<StepRow[]> {
  return db.selectFrom('catalogue.changeStep').selectAll().where('changeId', '=', changeId).orderBy('seq').execute()
}

/** Adds a step; false when this person has submitted or approved in this round already. */
export async function insertStep(tx: Tx, row: StepRow): Promise<boolean> {
  const saved = await tx
    .insertInto('catalogue.changeStep')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['changeId', 'round', 'staffId'])
        .where(sql<boolean>`act in ('submit', 'approve')`)
        .doNothing(),
    )
    .returning('seq')
    .executeTakeFirst()
  return saved !== undefined
}

/** How many other change requests out of the same item are still on their way. */
export async function countPending(db: Db, code: string, besides: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from catalogue.change_request
    where predecessors @> ${[code]}::text[] and id <> ${besides} and state in ('draft', 'agency', 'legal', 'office', 'returned')`.execute(
    db,
  )
  return rows[0]?.count ?? 0
}

/** When the last of what came out of an item begins. */
export async function lastSuccession(tx: Tx, code: string): Promise<string | null> {
  const row = await tx
    .selectFrom('catalogue.succession')
    .select((eb) => eb.fn.max('at').as('at'))
    .where('predecessorCode', '=', code)
    .executeTakeFirst()
  return row?.at ?? null
}

export function insertSuccession(tx: Tx, row: SuccessionRow) {
  return tx
    .insertInto('catalogue.succession')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
