import type { CardAction, CardRule, CardState } from '@zhengtong/contract/supervision'
import { sql, type RawBuilder } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'
import { within, type Scope } from '../access/index.ts'

export interface CardRow {
  id: string
  caseId: string
  rule: CardRule
  level: 'yellow' | 'red'
  /** Of whom among several it speaks: the agency that was asked; '' where a rule speaks of the case as such. */
  subject: string
  state: CardState
  version: number
  caseNumber: string
  itemName: string
  agencyCode: string
  agencyName: string
  regionCode: string
  departmentCode: string | null
  handlerId: string | null
  dueOn: string | null
  answerDueOn: string | null
  raisedAt: string
}
export interface StepRow {
  cardId: string
  seq: number
  actId: string
  action: CardAction
  staffId: string
  staffName: string
  words: string
  at: string
}
declare module '../../platform/db.ts' {
  interface Schema {
    'supervision.card': CardRow
    'supervision.step': StepRow
  }
}

/** Adds cards; one that the case has already for this rule, level and subject stays as it is. Answers how many were new. */
export async function insertCards(tx: Tx, rows: Omit<CardRow, 'state' | 'version' | 'answerDueOn'>[]): Promise<number> {
  const column = <Key extends keyof (typeof rows)[number]>(key: Key) => rows.map((row) => row[key])
  const { numAffectedRows = 0n } = await sql`
    insert into supervision.card (id, case_id, rule, level, subject, state, case_number, item_name, agency_code, agency_name, region_code,
      department_code, handler_id, due_on, raised_at)
    select id, case_id, rule, level, subject, 'open', case_number, item_name, agency_code, agency_name, region_code, department_code,
      handler_id, due_on, raised_at
    from unnest(${column('id')}::uuid[], ${column('caseId')}::uuid[], ${column('rule')}::text[], ${column('level')}::text[],
      ${column('subject')}::text[], ${column('caseNumber')}::text[], ${column('itemName')}::text[], ${column('agencyCode')}::text[], ${column('agencyName')}::text[],
      ${column('regionCode')}::text[], ${column('departmentCode')}::text[], ${column('handlerId')}::uuid[],
      ${column('dueOn')}::date[], ${column('raisedAt')}::timestamptz[])
      as n (id, case_id, rule, level, subject, case_number, item_name, agency_code, agency_name, region_code, department_code, handler_id,
        due_on, raised_at)
    on conflict (case_id, rule, level, subject) do nothing`.execute(tx)
  return Number(numAffectedRows)
}

interface Filter {
  level: 'yellow' | 'red' | undefined
  state: CardState | undefined
  rule?: CardRule | undefined
  /** Code of an agency. */
  agency?: string | undefined
  /** Only those urged to answer before this legal date. */
  lateOn?: string | undefined
  after: { raisedAt: string; id: string } | undefined
  limit: number
}

/** Cards within the scope, the latest first; one more than asked for tells that there is another page. */
export function listCards(db: Db, scope: Scope, { level, state, rule, agency, lateOn, after, limit }: Filter) {
  return db
    .selectFrom('supervision.card')
    .selectAll()
    .where(within(scope))
    .$if(level !== undefined, (query) => query.where('level', '=', level ?? 'red'))
    .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'open'))
    .$if(rule !== undefined, (query) => query.where('rule', '=', rule ?? 'legal'))
    .$if(agency !== undefined, (query) => query.where('agencyCode', '=', agency ?? ''))
    .$if(lateOn !== undefined, (query) => query.where('state', '=', 'urged').where('answerDueOn', '<', lateOn ?? ''))
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(raised_at, id) < (${after?.raisedAt ?? ''}::timestamptz, ${after?.id ?? ''}::uuid)`),
    )
    .orderBy('raisedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}

/** The agencies that have cards within the scope, each found by one step in the index. */
export async function listCardAgencies(db: Db, scope: Scope, limit: number): Promise<{ code: string; name: string }[]> {
  const next = (from: RawBuilder<unknown>) =>
    sql`select agency_code, agency_name from supervision.card where ${within(scope)} and ${from} order by agency_code limit 1`
  const { rows } = await sql<{ code: string; name: string }>`
    with recursive found (code, name) as (
      (${next(sql`true`)})
      union all
      select n.* from found, lateral (${next(sql`agency_code > found.code`)}) as n
    )
    select code, name from found limit ${limit}`.execute(db)
  return rows
}

/** Cards that nobody has answered or cancelled, by level, each counted up to `ceiling`. */
export async function countCards(db: Db, scope: Scope, ceiling: number): Promise<{ yellow: number; red: number }> {
  const count = (level: string) =>
    sql`(select count(*)::int from (select 1 from supervision.card where ${within(scope)} and level = ${level} and state in ('open', 'urged', 'appealed') limit ${ceiling}) as counted)`
  const { rows } = await sql<{ yellow: number; red: number }>`
    select ${count('yellow')} as yellow, ${count('red')} as red`.execute(db)
  return rows[0] ?? { yellow: 0, red: 0 }
}

export function findCard(db: Db, scope: Scope, id: string) {
  return db.selectFrom('supervision.card').selectAll().where('id', '=', id).where(within(scope)).executeTakeFirst()
}

/** The same, locked: acts on one card take turns. */
export function lockCard(tx: Tx, scope: Scope, id: string) {
  return tx
    .selectFrom('supervision.card')
    .selectAll()
    .where('id', '=', id)
    .where(within(scope))
    .forUpdate()
    .executeTakeFirst()
}

export async function updateCard(
  tx: Tx,
  id: string,
  change: Pick<CardRow, 'state' | 'version' | 'answerDueOn'>,
): Promise<void> {
  await tx.updateTable('supervision.card').set(change).where('id', '=', id).execute()
}

export async function insertStep(tx: Tx, row: StepRow): Promise<void> {
  await tx.insertInto('supervision.step').values(row).execute()
}

export function findStep(tx: Tx, cardId: string, actId: string) {
  return tx
    .selectFrom('supervision.step')
    .select(['action', 'staffId'])
    .where('cardId', '=', cardId)
    .where('actId', '=', actId)
    .executeTakeFirst()
}

export function listSteps(db: Db, cardId: string) {
  return db.selectFrom('supervision.step').selectAll().where('cardId', '=', cardId).orderBy('seq').limit(200).execute()
}
