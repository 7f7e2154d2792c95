import { SignInLocked, WrongCode, WrongCredentials, type Me } from '@zhengtong/contract/identity'
import { parseCitizenId } from '@zhengtong/domain/citizen-id'
import { factors } from '@zhengtong/domain/identity-factor'
import { NotSignedIn } from '@zhengtong/contract/problem'
import type { Guest } from '../../platform/actor.ts'
import { forgetTries, mayTry } from '../../platform/attempts.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import type { Services } from '../../platform/services.ts'
import { passwordFits } from '../../platform/password.ts'
import { Problem } from '../../platform/problem.ts'
import { openSession } from './session.ts'
import { checkCode, sendCode } from './sms-code.ts'
import * as store from './store.ts'

const PER_ACCOUNT = { limit: 5, windowMs: 15 * 60_000 }
const PER_ADDRESS = { limit: 100, windowMs: 15 * 60_000 }

/** Signs in with identity number or phone and password. Unknown account and wrong password look and take the same. */
export async function signIn(
  services: Services,
  guest: Guest,
  { account, password }: { account: string; password: string },
): Promise<string> {
  const { db, crypto } = services
  const text = account.normalize('NFKC').trim()
  const key = `sign-in:${crypto.blindIndex('code', text.toUpperCase())}`
  const placeKey = `sign-in-address:${crypto.blindIndex('address', guest.address)}`
  const allowed =
    (await mayTry(db, key, guest.now, PER_ACCOUNT)) && (await mayTry(db, placeKey, guest.now, PER_ADDRESS))
  if (!allowed) throw new Problem(SignInLocked, { retryAfterSeconds: PER_ACCOUNT.windowMs / 1000 })

  const citizenId = await citizenIdOf(services, text, guest.now)
  const citizen = citizenId ? await store.findCitizen(db, citizenId) : undefined
  if (!(await passwordFits(citizen?.passwordHash, password)) || !citizen) {
    // Which account only as a keyed digest: a mistyped one may be somebody else's number.
    await db.transaction().execute((tx) => publish(tx, guest, 'citizen.sign-in-refused', { account: key }))
    throw new Problem(WrongCredentials)
  }
  await forgetTries(db, key)
  return beginSession(db, guest, citizen.id)
}

async function citizenIdOf({ db, crypto, config }: Services, account: string, now: Date): Promise<string | undefined> {
  if (factors.phone.isValid(factors.phone.normalise(account))) {
    return (await store.citizenIdByPhone(db, crypto.blindIndex('phone', factors.phone.normalise(account))))?.citizenId
  }
  const parsed = parseCitizenId(account, { today: legalDate(now), allowDemo: config.demo })
  return parsed.ok
    ? (await store.citizenIdByIdNumber(db, crypto.blindIndex('id-number', parsed.value.number)))?.citizenId
    : undefined
}

/** Sends a sign-in code; to a phone without an account nothing is sent, and the answer is the same. */
export async function sendSignInCode(services: Services, guest: Guest, phone: string) {
  const normalised = factors.phone.normalise(phone)
  const known = await store.citizenIdByPhone(services.db, services.crypto.blindIndex('phone', normalised))
  return sendCode(services, guest, 'sign-in', normalised, known !== undefined)
}

export async function signInByCode(
  services: Services,
  guest: Guest,
  { phone, code }: { phone: string; code: string },
): Promise<string> {
  const normalised = factors.phone.normalise(phone)
  await checkCode(services, guest.now, 'sign-in', normalised, code)
  const known = await store.citizenIdByPhone(services.db, services.crypto.blindIndex('phone', normalised))
  if (!known) throw new Problem(WrongCode)
  return beginSession(services.db, guest, known.citizenId)
}

function beginSession(db: Db, guest: Guest, citizenId: string): Promise<string> {
  return db.transaction().execute(async (tx) => {
    await publish(tx, guest, 'citizen.signed-in', { citizenId })
    return openSession(tx, citizenId, guest.now)
  })
}

/** The signed-in person as he sees himself. */
export async function showMe(db: Db, citizenId: string): Promise<Me> {
  const citizen = await store.findCitizen(db, citizenId)
  if (!citizen) throw new Problem(NotSignedIn)
  const { id, name, idNumberMasked, phoneMasked, level, registeredAt } = citizen
  return { id, name, idNumber: idNumberMasked, phone: phoneMasked, level, registeredAt }
}
