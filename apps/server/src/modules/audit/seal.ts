import { legalDate } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import { digestOf, GENESIS, linkHash } from './canonical.ts'
import * as store from './store.ts'

/** Events a transaction seals; the next one takes the rest. */
const BATCH = 1_000

/**
 * Seals every event that is complete: appends it to the chain of its stream. Runs outside the transactions that write
 * events, so that no row of the chain is a place where all of them wait; an event is unsealed for at most a minute.
 * Order is that of transactions, and only events below the oldest running transaction are taken: one that commits late
 * has a higher number than everything sealed before, so none is missed (ADR 0009).
 */
export async function sealEvents(db: Db): Promise<number> {
  for (let sealed = 0; ;) {
    const count = await sealBatch(db)
    sealed += count
    if (count < BATCH) return sealed
  }
}

function sealBatch(db: Db): Promise<number> {
  return db.transaction().execute(async (tx) => {
    if (!(await store.lockSealing(tx))) return 0
    const events = await store.unsealedEvents(tx, BATCH)
    const last = events.at(-1)
    if (!last) return 0
    const heads = new Map((await store.listHeads(tx)).map((head) => [head.stream, head]))
    const signed = new Map((await store.lastCheckpoints(tx)).map(({ stream, day }) => [stream, day]))
    const links = events.map((event): store.LinkRow => {
      const stream = streamOf(event.type)
      const before = heads.get(stream) ?? { seq: 0, hash: GENESIS, day: '' }
      const digest = digestOf(event)
      const seq = before.seq + 1
      const hash = linkHash(before.hash, digest)
      // Days never go back within a chain, whatever the clocks of two processes say.
      const open = openDay(legalDate(event.at), signed.get(stream))
      const day = open > before.day ? open : before.day
      heads.set(stream, { stream, seq, hash, day })
      return { stream, seq, day, eventId: event.id, eventAt: event.at, digest, hash }
    })
    await store.insertLinks(tx, links, last)
    await store.saveHeads(tx, [...heads.values()])
    return events.length
  })
}

export const streamOf = (type: string): string => type.split('.')[0] ?? type

/** A signed day takes no more links: what commits late belongs to the day after. */
function openDay(day: string, signed: string | undefined): string {
  if (signed === undefined || day > signed) return day
  return legalDate(new Date(Date.parse(`${signed}T00:00:00+08:00`) + 86_400_000))
}
