import { ancestorsOf, regionMap, type RegionNode } from '@zhengtong/domain/region'
import type { Db } from '../../platform/db.ts'
import * as store from './store.ts'

export interface RegionTree {
  nodes: ReadonlyMap<string, RegionNode>
  rows: ReadonlyMap<string, store.RegionRow>
}

interface Kept {
  edition: number
  checkedAt: number
  tree: RegionTree
}
const CHECK_EVERY_MS = 1_000
const kept = new WeakMap<Db, Promise<Kept>>()

/** All regions, from memory; read again within a second of an import. */
export async function regionTree(db: Db): Promise<RegionTree> {
  const known = await kept.get(db)
  if (known && performance.now() - known.checkedAt < CHECK_EVERY_MS) return known.tree
  const edition = await store.currentEdition(db)
  if (known?.edition === edition) {
    known.checkedAt = performance.now()
    return known.tree
  }
  const fresh = load(db, edition)
  kept.set(db, fresh)
  fresh.catch(() => kept.delete(db))
  return (await fresh).tree
}

async function load(db: Db, edition: number): Promise<Kept> {
  const rows = await store.listRegions(db)
  const nodes = regionMap(
    rows.map(({ code, name, level, parentCode, kind, placeholder }) => ({
      code,
      name,
      level: level as RegionNode['level'],
      parent: parentCode,
      kind: kind as RegionNode['kind'],
      virtual: placeholder,
    })),
  )
  return { edition, checkedAt: performance.now(), tree: { nodes, rows: new Map(rows.map((row) => [row.code, row])) } }
}

/** The full name, e.g. 示例省云溪市云岭区; the code itself when the region is unknown. */
export async function regionName(db: Db, code: string): Promise<string> {
  return (await regionTree(db)).rows.get(code)?.fullName ?? code
}

/** The region and all above it, nearest first, without placeholders: where a resident may find his items. */
export async function closureOf(db: Db, code: string): Promise<string[]> {
  const { nodes } = await regionTree(db)
  return nodes.has(code) ? ancestorsOf(nodes, code).map((node) => node.code) : []
}

/** The region and all below it; 'all' for one that nothing is above, none for one that is not there. */
export async function subtreeOf(db: Db, code: string): Promise<ReadonlySet<string> | 'all'> {
  const { rows } = await regionTree(db)
  const root = rows.get(code)
  if (!root) return new Set()
  if (root.parentCode === null) return 'all'
  const children = Map.groupBy(rows.values(), ({ parentCode }) => parentCode)
  const found = new Set([code])
  for (const each of found) for (const child of children.get(each) ?? []) found.add(child.code)
  return found
}
