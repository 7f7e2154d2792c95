import { fullNameOf, regionMap, regionNode } from '@zhengtong/domain/region'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import type { Db, Tx } from '../../platform/db.ts'
import { importLines, type ImportReport } from '../../platform/import-lines.ts'
import * as store from './store.ts'

/** Counties and above: {code, name, parent?, kind?, full?}; streets: {code, name, area}. */
const Line = Type.Object({
  code: Type.String({ pattern: '^[1-9]\\d{5}(\\d{3})?$' }),
  name: Type.String({ minLength: 1, maxLength: 60 }),
  parent: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  area: Type.Optional(Type.String()),
  kind: Type.Optional(Type.String({ maxLength: 20 })),
  full: Type.Optional(Type.String({ maxLength: 200 })),
})

/** Imports administrative divisions from JSONL. */
export function importRegions(db: Db, file: string, source: string): Promise<ImportReport> {
  return importLines(db, file, (value) => readRegion(value, source), saveRegions)
}

export function readRegion(value: unknown, source: string): store.RegionRow | string {
  if (!Value.Check(Line, value)) return '缺少 code 或 name,或格式不正确'
  const node = regionNode({
    code: value.code,
    name: value.name,
    parent: value.parent ?? value.area ?? null,
    kind: value.kind ?? null,
  })
  if (!node) return `${value.code} 不是行政区划代码`
  return {
    code: node.code,
    name: node.name,
    fullName: value.full ?? '',
    level: Math.min(node.level, 4),
    parentCode: node.parent,
    kind: node.kind,
    placeholder: node.virtual,
    source,
  }
}

/** Stores regions; full names that the file does not give are put together from the parents. */
export async function saveRegions(tx: Tx, rows: store.RegionRow[]): Promise<number> {
  const known = new Map((await store.listRegions(tx)).map((row) => [row.code, row]))
  for (const row of rows) known.set(row.code, row)
  const nodes = regionMap(
    [...known.values()].flatMap(
      ({ code, name, parentCode, kind }) => regionNode({ code, name, parent: parentCode, kind }) ?? [],
    ),
  )
  const changed = await store.upsertRegions(
    tx,
    rows.map((row) => ({ ...row, fullName: row.fullName || fullNameOf(nodes, row.code) })),
  )
  if (changed) await store.nextEdition(tx)
  return changed
}
