import type { Guide } from '@zhengtong/contract/guide'
import type { Db } from '../../platform/db.ts'
import { perDatabase } from '../../platform/per-database.ts'
import * as store from './store.ts'

export interface Item extends store.ItemHead {
  guide: Guide
}

/** Versions never change, so they are kept in memory; the oldest leave when there are too many. */
const KEPT = 5_000
const versionsOf = perDatabase(() => new Map<string, { guide: Guide; publishedAt: string }>())

/** An item with the version in force now. State and version number are always read; only the immutable guide is kept. */
export async function itemInForce(db: Db, code: string, at: Date): Promise<Item | undefined> {
  const head = await store.findHead(db, code, at)
  if (!head) return undefined
  const version = await itemVersion(db, code, head.version)
  return version && { ...head, guide: version.guide }
}

/** How long a head may be kept where the writing statement checks it again (`isOpen`). */
const HEAD_MS = 1_000
const headsOf = perDatabase(() => new Map<string, { head: store.ItemHead | undefined; readAt: number }>())

/**
 * As `itemInForce`, from memory for up to a second: for checks before a statement that makes sure by itself (`isOpen`).
 * Saves a round trip for every submission.
 */
export async function itemAtHand(db: Db, code: string, at: Date): Promise<Item | undefined> {
  const heads = headsOf(db)
  const known = heads.get(code)
  if (!known || performance.now() - known.readAt > HEAD_MS) {
    if (heads.size >= KEPT) heads.clear()
    heads.set(code, { head: await store.findHead(db, code, at), readAt: performance.now() })
  }
  const head = heads.get(code)?.head
  const version = head && (await itemVersion(db, code, head.version))
  return version && { ...head, guide: version.guide }
}

/** One published version of an item, in force or not: what a case was submitted under. */
export async function itemVersion(
  db: Db,
  code: string,
  version: number,
): Promise<{ guide: Guide; publishedAt: string } | undefined> {
  const versions = versionsOf(db)
  const key = `${code} ${version}`
  const known = versions.get(key)
  if (known) return known
  const found = await store.findVersion(db, code, version)
  if (!found) return undefined
  if (versions.size >= KEPT) versions.delete(versions.keys().next().value ?? '')
  versions.set(key, found)
  return found
}
