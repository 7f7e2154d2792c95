import type { BundleDefinition } from '@zhengtong/contract/bundle-definition'
import { BundleNotFound, BundleNotOffered } from '@zhengtong/contract/bundles'
import type { Guide } from '@zhengtong/contract/guide'
import type { ChildGuides } from '@zhengtong/domain/bundle'
import type { Db } from '../../platform/db.ts'
import { Problem } from '../../platform/problem.ts'
import * as catalogue from '../catalogue/index.ts'
import * as regions from '../regions/index.ts'
import { findNewest, listNewest, type PublishedBundle } from './definition-store.ts'

export type Child = BundleDefinition['children'][number]
interface ChildItem {
  code: string
  version: number
  guide: Guide
}
/** A bundle as one region does it: each child with the item of the nearest agency. */
export interface Offer {
  definition: BundleDefinition
  version: number
  children: (Child & { item: ChildItem })[]
  guides: ChildGuides
}

/** The bundles that can be done in a region: those whose every child somebody there, or above, does online. */
export async function listOffers(db: Db, region: string, now: Date): Promise<Offer[]> {
  const closure = await regions.closureOf(db, region)
  const found = await Promise.all((await listNewest(db)).map((bundle) => offerIn(db, bundle, closure, now)))
  // What takes care of most comes first.
  return found.filter((offer) => offer !== undefined).toSorted((a, b) => b.children.length - a.children.length)
}

export async function offerOf(db: Db, code: string, region: string, now: Date): Promise<Offer> {
  const bundle = await findNewest(db, code)
  if (!bundle) throw new Problem(BundleNotFound)
  const offer = await offerIn(db, bundle, await regions.closureOf(db, region), now)
  if (!offer) throw new Problem(BundleNotOffered)
  return offer
}

async function offerIn(
  db: Db,
  { definition, version }: PublishedBundle,
  closure: readonly string[],
  now: Date,
): Promise<Offer | undefined> {
  const items = await itemsFor(db, definition, closure, now)
  const children = definition.children.flatMap((child) => {
    const item = items.get(child.key)
    return item ? [{ ...child, item }] : []
  })
  if (children.length < definition.children.length) return undefined
  return {
    definition,
    version,
    children,
    guides: Object.fromEntries(children.map(({ key, item }) => [key, item.guide])),
  }
}

/** By child, the item that does it: of the nearest region, where several agencies offer it. */
export async function itemsFor(
  db: Db,
  { children }: BundleDefinition,
  closure: readonly string[] | 'any',
  now: Date,
): Promise<Map<string, ChildItem>> {
  const keys = [...new Set(children.map(({ baseKey }) => baseKey))]
  if (closure !== 'any' && closure.length === 0) return new Map()
  const open = await catalogue.listOpenItems(db, keys, closure, now)
  const distance = (region: string) => (closure === 'any' ? 0 : closure.indexOf(region))
  const items = new Map<string, ChildItem>()
  for (const { key, baseKey } of children) {
    const [nearest] = open
      .filter((item) => item.baseKey === baseKey)
      .toSorted((a, b) => distance(a.regionCode) - distance(b.regionCode) || (a.code < b.code ? -1 : 1))
    const version = nearest && (await catalogue.itemVersion(db, nearest.code, nearest.version))
    if (nearest && version) items.set(key, { code: nearest.code, version: nearest.version, guide: version.guide })
  }
  return items
}
