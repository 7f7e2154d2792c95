import type { SignInMethod } from '@zhengtong/contract/account'
import type { Citizen } from '../../platform/actor.ts'
import { newToken, tokenDigest } from '../../platform/crypto/index.ts'
import type { Tx } from '../../platform/db.ts'
import type { rememberDevice } from '../../platform/device.ts'
import { maskPlace } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import type { Authenticator, Services } from '../../platform/services.ts'
import * as sessions from './session-store.ts'
import * as store from './store.ts'

export const CITIZEN_COOKIE = '__Host-citizen'
export const STEP_UP_COOKIE = '__Host-step-up'
export const SESSION_SECONDS = 12 * 3600
/** How exactly "last seen" is kept: reading stays reading. */
const SEEN_MS = 10 * 60_000

/** With what, and from where, somebody signs in. */
export interface Entrance {
  method: SignInMethod
  address: string
  browser: ReturnType<typeof rememberDevice>
}

/** What is noted of an entrance in sessions and in the history. */
export const traitsOf = ({ method, address, browser }: Entrance) => ({
  method,
  agent: browser.agent,
  machine: browser.machine,
  place: maskPlace(address),
  deviceDigest: browser.device,
})

/** Opens a session, notes it in the history and returns its token; only the digest is kept. */
export async function openSession(
  tx: Tx,
  citizenId: string,
  entrance: Entrance,
  now: Date,
): Promise<{ token: string; sessionId: string }> {
  const { token, digest } = newToken()
  const id = newId()
  const traits = traitsOf(entrance)
  const createdAt = now.toISOString()
  const expiresAt = new Date(now.getTime() + SESSION_SECONDS * 1000).toISOString()
  await sessions.insertSession(tx, { ...traits, tokenDigest: digest, id, citizenId, createdAt, expiresAt })
  await sessions.insertSignIn(tx, { ...traits, citizenId, id, at: createdAt, outcome: 'succeeded' })
  return { token, sessionId: id }
}

/**
 * The citizen who holds the session, with the mandate it names, not yet checked: module `organisations`, which knows about
 * mandates, does that and mounts the authenticator. `stepUpToken` is the cookie that shows he has just proved himself.
 */
export async function citizenOfSession(
  { db }: Pick<Services, 'db'>,
  token: string,
  stepUpToken: string | undefined,
  { requestId, now }: { requestId: string; now: Date },
): Promise<Citizen | undefined> {
  const sessionId = tokenDigest(token)
  const session = await sessions.findSession(db, sessionId, now)
  if (!session) return undefined
  const { id, mandateId, stepUpDigest, steppedUpUntil, lastSeenAt, ...account } = session
  if (!lastSeenAt || now.getTime() - new Date(lastSeenAt).getTime() > SEEN_MS)
    await sessions.touchSession(db, sessionId, now)
  const until = stepUpToken && stepUpDigest === tokenDigest(stepUpToken) ? steppedUpUntil : null
  return {
    kind: 'citizen',
    id,
    account,
    sessionId,
    requestId,
    now,
    ...(mandateId ? { mandateId } : {}),
    ...(until && new Date(until) > now ? { steppedUpUntil: until } : {}),
  }
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
