import { StaffSignInLocked, WrongStaffCredentials } from '@zhengtong/contract/access'
import type { SignIn } from '@zhengtong/contract/staff-account'
import { Secret, TOTP } from 'otpauth'
import type { Guest } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import { newId } from '../../platform/ids.ts'
import { forgetTries, waitBeforeTry } from '../../platform/attempts.ts'
import { newToken } from '../../platform/crypto/index.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Browser } from '../../platform/device.ts'
import { maskPlace, publish } from '../../platform/events.ts'
import type { Services } from '../../platform/services.ts'
import { passwordFits } from '../../platform/password.ts'
import { Problem } from '../../platform/problem.ts'
import * as sessions from './session-store.ts'
import * as store from './store.ts'

export const SESSION_SECONDS = 8 * 3600
const PERIOD_SECONDS = 30

/**
 * Signs a member of staff in with two factors: password and a one-time code (TOTP, RFC 6238) that works once. The answer
 * never says which of login, password and code was wrong.
 */
export async function signInStaff(
  services: Services,
  guest: Guest,
  { login, password, totp }: { login: string; password: string; totp?: string },
  browser: Browser,
) {
  const { db, crypto } = services
  const key = `staff:${crypto.blindIndex('code', login)}`
  const wait = await waitBeforeTry(db, key, guest.now)
  if (wait > 0) throw new Problem(StaffSignInLocked, { retryAfterSeconds: wait })

  const person = await sessions.findForSignIn(db, login, legalDate(guest.now))
  const known = await passwordFits(person?.passwordHash, password)
  // Who has not enrolled yet gets in by the first password alone, but no further than the enrolment (platform/guard.ts).
  const counter =
    person && known && person.totpEnrolled && totp
      ? totpCounter(crypto.open(person.totpSealed), totp, guest.now)
      : undefined
  const fits = known && (person?.totpEnrolled === false || counter !== undefined)
  if (person) await noteTry(db, guest, browser, { staffId: person.id, method: 'password', succeeded: fits })
  if (!person || !fits) {
    await db.transaction().execute((tx) => publish(tx, guest, 'staff.sign-in-refused', { account: key }))
    throw new Problem(WrongStaffCredentials)
  }

  const opened = await db.transaction().execute(async (tx) => {
    if (counter !== undefined && !(await store.useTotp(tx, person.id, counter)))
      throw new Problem(WrongStaffCredentials, { detail: '动态口令已经用过，请等下一个' })
    return openSession(tx, guest, browser, { staffId: person.id })
  })
  await forgetTries(db, key)
  return opened
}

/** The common door: whoever has proved who he is gets a session bound to this device. */
export async function openSession(
  tx: Tx,
  guest: Guest,
  browser: Browser,
  { staffId, passkeyId = null }: { staffId: string; passkeyId?: string | null },
) {
  const { token, digest } = newToken()
  await sessions.insertSession(tx, {
    tokenDigest: digest,
    staffId,
    createdAt: guest.now.toISOString(),
    deviceDigest: browser.device,
    agent: browser.agent,
    expiresAt: new Date(guest.now.getTime() + SESSION_SECONDS * 1000).toISOString(),
    passkeyId,
  })
  await publish(tx, guest, 'staff.signed-in', { staffId })
  return { token, digest }
}

/** Notes a try at signing in for its owner to see. */
export function noteTry(
  db: Db,
  guest: Guest,
  { agent }: Browser,
  tried: { staffId: string; method: SignIn['method']; succeeded: boolean },
): Promise<void> {
  const traits = { id: newId(), at: guest.now.toISOString(), address: maskPlace(guest.address), agent }
  return sessions.insertSignIn(db, { ...traits, ...tried })
}

/** The counter of the code if it is right now, one period early or late; undefined otherwise. */
export function totpCounter(secret: string, code: string, now: Date): number | undefined {
  const totp = new TOTP({ secret: Secret.fromBase32(secret), period: PERIOD_SECONDS, digits: 6, algorithm: 'SHA1' })
  const delta = totp.validate({ token: code, window: 1, timestamp: now.getTime() })
  return delta === null ? undefined : Math.floor(now.getTime() / 1000 / PERIOD_SECONDS) + delta
}
