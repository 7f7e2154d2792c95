import { randomBytes } from 'node:crypto'
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type AuthenticatorTransportFuture,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server'
import { PasskeyRefused, type Assertion, type Attestation } from '@zhengtong/contract/passkeys'
import type { FastifyRequest } from 'fastify'
import { sm3 } from './crypto/index.ts'
import type { Db } from './db.ts'
import { Problem } from './problem.ts'

declare module './db.ts' {
  interface Schema {
    'platform.passkeyChallenge': { digest: string; expiresAt: string }
  }
}

/**
 * The ceremonies of passkeys (W3C Web Authentication, level 3), the same for citizens and staff. The cryptography is the
 * library's; ours is that a challenge serves one purpose, once, for five minutes, and that the owner unlocked his device.
 */
const LIFE_MS = 5 * 60_000

/** The site as browsers see it: `origin` with scheme and port, `host` without. */
export interface Site {
  origin: string
  host: string
}
/** The site the browser is at; the guard has made sure that `Origin`, where sent, names this very host. */
export const siteOf = (request: FastifyRequest): Site => ({
  origin: request.headers.origin ?? new URL(`${request.protocol}://${request.host}`).origin,
  host: request.hostname,
})

export interface StoredPasskey {
  credentialId: string
  publicKey: string
  counter: number
  transports: string[]
}
/** What a challenge is for, and for whom: one made for another purpose or person opens nothing. */
type Purpose = `${'add' | 'step-up' | 'staff-add'}:${string}` | 'sign-in' | 'staff-sign-in'

async function newChallenge(db: Db, purpose: Purpose, now: Date): Promise<Uint8Array<ArrayBuffer>> {
  const challenge = new Uint8Array(randomBytes(32))
  const digest = sm3(`${purpose}:${Buffer.from(challenge).toString('base64url')}`)
  const expiresAt = new Date(now.getTime() + LIFE_MS).toISOString()
  await db.transaction().execute(async (tx) => {
    await tx.deleteFrom('platform.passkeyChallenge').where('expiresAt', '<', now.toISOString()).execute()
    await tx.insertInto('platform.passkeyChallenge').values({ digest, expiresAt }).execute()
  })
  return challenge
}

/** Uses the challenge up; false when it is unknown, over, for something else, or was used before. */
const challengeOf = (db: Db, purpose: Purpose, now: Date) => async (challenge: string) => {
  const used = await db
    .deleteFrom('platform.passkeyChallenge')
    .where('digest', '=', sm3(`${purpose}:${challenge}`))
    .where('expiresAt', '>', now.toISOString())
    .returning('digest')
    .executeTakeFirst()
  return used !== undefined
}

/** What the browser needs to make a passkey for this account. */
export async function creationOptions(
  db: Db,
  site: Site,
  account: { purpose: Purpose; id: string; label: string; has: string[] },
  now: Date,
) {
  return generateRegistrationOptions({
    rpName: '政通',
    rpID: site.host,
    userName: account.label,
    userID: new Uint8Array(Buffer.from(account.id)),
    challenge: await newChallenge(db, account.purpose, now),
    attestationType: 'none',
    excludeCredentials: account.has.map((id) => ({ id })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
}

/** Checks what the browser made; throws PasskeyRefused. */
export async function checkCreation(
  db: Db,
  site: Site,
  purpose: Purpose,
  answer: Attestation,
  now: Date,
): Promise<StoredPasskey> {
  const { registrationInfo } = await verifyRegistrationResponse({
    response: { ...answer, clientExtensionResults: {} } as RegistrationResponseJSON,
    expectedChallenge: challengeOf(db, purpose, now),
    expectedOrigin: site.origin,
    expectedRPID: site.host,
  }).catch(refuse)
  if (!registrationInfo) throw new Problem(PasskeyRefused)
  const { id, publicKey, counter, transports = [] } = registrationInfo.credential
  return { credentialId: id, publicKey: Buffer.from(publicKey).toString('base64url'), counter, transports }
}

/** What the browser needs to show that its owner holds a passkey of this site: one of `has`, or any. */
export async function assertionOptions(db: Db, site: Site, purpose: Purpose, has: string[], now: Date) {
  return generateAuthenticationOptions({
    rpID: site.host,
    challenge: await newChallenge(db, purpose, now),
    allowCredentials: has.map((id) => ({ id })),
    userVerification: 'required',
  })
}

/** Checks that the passkey signed our challenge; returns its new counter. Throws PasskeyRefused. */
export async function checkAssertion(
  db: Db,
  site: Site,
  purpose: Purpose,
  answer: Assertion,
  passkey: StoredPasskey,
  now: Date,
): Promise<number> {
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: { ...answer, clientExtensionResults: {} } as AuthenticationResponseJSON,
    expectedChallenge: challengeOf(db, purpose, now),
    expectedOrigin: site.origin,
    expectedRPID: site.host,
    credential: {
      id: passkey.credentialId,
      publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
      counter: passkey.counter,
      transports: passkey.transports as AuthenticatorTransportFuture[],
    },
  }).catch(refuse)
  if (!verified) throw new Problem(PasskeyRefused)
  return authenticationInfo.newCounter
}

/** The library throws what is wrong; the person is told only that it did not work. */
function refuse(): never {
  throw new Problem(PasskeyRefused)
}
