import type { Db } from '../../platform/db.ts'
import { sm3 } from '../../platform/crypto/index.ts'
import * as store from './store.ts'

export interface CachedPage {
  /** UTF-8, encoded once. */
  body: Buffer
  etag: string
}

const CHECK_EVERY_MS = 500
const KEPT = 20_000

/**
 * Item pages as they go over the wire, kept until the item changes. Every half second the first reader asks the database
 * which items changed; so a page is stale for less than a second, in every process.
 */
export class PageCache {
  readonly #pages = new Map<string, CachedPage>()
  #seen: number | undefined
  #checkedAt = 0
  #checking: Promise<void> | undefined

  /** The page if it is at hand and checked just now; most requests end here without waiting for anything. */
  atHand(code: string): CachedPage | undefined {
    return performance.now() - this.#checkedAt > CHECK_EVERY_MS ? undefined : this.#pages.get(code)
  }

  async get(db: Db, code: string, make: () => Promise<string>): Promise<CachedPage> {
    if (performance.now() - this.#checkedAt > CHECK_EVERY_MS)
      await (this.#checking ??= this.#check(db).finally(() => (this.#checking = undefined)))
    const known = this.#pages.get(code)
    if (known) return known
    const text = await make()
    const page = { body: Buffer.from(text), etag: `"${sm3(text).slice(0, 32)}"` }
    if (this.#pages.size >= KEPT) this.#pages.clear()
    this.#pages.set(code, page)
    return page
  }

  async #check(db: Db): Promise<void> {
    this.#checkedAt = performance.now()
    if (this.#seen === undefined) {
      this.#seen = await store.lastChange(db)
      return
    }
    const changes = await store.changesSince(db, this.#seen)
    for (const { itemCode } of changes) this.#pages.delete(itemCode)
    this.#seen = changes.at(-1)?.number ?? this.#seen
  }
}
