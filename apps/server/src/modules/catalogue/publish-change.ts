import { ChangeNotNow } from '@zhengtong/contract/catalogue-changes'
import { startOfDay } from '@zhengtong/domain/plain-date'
import type { StaffMember } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db.ts'
import { Problem } from '../../platform/problem.ts'
import { insertSuccession, lastSuccession, type ChangeRow } from './change-store.ts'
import { publishItem } from './publish.ts'
import { endItem, setItemState } from './set-state.ts'
import { lockState } from './store.ts'

/** The source of items that were published by a change request: sample data leave them alone. */
export const CHANGED_HERE = '变更单'

const stateOf = { suspend: 'suspended', resume: 'in-force', cancel: 'cancelled' } as const

/** Does what an approved change says, from its day on, or at once; answers the instant. Whatever moved meanwhile is refused. */
export async function publishChange(tx: Tx, officer: StaffMember, change: ChangeRow): Promise<Date> {
  const { kind, itemCode, effectiveOn, guide } = change
  const planned = effectiveOn === null ? officer.now : new Date(startOfDay(effectiveOn))
  const from = planned > officer.now ? planned : officer.now
  if (kind === 'suspend' || kind === 'resume' || kind === 'cancel') {
    await mustBecome(tx, officer, itemCode, { state: stateOf[kind], from })
    return from
  }
  if (!guide) throw new Error(`change ${change.id} has no guide`)
  await publishItem(tx, officer, {
    guide,
    baseKey: change.baseKey,
    agencyCode: change.agencyCode,
    source: CHANGED_HERE,
    effectiveFrom: from,
    after: change.publishedVersion,
  })
  if (kind === 'split' || kind === 'merge' || kind === 'hand-down')
    await succeed(tx, officer, { ...change, kind, from })
  return from
}

type Succession = Pick<ChangeRow, 'itemCode' | 'predecessors' | 'keepsOld'> & {
  kind: 'split' | 'merge' | 'hand-down'
  from: Date
}

/**
 * Links the new item to those it comes out of, and ends them where it begins: merged ones at once, so that only one merger has
 * them; what is split or handed down where the last of its successors begins, so that nobody is left without either.
 */
async function succeed(tx: Tx, officer: StaffMember, { itemCode, kind, predecessors, keepsOld, from }: Succession) {
  // Locked before they are linked, and in one order: two changes out of the same items take turns.
  for (const predecessorCode of predecessors.toSorted()) {
    await lockState(tx, predecessorCode)
    await insertSuccession(tx, { predecessorCode, successorCode: itemCode, kind, at: from.toISOString() })
    if (kind === 'merge') await mustBecome(tx, officer, predecessorCode, { state: 'cancelled', from })
    else if (!keepsOld) {
      const last = await lastSuccession(tx, predecessorCode)
      await endItem(tx, officer.now, predecessorCode, new Date(last ?? from))
    }
  }
}

async function mustBecome(
  tx: Tx,
  { now }: StaffMember,
  code: string,
  next: { state: 'suspended' | 'in-force' | 'cancelled'; from: Date },
): Promise<void> {
  if (await setItemState(tx, now, code, next)) return
  throw new Problem(ChangeNotNow, { detail: '事项现在的状态不能这样变化，请核对后退回或撤销这张变更单' })
}
