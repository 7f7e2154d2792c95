import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import * as catalogue from '../catalogue/index.ts'
import { ItemIndex } from './item-index.ts'

const PULL_EVERY_MS = 1_000

/** The index of one process: built from the catalogue at first use, then kept up with its changes within a second. */
export class LiveIndex {
  readonly #db: Db
  readonly #clock: Clock
  readonly #index = new ItemIndex()
  #seen: number | undefined
  #pulledAt = 0
  #pulling: Promise<void> | undefined

  constructor(db: Db, clock: Clock) {
    this.#db = db
    this.#clock = clock
  }

  async current(): Promise<ItemIndex> {
    if (this.#seen === undefined || performance.now() - this.#pulledAt > PULL_EVERY_MS) {
      await (this.#pulling ??= this.#pull().finally(() => (this.#pulling = undefined)))
    }
    return this.#index
  }

  async #pull(): Promise<void> {
    if (this.#seen === undefined) await this.#build()
    else await this.#follow(this.#seen)
    this.#pulledAt = performance.now()
  }

  async #build(): Promise<void> {
    const seen = await catalogue.lastChange(this.#db)
    for (let after = ''; ;) {
      const rows = await catalogue.listGuides(this.#db, after, this.#clock.now())
      for (const row of rows) this.#index.put(row)
      const last = rows.at(-1)
      if (!last) break
      after = last.code
    }
    this.#seen = seen
  }

  async #follow(seen: number): Promise<void> {
    const changes = await catalogue.changesSince(this.#db, seen)
    for (const code of new Set(changes.map(({ itemCode }) => itemCode))) {
      const item = await catalogue.itemInForce(this.#db, code, this.#clock.now())
      if (item) this.#index.put(item)
      else this.#index.remove(code)
    }
    this.#seen = changes.at(-1)?.number ?? seen
  }
}
