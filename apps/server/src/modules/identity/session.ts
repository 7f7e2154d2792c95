import { newToken, tokenDigest } from '../../platform/crypto.ts'
import type { Tx } from '../../platform/db.ts'
import type { Authenticator } from '../../platform/services.ts'
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

export const authenticateCitizen: Authenticator = {
  kind: 'citizen',
  cookie: CITIZEN_COOKIE,
  async find({ db }, token, { requestId, now }) {
    const sessionId = tokenDigest(token)
    const session = await store.findSession(db, sessionId, now)
    if (!session) return undefined
    const { id, ...account } = session
    return { kind: 'citizen', id, account, sessionId, requestId, now }
  },
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
