import { randomInt } from 'node:crypto'
import {
  FaceConsentNeeded,
  FaceNeedsGuardian,
  TooManyAttempts,
  type LivenessAct,
  type TrustedAttempt,
  type TrustedMode,
} from '@zhengtong/contract/trusted'
import { NotFound } from '@zhengtong/contract/problem'
import { ageOn, parseCitizenId } from '@zhengtong/domain/citizen-id'
import type { Citizen, Guest } from '../../platform/actor.ts'
import { mayTry } from '../../platform/attempts.ts'
import { legalDate } from '../../platform/clock.ts'
import { newToken } from '../../platform/crypto/index.ts'
import { newId } from '../../platform/ids.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { hasConsent } from '../personal/index.ts'
import { startAtAuthority } from './authority.ts'
import * as store from './store.ts'

/** How long a person has to confirm; the authority gives as much. */
export const ATTEMPT_SECONDS = 5 * 60
const PER_PERSON = { limit: 10, windowMs: 3600_000 }
const PER_ADDRESS = { limit: 100, windowMs: 15 * 60_000 }
/** The age from which a child may agree to the use of his face himself (个人信息保护法 art. 31). */
const AGE_OF_CONSENT = 14

export type Begun = Pick<store.AttemptRow, 'id' | 'purpose' | 'mode' | 'citizenId' | 'holderDigest'>

/** Starts an authentication of the signed-in person; the same id again gives the same one. */
export async function startAttempt(
  services: Services,
  citizen: Citizen,
  { id, mode, address }: { id: string; mode: TrustedMode; address: string },
): Promise<TrustedAttempt> {
  const { db, crypto } = services
  const known = await store.findAttempt(db, citizen.id, id)
  if (known) return attemptView(known)
  const claim = { name: citizen.account.name, idNumber: crypto.open(citizen.account.idNumberSealed) }
  if (mode === 'portrait') await demandFaceRules(services, citizen, claim.idNumber)
  await countTry(services, citizen.now, address, citizen.id)
  const purpose = mode === 'portrait' ? '刷脸确认是本人' : '确认是本人，并关联网证'
  const begun: Begun = { id, purpose: 'prove', mode, citizenId: citizen.id, holderDigest: null }
  const row = await begin(services, citizen.now, begun, { purpose, claim })
  const inserted = await db.transaction().execute((tx) => store.insertAttempt(tx, row))
  const kept = inserted ? row : await store.findAttempt(db, citizen.id, id)
  if (!kept) throw new Problem(NotFound)
  return attemptView(kept)
}

/** What the authority tells a guest that his confirmation is for. */
const guestPurposes = {
  'sign-in': '登录政务服务平台',
  register: '在政务服务平台注册账号',
  recover: '找回政务服务平台的账号',
} as const

/** Starts an authentication of a guest. Returns the token that only his browser knows. */
export async function startForGuest(
  services: Services,
  guest: Guest,
  purpose: keyof typeof guestPurposes,
): Promise<{ token: string; attempt: TrustedAttempt }> {
  await countTry(services, guest.now, guest.address)
  const { token, digest } = newToken()
  const begun: Begun = { id: newId(), purpose, mode: 'credential', citizenId: null, holderDigest: digest }
  const row = await begin(services, guest.now, begun, {
    purpose: guestPurposes[purpose],
    ...(purpose === 'register' ? { share: 'identity' } : {}),
  })
  await services.db.transaction().execute((tx) => store.insertAttempt(tx, row))
  return { token, attempt: attemptView(row) }
}

/** A face only with a consent of its own to the text in force, and only of those who may give it. */
export async function demandFaceRules({ db, config }: Services, citizen: Citizen, idNumber: string): Promise<void> {
  const today = legalDate(citizen.now)
  const parsed = parseCitizenId(idNumber, { today, allowDemo: config.demo })
  if (!parsed.ok || ageOn(parsed.value.birthDate, today) < AGE_OF_CONSENT) throw new Problem(FaceNeedsGuardian)
  if (!(await hasConsent(db, citizen, 'face-check'))) throw new Problem(FaceConsentNeeded)
}

export async function countTry(
  { db, crypto }: Services,
  now: Date,
  address: string,
  citizenId?: string,
): Promise<void> {
  const mine = !citizenId || (await mayTry(db, `trusted:${citizenId}`, now, PER_PERSON))
  const here = await mayTry(db, `trusted-address:${crypto.blindIndex('address', address)}`, now, PER_ADDRESS)
  if (!mine || !here) throw new Problem(TooManyAttempts, { retryAfterSeconds: PER_PERSON.windowMs / 1000 })
}

export async function begin(
  services: Services,
  now: Date,
  begun: Begun,
  told: { purpose: string; claim?: { name: string; idNumber: string }; share?: 'identity' },
): Promise<store.AttemptRow> {
  const checkCode = String(randomInt(100)).padStart(2, '0')
  const { bsn, confirmUrl } = await startAtAuthority(services, {
    requestId: newId(),
    mode: begun.mode,
    checkCode,
    ...told,
  })
  return {
    ...begun,
    bsn,
    checkCode,
    confirmUrl,
    challenge: begun.mode === 'portrait' ? shuffled(['turn', 'blink', 'nod']) : [],
    state: 'open',
    claimedAt: null,
    startedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + ATTEMPT_SECONDS * 1000).toISOString(),
    registrationId: null,
    pidDigest: null,
  }
}

/** In an order that nobody can foresee, so that a film made before does not fit. */
function shuffled(acts: LivenessAct[]): LivenessAct[] {
  return acts
    .map((act) => ({ act, at: randomInt(2 ** 40) }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ act }) => act)
}

/** What the person's browser sees of an attempt: never the business number by itself. */
export const attemptView = (row: store.AttemptRow): TrustedAttempt => {
  const { id, mode, state, checkCode, confirmUrl, challenge } = row
  return { id, mode, state, checkCode, confirmUrl, challenge, expiresAt: new Date(row.expiresAt).toISOString() }
}
