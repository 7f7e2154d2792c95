import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'

export interface DayRow {
  date: string
  kind: 'holiday' | 'workday'
  name: string
}
declare module '../../platform/db.ts' {
  interface Schema {
    'calendar.day': DayRow
    'calendar.publication': { number: number; version: string; source: string; publishedAt: string }
  }
}

export async function upsertDays(tx: Tx, rows: DayRow[]): Promise<number> {
  const { rows: changed } = await sql<{ date: string }>`
    insert into calendar.day as d (date, kind, name)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n (date date, kind text, name text)
    on conflict (date) do update set kind = excluded.kind, name = excluded.name where (d.kind, d.name) is distinct from (excluded.kind, excluded.name)
    returning d.date`.execute(tx)
  return changed.length
}

export async function insertPublication(tx: Tx, version: string, source: string): Promise<void> {
  await sql`insert into calendar.publication (version, source, published_at) values (${version}, ${source}, now())`.execute(
    tx,
  )
}

export async function newestPublication(db: Db): Promise<{ number: number; version: string } | undefined> {
  return db
    .selectFrom('calendar.publication')
    .select(['number', 'version'])
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export function listDays(db: Db): Promise<DayRow[]> {
  return db.selectFrom('calendar.day').select(['date', 'kind', 'name']).orderBy('date').limit(100_000).execute()
}
