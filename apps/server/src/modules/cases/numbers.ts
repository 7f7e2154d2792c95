import { randomInt } from 'node:crypto'
import { caseNumberOf, queryCodeOf } from '@zhengtong/domain/case-number'
import type { Db } from '../../platform/db.ts'
import { takeNumbers } from './store.ts'

/** Numbers a process takes at once; those it does not use by its end are lost, which the rules allow (gaps, no repeats). */
const BLOCK = 50

interface Block {
  next: number
  end: number
}

/**
 * Hands out case numbers (办件编号: item code, date, sequence) without a hot row: each process takes blocks of its own and
 * counts inside them. Unique across processes because the block row moves in one statement.
 */
export class CaseNumbers {
  readonly #blocks = new Map<string, Promise<Block>>()

  async next(db: Db, itemCode: string, day: string): Promise<string> {
    const key = `${itemCode} ${day}`
    for (;;) {
      const pending = this.#blocks.get(key) ?? this.#refill(db, key, itemCode, day)
      const block = await pending
      if (block.next < block.end) {
        const sequence = block.next
        block.next += 1
        return caseNumberOf(itemCode, day, sequence)
      }
      // Only the first to find the block empty drops it; the others find its successor.
      if (this.#blocks.get(key) === pending) this.#blocks.delete(key)
    }
  }

  #refill(db: Db, key: string, itemCode: string, day: string): Promise<Block> {
    const refill = db
      .transaction()
      .execute((tx) => takeNumbers(tx, itemCode, day, BLOCK))
      .then((first) => ({ next: first, end: first + BLOCK }))
    this.#forgetOtherDays(day)
    this.#blocks.set(key, refill)
    refill.catch(() => this.#blocks.delete(key))
    return refill
  }

  #forgetOtherDays(day: string) {
    for (const key of this.#blocks.keys()) if (!key.endsWith(day)) this.#blocks.delete(key)
  }
}

/** A random query code (查询码) that is easy to type; 10^12 codes, so a clash is rare and the primary key catches it. */
export function newQueryCode(): string {
  return queryCodeOf(String(randomInt(1_000_000)).padStart(6, '0') + String(randomInt(1_000_000)).padStart(6, '0'))
}
