import type { Guest } from '../../platform/actor.ts'
import { newToken } from '../../platform/crypto/index.ts'
import type { Tx } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import type { Services } from '../../platform/services.ts'
import * as store from './store.ts'

export const REGISTRATION_SECONDS = 30 * 60

/**
 * Opens a registration of a person whom the police know, or whom the authority of network identities vouched for. Returns its
 * token, which only his browser knows. It ends in a new account, or in the one he has and cannot enter.
 */
export async function beginRegistration(
  tx: Tx,
  { crypto }: Pick<Services, 'crypto'>,
  guest: Guest,
  person: {
    name: string
    idNumber: string
    verifiedBy: 'factors' | 'trusted-identity'
    consent?: { version: string; digest: string }
  },
): Promise<{ token: string; id: string }> {
  const { token, digest } = newToken()
  const id = newId()
  await store.insertRegistration(tx, {
    id,
    tokenDigest: digest,
    nameSealed: crypto.seal('identity', person.name),
    idNumberSealed: crypto.seal('identity', person.idNumber),
    idNumberDigest: crypto.blindIndex('id-number', person.idNumber),
    expiresAt: new Date(guest.now.getTime() + REGISTRATION_SECONDS * 1000).toISOString(),
    verifiedBy: person.verifiedBy,
    consentVersion: person.consent?.version ?? null,
    consentDigest: person.consent?.digest ?? null,
  })
  return { token, id }
}
