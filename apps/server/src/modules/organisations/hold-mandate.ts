import { MandateEnded, OutOfScope } from '@zhengtong/contract/organisations'
import type { Citizen } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { Problem } from '../../platform/problem.ts'
import { holdInForce } from './store.ts'

/**
 * Makes sure, inside the transaction of an act, that the citizen may do this for whom he acts: an end of his mandate that
 * was first refuses the act, and one that comes later waits for it. Someone who acts for himself needs nothing.
 */
export async function holdMandate(tx: Tx, citizen: Citizen, itemCode: string): Promise<void> {
  if (!citizen.mandateId) return
  const held = await holdInForce(tx, citizen.id, citizen.mandateId, itemCode, legalDate(citizen.now))
  if (!held || held.organisationId !== citizen.onBehalfOf) throw new Problem(MandateEnded)
  if (!held.covers) throw new Problem(OutOfScope)
}
