import { AlreadyEnrolled, UnfitPassword, WrongPassword, WrongTotp } from '@zhengtong/contract/staff-account'
import { staffPasswordFault } from '@zhengtong/domain/staff-password'
import { Secret, TOTP } from 'otpauth'
import type { StaffMember } from '../../platform/actor.ts'
import { forgetTries, mayTry } from '../../platform/attempts.ts'
import { TooManyRequests } from '@zhengtong/contract/problem'
import { publish } from '../../platform/events.ts'
import { hashPassword, passwordFits } from '../../platform/password.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as store from './session-store.ts'
import { totpCounter } from './sign-in.ts'

/** A new password may not be the present one nor one of the four before. */
const REMEMBERED = 5
const TRIES = { limit: 5, windowMs: 15 * 60_000 }

/** Changes one's own password. All other sessions of the account end. */
export async function changePassword(
  { db }: Services,
  actor: StaffMember,
  { current, next }: { current: string; next: string },
): Promise<void> {
  await countTry(db, actor, 'password')
  await db.transaction().execute(async (tx) => {
    const account = await store.lockAccount(tx, actor.id)
    if (!(await passwordFits(account.passwordHash, current)))
      throw new Problem(WrongPassword, { errors: [{ path: '/current', message: '现在的密码不正确' }] })
    const fault = staffPasswordFault(next, account.login)
    if (fault) throw new Problem(UnfitPassword, { errors: [{ path: '/next', message: fault }] })
    for (const old of [account.passwordHash, ...(await store.oldPasswords(tx, actor.id, REMEMBERED - 1))])
      if (await passwordFits(old, next))
        throw new Problem(UnfitPassword, { errors: [{ path: '/next', message: '不能使用最近 5 次用过的密码' }] })
    await store.savePassword(tx, actor.id, account.passwordHash, await hashPassword(next), actor.now)
    await store.endOtherSessions(tx, actor.id, actor.sessionId)
    await publish(tx, actor, 'staff.password-changed', { staffId: actor.id })
  })
  await forgetTries(db, `staff-password:${actor.id}`)
}

/** Gives a new one-time-code secret to somebody who has not enrolled yet; asking again replaces it. */
export async function startTotp(
  { db, crypto }: Services,
  actor: StaffMember,
): Promise<{ uri: string; secret: string }> {
  const secret = new Secret({ size: 20 })
  return db.transaction().execute(async (tx) => {
    const account = await store.lockAccount(tx, actor.id)
    if (account.totpEnrolled) throw new Problem(AlreadyEnrolled)
    await store.saveTotp(tx, actor.id, crypto.seal('access', secret.base32))
    const uri = new TOTP({ issuer: '政通工作台', label: account.login, secret }).toString()
    return { uri, secret: secret.base32 }
  })
}

/** Enrols the one-time code once the person's device shows the right one. */
export async function confirmTotp({ db, crypto }: Services, actor: StaffMember, totp: string): Promise<void> {
  await countTry(db, actor, 'totp')
  await db.transaction().execute(async (tx) => {
    const account = await store.lockAccount(tx, actor.id)
    if (account.totpEnrolled) throw new Problem(AlreadyEnrolled)
    const counter = totpCounter(crypto.open(account.totpSealed), totp, actor.now)
    if (counter === undefined) throw new Problem(WrongTotp, { errors: [{ path: '/totp', message: '动态口令不正确' }] })
    await store.enrolTotp(tx, actor.id, counter)
    await publish(tx, actor, 'staff.totp-enrolled', { staffId: actor.id })
  })
  await forgetTries(db, `staff-totp:${actor.id}`)
}

export async function countTry(db: Services['db'], actor: StaffMember, what: 'password' | 'totp'): Promise<void> {
  if (!(await mayTry(db, `staff-${what}:${actor.id}`, actor.now, TRIES)))
    throw new Problem(TooManyRequests, { retryAfterSeconds: TRIES.windowMs / 1000 })
}
