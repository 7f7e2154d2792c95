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
  const item = await locked(tx, code, now)
  if (!item) return false
  if (item.planned) throw new Problem(StatePlanned)
  if (!successors[item.current].includes(state)) return false
  await become(tx, now, code, { current: item.current, state, from: from ?? now })
  return true
}

/**
 * Ends an item from an instant on because others take its place. One that has ended stays so; of a planned end the later
 * approval says when it is; any other plan for the item has to be settled first.
 */
export async function endItem(tx: Tx, now: Date, code: string, from: Date): Promise<void> {
  const item = await locked(tx, code, now)
  if (!item || item.current === 'cancelled') return
  if (item.planned && item.planned !== 'cancelled') throw new Problem(StatePlanned)
  await become(tx, now, code, { current: item.current, state: 'cancelled', from })
}

/** The item, locked: its state now, and another that is still to come. */
async function locked(tx: Tx, code: string, now: Date) {
  const item = await store.lockState(tx, code)
  if (!item) return undefined
  const isPlanned = item.nextStateAt !== null && new Date(item.nextStateAt) > now
  return isPlanned
    ? { current: item.state, planned: item.nextState }
    : { current: item.nextState ?? item.state, planned: null }
}

async function become(
  tx: Tx,
  now: Date,
  code: string,
  { current, state, from }: { current: store.ItemState; state: store.ItemState; from: Date },
): Promise<void> {
  const isLater = from > now
  await store.updateState(tx, code, {
    state: isLater ? current : state,
    nextState: isLater ? state : null,
    nextStateAt: isLater ? from.toISOString() : null,
  })
  await announce(tx, code, from, now)
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
