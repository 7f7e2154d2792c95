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
  const [bundles, closure] = await Promise.all([listNewest(db), regions.closureOf(db, region)])
  const open = await openItems(
    db,
    bundles.map(({ definition }) => definition),
    closure,
    now,
  )
  const found = await Promise.all(bundles.map((bundle) => offerOf(db, bundle, open, closure)))
  // What takes care of most comes first.
  return found.filter((offer) => offer !== undefined).toSorted((a, b) => b.children.length - a.children.length)
}

export async function findOffer(db: Db, code: string, region: string, now: Date): Promise<Offer> {
  const bundle = await findNewest(db, code)
  if (!bundle) throw new Problem(BundleNotFound)
  const closure = await regions.closureOf(db, region)
  const offer = await offerOf(db, bundle, await openItems(db, [bundle.definition], closure, now), closure)
  if (!offer) throw new Problem(BundleNotOffered)
  return offer
}

/** By child, the item of any region that does it: what a bundle is checked against when it is published. */
export async function anyItems(db: Db, definition: BundleDefinition, now: Date): Promise<Map<string, ChildItem>> {
  return itemsOf(db, definition, await openItems(db, [definition], 'any', now), [])
}

type OpenItems = Awaited<ReturnType<typeof catalogue.listOpenItems>>
async function openItems(
  db: Db,
  definitions: readonly BundleDefinition[],
  closure: readonly string[] | 'any',
  now: Date,
): Promise<OpenItems> {
  const keys = [...new Set(definitions.flatMap(({ children }) => children.map(({ baseKey }) => baseKey)))]
  return keys.length === 0 || closure.length === 0 ? [] : catalogue.listOpenItems(db, keys, closure, now)
}

async function offerOf(
  db: Db,
  { definition, version }: PublishedBundle,
  open: OpenItems,
  closure: readonly string[],
): Promise<Offer | undefined> {
  const items = await itemsOf(db, definition, open, closure)
  const children = definition.children.flatMap((child) => {
    const item = items.get(child.key)
    return item ? [{ ...child, item }] : []
  })
  if (children.length < definition.children.length) return undefined
  const guides = Object.fromEntries(children.map(({ key, item }) => [key, item.guide]))
  return { definition, version, children, guides }
}

/** By child, the item that does it: of the nearest region, where several agencies offer it. */
async function itemsOf(
  db: Db,
  { children }: BundleDefinition,
  open: OpenItems,
  closure: readonly string[],
): Promise<Map<string, ChildItem>> {
  const distance = ({ regionCode }: OpenItems[number]) => closure.indexOf(regionCode)
  const items = new Map<string, ChildItem>()
  for (const { key, baseKey } of children) {
    const [nearest] = open
      .filter((item) => item.baseKey === baseKey)
      .toSorted((a, b) => distance(a) - distance(b) || (a.code < b.code ? -1 : 1))
    const version = nearest && (await catalogue.itemVersion(db, nearest.code, nearest.version))
    if (nearest && version) items.set(key, { code: nearest.code, version: nearest.version, guide: version.guide })
  }
  return items
}
