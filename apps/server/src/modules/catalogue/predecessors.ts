import type { Predecessor } from '@zhengtong/contract/catalogue-changes'
import type { Db } from '../../platform/db.ts'
import type { Scope } from '../access/index.ts'
import { covers } from './change-flow.ts'
import * as store from './change-store.ts'
import { findNewest, findOld } from './list-store.ts'

type Change = Pick<store.ChangeRow, 'id' | 'kind' | 'keepsOld' | 'predecessors'>

/** Whether the items that the new one comes out of end where it begins. */
export function endsOld({ kind, keepsOld }: Pick<Change, 'kind' | 'keepsOld'>): boolean {
  return kind === 'merge' || ((kind === 'split' || kind === 'hand-down') && !keepsOld)
}

/** Who may give the last approval reaches the items that it ends, too: a county does not end what the city does. */
export async function reachesOld(db: Db, reach: Scope, change: Change): Promise<boolean> {
  if (!endsOld(change)) return true
  const items = await Promise.all(change.predecessors.map((code) => findOld(db, code)))
  return items.every((item) => !item?.agencyCode || covers(reach, item.agencyCode))
}

/** What a new item comes out of, and what becomes of it, for editor and reviewers. */
export async function shownPredecessors(db: Db, change: Change, now: Date): Promise<Predecessor[]> {
  const shown = await Promise.all(
    change.predecessors.map(async (code) => {
      const [item, newest] = await Promise.all([findOld(db, code), findNewest(db, code)])
      if (!item) return []
      const isPlanned = item.nextStateAt !== null && new Date(item.nextStateAt) > now
      return {
        code,
        name: item.name,
        agencyName: newest?.guide.deptName ?? '',
        state: isPlanned ? item.state : (item.nextState ?? item.state),
        endsAt: isPlanned && item.nextState === 'cancelled' ? item.nextStateAt : null,
        pending: await store.countPending(db, code, change.id),
      }
    }),
  )
  return shown.flat()
}
