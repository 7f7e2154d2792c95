import { randomInt } from 'node:crypto'
import { CodeTooSoon, TooManyAttempts, WrongCode } from '@zhengtong/contract/identity'
import { mayTry } from '../../platform/attempts.ts'
import type { Services } from '../../platform/services.ts'
import { Problem } from '../../platform/problem.ts'
import { queueSms } from '../../platform/sms.ts'
import * as store from './store.ts'

const MINUTES = 5
const RESEND_SECONDS = 60
const TRIES = 5
const A_DAY = { limit: 10, windowMs: 24 * 3600_000 }
const PER_ADDRESS = { limit: 60, windowMs: 3600_000 }

type Purpose = 'sign-in' | `registration:${string}` | `step-up:${string}` | `new-phone:${string}`

/**
 * Sends a six-digit code: five minutes, five tries, 60 seconds between two, ten a day and phone. `deliver` false does all
 * but the sending, so that the answer does not tell whether the phone is known.
 */
export async function sendCode(
  services: Services,
  who: { address: string; now: Date },
  purpose: Purpose,
  phone: string,
  deliver = true,
) {
  const { db, crypto } = services
  const phoneDigest = crypto.blindIndex('phone', phone)
  const perAddress = await mayTry(db, `sms-address:${crypto.blindIndex('address', who.address)}`, who.now, PER_ADDRESS)
  if (!perAddress || !(await mayTry(db, `sms:${phoneDigest}`, who.now, A_DAY)))
    throw new Problem(TooManyAttempts, { detail: '今天发送验证码的次数已用完' })

  const code = String(randomInt(1_000_000)).padStart(6, '0')
  await db.transaction().execute(async (tx) => {
    const replaced = await store.replaceCode(
      tx,
      {
        purpose,
        phoneDigest,
        codeDigest: crypto.blindIndex('code', `${purpose}:${code}`),
        sentAt: who.now.toISOString(),
        expiresAt: new Date(who.now.getTime() + MINUTES * 60_000).toISOString(),
      },
      new Date(who.now.getTime() - RESEND_SECONDS * 1000),
    )
    if (!replaced) throw new Problem(CodeTooSoon, { retryAfterSeconds: RESEND_SECONDS })
    if (deliver)
      await queueSms(tx, services, { phone, template: 'verification-code', params: { code, minutes: String(MINUTES) } })
  })
  return { resendAfterSeconds: RESEND_SECONDS, expiresInSeconds: MINUTES * 60 }
}

/** Checks and uses up a code; a wrong one counts. Bound to its purpose, so a code for one thing opens no other. */
export async function checkCode(
  { db, crypto }: Services,
  now: Date,
  purpose: Purpose,
  phone: string,
  code: string,
): Promise<void> {
  const phoneDigest = crypto.blindIndex('phone', phone)
  const codeDigest = crypto.blindIndex('code', `${purpose}:${code}`)
  const sent = await db.transaction().execute((tx) => store.tryCode(tx, purpose, phoneDigest, now))
  if (!sent || sent.tries > TRIES || sent.codeDigest !== codeDigest) throw new Problem(WrongCode)
  const used = await db.transaction().execute((tx) => store.useCode(tx, purpose, phoneDigest, codeDigest))
  if (!used) throw new Problem(WrongCode)
}
