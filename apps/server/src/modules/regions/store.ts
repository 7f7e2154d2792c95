import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'

export interface RegionRow {
  code: string
  name: string
  fullName: string
  level: number
  parentCode: string | null
  kind: string
  placeholder: boolean
  source: string
}
declare module '../../platform/db.ts' {
  interface Schema {
    'regions.region': RegionRow & { validFrom: string | null; validTo: string | null; successors: string[] }
    'regions.edition': { onlyRow: boolean; number: number }
  }
}

const columns = ['code', 'name', 'fullName', 'level', 'parentCode', 'kind', 'placeholder', 'source'] as const

export function listRegions(db: Db): Promise<RegionRow[]> {
  return db.selectFrom('regions.region').select(columns).orderBy('code').limit(100_000).execute()
}

export async function currentEdition(db: Db): Promise<number> {
  return (await db.selectFrom('regions.edition').select('number').executeTakeFirstOrThrow()).number
}

export async function nextEdition(tx: Tx): Promise<void> {
  await tx
    .updateTable('regions.edition')
    .set((eb) => ({ number: eb('number', '+', 1) }))
    .execute()
}

/** Inserts or changes regions; returns how many are new or different. */
export async function upsertRegions(tx: Tx, rows: RegionRow[]): Promise<number> {
  const { rows: changed } = await sql<{ code: string }>`
    insert into regions.region as r (code, name, full_name, level, parent_code, kind, placeholder, source)
    select * from jsonb_to_recordset(${JSON.stringify(rows.map(snake))}::jsonb)
      as n (code text, name text, full_name text, level smallint, parent_code text, kind text, placeholder boolean, source text)
    on conflict (code) do update set name = excluded.name, full_name = excluded.full_name, level = excluded.level,
      parent_code = excluded.parent_code, kind = excluded.kind, placeholder = excluded.placeholder, source = excluded.source
    where (r.name, r.full_name, r.level, r.parent_code, r.kind, r.placeholder) is distinct from
      (excluded.name, excluded.full_name, excluded.level, excluded.parent_code, excluded.kind, excluded.placeholder)
    returning code`.execute(tx)
  return changed.length
}

function snake({ fullName, parentCode, ...row }: RegionRow) {
  return { ...row, full_name: fullName, parent_code: parentCode }
}
