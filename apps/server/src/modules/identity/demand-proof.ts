import { ProofNeeded } from '@zhengtong/contract/challenge'
import type { Guest } from '../../platform/actor.ts'
import { mayTry, triesSince } from '../../platform/attempts.ts'
import { isProof } from '../../platform/challenge.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'

/** Wrong passwords in a row after which the next try costs a computed proof. */
const PER_ACCOUNT = 3
const WINDOW_MS = 15 * 60_000

/**
 * Asks a guest for a computed proof (platform/challenge.ts) once much has come from his address lately, or an account has
 * been guessed at: a whole village behind one address gets in, a machine that tries a million accounts pays for each.
 */
export async function demandProof(
  services: Services,
  guest: Guest,
  proof: string | undefined,
  accountKey?: string,
): Promise<void> {
  const { db, crypto, config } = services
  const place = `door:${crypto.blindIndex('address', guest.address)}`
  const calm = await mayTry(db, place, guest.now, { limit: config.proofAfter, windowMs: WINDOW_MS })
  const guessed = accountKey ? await triesSince(db, accountKey, new Date(guest.now.getTime() - WINDOW_MS)) : 0
  if (calm && guessed < PER_ACCOUNT) return
  if (!proof || !(await isProof(services, proof, guest.now))) throw new Problem(ProofNeeded)
}
