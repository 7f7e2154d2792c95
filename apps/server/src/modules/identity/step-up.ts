import { NoPhone, WrongProof, type CurrentSession } from '@zhengtong/contract/account'
import { NotSignedIn } from '@zhengtong/contract/problem'
import { SignInLocked } from '@zhengtong/contract/identity'
import type { Citizen } from '../../platform/actor.ts'
import { forgetTries, waitBeforeTry } from '../../platform/attempts.ts'
import { newToken } from '../../platform/crypto/index.ts'
import type { Db } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { passwordFits } from '../../platform/password.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { countPasskeys } from './passkey-store.ts'
import { setStepUp } from './session-store.ts'
import { triesOf } from './sign-in.ts'
import { checkCode, sendCode } from './sms-code.ts'
import { findCitizen } from './store.ts'

export const STEP_UP_SECONDS = 30 * 60

/** Until when the person counts as having just proved himself, and how he may do so anew. */
export async function showSession(db: Db, citizen: Citizen): Promise<CurrentSession> {
  const [account, passkeys] = await Promise.all([findCitizen(db, citizen.id), countPasskeys(db, citizen.id)])
  const ways: CurrentSession['ways'] = []
  if (passkeys > 0) ways.push('passkey')
  if (account?.passwordHash) ways.push('password')
  if (account?.phoneSealed) ways.push('sms-code')
  return { steppedUpUntil: citizen.steppedUpUntil ?? null, ways }
}

/** The person's own phone; codes go nowhere else. */
async function ownPhone({ db, crypto }: Services, citizen: Citizen): Promise<string> {
  const account = await findCitizen(db, citizen.id)
  if (!account?.phoneSealed) throw new Problem(NoPhone)
  return crypto.open(account.phoneSealed)
}

export async function sendStepUpCode(services: Services, citizen: Citizen, address: string) {
  const phone = await ownPhone(services, citizen)
  return sendCode(services, { address, now: citizen.now }, `step-up:${citizen.id}`, phone)
}

/** Proves by password or code that it is the person himself who holds the phone. Returns the token of the proof. */
export async function stepUp(
  services: Services,
  citizen: Citizen,
  proof: { password: string } | { code: string },
): Promise<string> {
  if ('code' in proof) {
    await checkCode(services, citizen.now, `step-up:${citizen.id}`, await ownPhone(services, citizen), proof.code)
  } else {
    await checkPassword(services, citizen, proof.password)
  }
  return markSteppedUp(services.db, citizen)
}

async function checkPassword({ db }: Services, citizen: Citizen, password: string): Promise<void> {
  const wait = await waitBeforeTry(db, triesOf(citizen.id), citizen.now)
  if (wait > 0) throw new Problem(SignInLocked, { retryAfterSeconds: wait })
  const account = await findCitizen(db, citizen.id)
  if (!(await passwordFits(account?.passwordHash, password)))
    throw new Problem(WrongProof, { errors: [{ path: '/password', message: '密码不正确' }] })
  await forgetTries(db, triesOf(citizen.id))
}

/** Marks the session as just proved, whatever the proof was. Returns the token that goes into a cookie of its own. */
export function markSteppedUp(db: Db, citizen: Citizen): Promise<string> {
  const { token, digest } = newToken()
  const until = new Date(citizen.now.getTime() + STEP_UP_SECONDS * 1000)
  return db.transaction().execute(async (tx) => {
    if (!(await setStepUp(tx, citizen.sessionId, digest, until))) throw new Problem(NotSignedIn)
    await publish(tx, citizen, 'citizen.stepped-up', { citizenId: citizen.id })
    return token
  })
}
