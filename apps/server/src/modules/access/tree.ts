import type { Db } from '../../platform/db.ts'
import * as store from './rights-store.ts'

export interface AgencyTree {
  /** The agency and all below it. */
  below(code: string): string[]
  inRegions(codes: ReadonlySet<string>): string[]
}
interface Kept {
  edition: number
  checkedAt: number
  tree: AgencyTree
}
const CHECK_EVERY_MS = 1_000
const kept = new WeakMap<Db, Promise<Kept>>()

/** All agencies, from memory; read again within a second of a change (`access.edition`). */
export async function agencyTree(db: Db): Promise<AgencyTree> {
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
  const rows = await store.listTree(db)
  const children = Map.groupBy(rows, ({ parentCode }) => parentCode)
  const below = (code: string): string[] => {
    const found = new Set([code])
    for (const each of found) for (const child of children.get(each) ?? []) found.add(child.code)
    return [...found]
  }
  const inRegions = (codes: ReadonlySet<string>) =>
    rows.filter(({ regionCode }) => codes.has(regionCode)).map(({ code }) => code)
  return { edition, checkedAt: performance.now(), tree: { below, inRegions } }
}
