import { MandateEnded, OutOfScope } from '@zhengtong/contract/organisations'
import type { Citizen } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { Problem } from '../../platform/problem.ts'
import { findHeld, findInForce } from './store.ts'

/**
 * Makes sure, inside the transaction of an act, that the citizen may do this for whom he acts: an end of his mandate that
 * was first refuses the act, and one that comes later waits for it. Someone who acts for himself needs nothing.
 */
export async function holdMandate(tx: Tx, citizen: Citizen, itemCode: string): Promise<void> {
  if (!citizen.mandateId || (await findHeld(tx, citizen, itemCode))) return
  await requireMandate(tx, citizen, itemCode)
  throw new Problem(MandateEnded)
}

/** Says why the citizen may not do this for whom he acts; nothing when he may. */
export async function requireMandate(db: Db, citizen: Citizen, itemCode: string): Promise<void> {
  if (!citizen.mandateId) return
  const mandate = await findInForce(db, citizen.id, citizen.mandateId, legalDate(citizen.now))
  if (!mandate) throw new Problem(MandateEnded)
  if (mandate.items && !mandate.items.includes(itemCode)) throw new Problem(OutOfScope)
}
