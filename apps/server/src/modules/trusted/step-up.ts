import { NotFound } from '@zhengtong/contract/problem'
import { NotLinked, type TrustedAttempt, type TrustedState } from '@zhengtong/contract/trusted'
import type { Citizen } from '../../platform/actor.ts'
import { tokenDigest } from '../../platform/crypto/index.ts'
import type { Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as identity from '../identity/index.ts'
import type { Verdict } from './authority.ts'
import { ownerOf, settle } from './check.ts'
import { attemptView, begin, countTry, type Begun } from './start.ts'
import * as store from './store.ts'

/** An attempt belongs to the session that started it: another one of the same person gains nothing by it. */
const holderOf = ({ sessionId }: Citizen, id: string) => tokenDigest(`${sessionId}:${id}`)

/**
 * Starts proving anew with the credential linked to this account; the same id again gives the same attempt. Neither name nor
 * number goes to the authority: whether it is he shows by the pseudonym.
 */
export async function startStepUp(
  services: Services,
  citizen: Citizen,
  { id, address }: { id: string; address: string },
): Promise<TrustedAttempt> {
  const { db } = services
  const holderDigest = holderOf(citizen, id)
  const known = await store.findHeldAttempt(db, ['step-up'], holderDigest)
  if (known) return attemptView(known)
  if (!(await store.findLink(db, citizen.id))) throw new Problem(NotLinked)
  await countTry(services, citizen.now, address, citizen.id)
  const begun: Begun = { id, purpose: 'step-up', mode: 'credential', citizenId: citizen.id, holderDigest }
  const row = await begin(services, citizen.now, begun, { purpose: '再次确认是您本人，30 分钟内有效' })
  const inserted = await db.transaction().execute((tx) => store.insertAttempt(tx, row))
  const kept = inserted ? row : await store.findHeldAttempt(db, ['step-up'], holderDigest)
  if (!kept) throw new Problem(NotFound)
  return attemptView(kept)
}

/** Asks how the attempt stands; the one request that hears the person confirmed gets the token of the step-up. */
export async function checkStepUp(
  services: Services,
  citizen: Citizen,
  id: string,
): Promise<{ attempt: TrustedAttempt; token?: string }> {
  const { db } = services
  const holderDigest = holderOf(citizen, id)
  const attempt = await store.findHeldAttempt(db, ['step-up'], holderDigest)
  if (!attempt) throw new Problem(NotFound)
  let isProved = false
  await settle(services, citizen.now, attempt, undefined, async (tx, verdict) => {
    const state = await stateFor(tx, services, citizen, verdict)
    if (!(await store.finishAttempt(tx, id, state))) return
    if (state === 'done') isProved = true
    else await publish(tx, citizen, 'trusted.refused', { citizenId: citizen.id, mode: attempt.mode, state })
  })
  const now = attemptView((await store.findHeldAttempt(db, ['step-up'], holderDigest)) ?? attempt)
  return isProved ? { attempt: now, token: await identity.markSteppedUp(db, citizen) } : { attempt: now }
}

/** Whoever confirmed must be whom the account is linked to. */
async function stateFor(tx: Tx, services: Services, citizen: Citizen, verdict: Verdict): Promise<TrustedState> {
  const { state, owner } = await ownerOf(tx, services, citizen, verdict)
  if (state === 'not-linked') return 'mismatch'
  return state === 'done' && owner !== citizen.id ? 'mismatch' : state
}
