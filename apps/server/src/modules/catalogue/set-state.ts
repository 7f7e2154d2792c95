import type { Tx } from '../../platform/db.ts'
import * as store from './store.ts'

/** Suspends, resumes or cancels an item: new applications only; cases under way finish under their version. */
export async function setItemState(tx: Tx, code: string, state: store.ItemState): Promise<boolean> {
  const changed = await store.updateState(tx, code, state)
  if (changed) await store.insertChange(tx, code)
  return changed
}
