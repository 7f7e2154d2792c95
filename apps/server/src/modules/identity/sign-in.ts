import { SignInLocked, WrongCode, WrongCredentials, type Me } from '@zhengtong/contract/identity'
import { NotSignedIn } from '@zhengtong/contract/problem'
import { parseCitizenId } from '@zhengtong/domain/citizen-id'
import { factors } from '@zhengtong/domain/identity-factor'
import type { Guest } from '../../platform/actor.ts'
import { forgetTries, waitBeforeTry } from '../../platform/attempts.ts'
import { legalDate } from '../../platform/clock.ts'
import { tokenDigest } from '../../platform/crypto/index.ts'
import type { Db } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import { passwordFits } from '../../platform/password.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { demandProof } from './demand-proof.ts'
import * as sessions from './session-store.ts'
import { openSession, traitsOf, type Entrance } from './session.ts'
import { checkCode, sendCode } from './sms-code.ts'
import * as store from './store.ts'

type Device = Entrance['browser']
type MaybeProof = { proof?: string }

/** Under which key wrong passwords of one account are counted, whether he typed his number or his phone. */
export const triesOf = (citizenId: string) => `sign-in:${citizenId}`

/** Signs in with identity number or phone and password. Unknown account and wrong password look and take the same. */
export async function signIn(
  services: Services,
  guest: Guest,
  { account, password, proof }: { account: string; password: string } & MaybeProof,
  browser: Device,
): Promise<string> {
  const { db, crypto } = services
  const text = account.normalize('NFKC').trim()
  const citizenId = await citizenIdOf(services, text, guest.now)
  const key = citizenId ? triesOf(citizenId) : `sign-in:${crypto.blindIndex('code', text.toUpperCase())}`
  await demandProof(services, guest, proof, key)
  const entrance: Entrance = { method: 'password', address: guest.address, browser }

  const wait = await waitBeforeTry(db, key, guest.now)
  if (wait > 0) {
    await noteRefusal(db, guest, citizenId, key, entrance, 'locked')
    throw new Problem(SignInLocked, { retryAfterSeconds: wait, detail: `请等 ${inWords(wait)}再试` })
  }
  const citizen = citizenId ? await store.findCitizen(db, citizenId) : undefined
  if (!(await passwordFits(citizen?.passwordHash, password)) || !citizen) {
    await noteRefusal(db, guest, citizenId, key, entrance, 'refused')
    throw new Problem(WrongCredentials)
  }
  await forgetTries(db, key)
  return beginSession(db, guest, citizen.id, entrance)
}

/** In the trail only as a keyed digest or id: a mistyped account may be somebody else's number. */
function noteRefusal(
  db: Db,
  guest: Guest,
  citizenId: string | undefined,
  key: string,
  entrance: Entrance,
  outcome: 'refused' | 'locked',
): Promise<void> {
  return db.transaction().execute(async (tx) => {
    await publish(tx, guest, 'citizen.sign-in-refused', { account: key })
    if (!citizenId) return
    await sessions.insertSignIn(tx, {
      ...traitsOf(entrance),
      citizenId,
      id: newId(),
      at: guest.now.toISOString(),
      outcome,
    })
  })
}

const inWords = (seconds: number) => (seconds < 60 ? `${seconds} 秒` : `${Math.ceil(seconds / 60)} 分钟`)

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
export async function sendSignInCode(
  services: Services,
  guest: Guest,
  { phone, proof }: { phone: string } & MaybeProof,
) {
  await demandProof(services, guest, proof)
  const normalised = factors.phone.normalise(phone)
  const known = await store.citizenIdByPhone(services.db, services.crypto.blindIndex('phone', normalised))
  return sendCode(services, guest, 'sign-in', normalised, known !== undefined)
}

/** Signs in with a code; not held up by wrong passwords, so that a stranger's guessing shuts nobody out. */
export async function signInByCode(
  services: Services,
  guest: Guest,
  { phone, code }: { phone: string; code: string },
  browser: Device,
): Promise<string> {
  const normalised = factors.phone.normalise(phone)
  await checkCode(services, guest.now, 'sign-in', normalised, code)
  const known = await store.citizenIdByPhone(services.db, services.crypto.blindIndex('phone', normalised))
  if (!known) throw new Problem(WrongCode)
  return beginSession(services.db, guest, known.citizenId, { method: 'sms-code', address: guest.address, browser })
}

/** The common door: whoever has proved who he is, by whatever method, gets his session here. Returns its token. */
export function beginSession(db: Db, guest: Guest, citizenId: string, entrance: Entrance): Promise<string> {
  return db.transaction().execute(async (tx) => {
    const known = await sessions.isKnownDevice(tx, citizenId, entrance.browser.device)
    const { token, sessionId } = await openSession(tx, citizenId, entrance, guest.now)
    await publish(tx, guest, 'citizen.signed-in', { citizenId, sessionId, device: known ? 'known' : 'new' })
    return token
  })
}

/** Whose session the token opens; empty when nobody's. */
export async function holderOf(db: Db, token: string, now: Date): Promise<string> {
  return (await sessions.findSession(db, tokenDigest(token), now))?.id ?? ''
}

/** The signed-in person as he sees himself. */
export async function showMe(db: Db, citizenId: string): Promise<Me> {
  const citizen = await store.findCitizen(db, citizenId)
  if (!citizen) throw new Problem(NotSignedIn)
  const { id, name, idNumberMasked, phoneMasked, level, registeredAt } = citizen
  return { id, name, idNumber: idNumberMasked, phone: phoneMasked, level, registeredAt }
}
