import { StatePlanned } from '@zhengtong/contract/catalogue-changes'
import type { Tx } from '../../platform/db.ts'
import { addJob } from '../../platform/jobs.ts'
import { Problem } from '../../platform/problem.ts'
import * as store from './store.ts'

/** What a state may become; a cancellation is for good. */
const successors: Record<store.ItemState, readonly store.ItemState[]> = {
  'in-force': ['suspended', 'cancelled'],
  suspended: ['in-force', 'cancelled'],
  cancelled: [],
}

/**
 * Suspends, resumes or cancels an item, now or from an instant on; false when it cannot become that. New applications only:
 * cases under way finish under their version. One planned change of state an item.
 */
export async function setItemState(
  tx: Tx,
  now: Date,
  code: string,
  { state, from }: { state: store.ItemState; from?: Date },
): Promise<boolean> {
  const item = await store.lockState(tx, code)
  if (!item) return false
  const planned = item.nextState && item.nextStateAt ? { state: item.nextState, at: new Date(item.nextStateAt) } : null
  if (planned && planned.at > now) throw new Problem(StatePlanned)
  const current = planned?.state ?? item.state
  if (!successors[current].includes(state)) return false
  const isLater = from !== undefined && from > now
  await store.updateState(tx, code, {
    state: isLater ? current : state,
    nextState: isLater ? state : null,
    nextStateAt: isLater ? from.toISOString() : null,
  })
  await announce(tx, code, from ?? now, now)
  return true
}

/** A worker whose clock runs ahead must not read the state of before. */
const CLOCKS_DIFFER_MS = 1_000

/** Tells memory caches and the search index that an item changes: now, and at the instant from which the change holds. */
export async function announce(tx: Tx, code: string, from: Date, now: Date): Promise<void> {
  await store.insertChange(tx, code)
  if (from <= now) return
  const runAt = new Date(from.getTime() + CLOCKS_DIFFER_MS)
  await addJob(tx, 'catalogue:turn', { itemCode: code }, { key: `turn:${code}:${from.toISOString()}`, runAt })
}
