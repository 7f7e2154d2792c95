import type { Citizen } from '../../platform/actor.ts'
import { newToken, tokenDigest } from '../../platform/crypto/index.ts'
import type { Tx } from '../../platform/db.ts'
import type { Authenticator, Services } from '../../platform/services.ts'
import * as store from './store.ts'

export const CITIZEN_COOKIE = '__Host-citizen'
export const SESSION_SECONDS = 12 * 3600

/** Opens a session and returns its token; only the digest is kept. */
export async function openSession(tx: Tx, citizenId: string, now: Date): Promise<string> {
  const { token, digest } = newToken()
  await store.insertSession(tx, {
    tokenDigest: digest,
    citizenId,
    createdAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + SESSION_SECONDS * 1000).toISOString(),
  })
  return token
}

/**
 * The citizen who holds the session, with the mandate it names, not yet checked: module `organisations`, which knows about
 * mandates, does that and mounts the authenticator.
 */
export async function citizenOfSession(
  { db }: Pick<Services, 'db'>,
  token: string,
  { requestId, now }: { requestId: string; now: Date },
): Promise<Citizen | undefined> {
  const sessionId = tokenDigest(token)
  const session = await store.findSession(db, sessionId, now)
  if (!session) return undefined
  const { id, mandateId, ...account } = session
  return { kind: 'citizen', id, account, sessionId, requestId, now, ...(mandateId ? { mandateId } : {}) }
}

export const REGISTRATION_COOKIE = '__Host-registration'

export const authenticateRegistrant: Authenticator = {
  kind: 'registrant',
  cookie: REGISTRATION_COOKIE,
  async find({ db }, token, { requestId, now, address }) {
    const registration = await store.registrationByToken(db, tokenDigest(token), now)
    return registration && { kind: 'registrant', id: registration.id, requestId, now, address }
  },
}
