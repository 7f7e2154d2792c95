import type { LivenessAct, TrustedAttempt, TrustedState } from '@zhengtong/contract/trusted'
import { NotFound } from '@zhengtong/contract/problem'
import type { Citizen, Guest } from '../../platform/actor.ts'
import { tokenDigest } from '../../platform/crypto/index.ts'
import type { Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as identity from '../identity/index.ts'
import { verifyAtAuthority, type Verdict } from './authority.ts'
import { attemptView, demandFaceRules } from './start.ts'
import * as store from './store.ts'

type Frames = { action: LivenessAct; image: string }[]

const refusals: Record<Exclude<Verdict['result'], 'match' | 'pending'>, TrustedState> = {
  mismatch: 'mismatch',
  unknown: 'mismatch',
  declined: 'declined',
  'not-live': 'not-live',
  expired: 'expired',
  used: 'failed',
}

/** Asks the authority how the person's attempt stands and does what follows from the answer, once. */
export async function checkAttempt(
  services: Services,
  citizen: Citizen,
  id: string,
  frames?: Frames,
): Promise<TrustedAttempt> {
  const { db, crypto } = services
  const attempt = await store.findAttempt(db, citizen.id, id)
  if (!attempt || (frames && attempt.mode !== 'portrait')) throw new Problem(NotFound)
  // A consent withdrawn since the start counts.
  if (frames) await demandFaceRules(services, citizen, crypto.open(citizen.account.idNumberSealed))
  await settle(services, citizen.now, attempt, frames, async (tx, verdict) => {
    const state = await stateFor(tx, services, citizen, attempt, verdict)
    if (!(await store.finishAttempt(tx, id, state))) return
    if (state === 'done') await keepProof(tx, citizen, attempt)
    else await publish(tx, citizen, 'trusted.refused', { citizenId: citizen.id, mode: attempt.mode, state })
  })
  return attemptView((await store.findAttempt(db, citizen.id, id)) ?? attempt)
}

async function stateFor(
  tx: Tx,
  services: Services,
  citizen: Citizen,
  { mode }: store.AttemptRow,
  { result, pid, level }: Verdict,
): Promise<TrustedState> {
  if (result === 'pending') return 'open'
  if (result !== 'match') return refusals[result]
  // An answer that vouches for less than was asked for is none.
  if (!pid || (mode !== 'two-item' && level !== 'real-person')) return 'failed'
  if (mode !== 'credential') return 'done'
  if (await store.insertLink(tx, pidDigest(services, pid), citizen.id, citizen.now)) {
    await publish(tx, citizen, 'trusted.linked', { citizenId: citizen.id })
    return 'done'
  }
  return 'taken'
}

/** 实人 raises the level; name and number alone prove nothing new. */
async function keepProof(tx: Tx, citizen: Citizen, { mode }: store.AttemptRow): Promise<void> {
  await store.insertProof(tx, { citizenId: citizen.id, id: newId(), mode, at: citizen.now.toISOString() })
  if (mode !== 'two-item') await identity.raiseLevel(tx, citizen, citizen.id)
}

/** The same for a guest who signs in: whose pseudonym it is, if any, gets a session. */
export async function checkSignIn(
  services: Services,
  guest: Guest,
  token: string,
  browser: identity.Entrance['browser'],
): Promise<{ attempt: TrustedAttempt; session?: string }> {
  const { db } = services
  const digest = tokenDigest(token)
  const attempt = await store.findHeldAttempt(db, ['sign-in'], digest)
  if (!attempt) throw new Problem(NotFound)
  let citizenId: string | undefined
  await settle(services, guest.now, attempt, undefined, async (tx, verdict) => {
    const { state, owner } = await ownerOf(tx, services, guest, verdict)
    if (!(await store.finishAttempt(tx, attempt.id, state))) return
    if (state === 'done') citizenId = owner
    else await publish(tx, guest, 'trusted.refused', { mode: attempt.mode, state })
  })
  const now = attemptView((await store.findHeldAttempt(db, ['sign-in'], digest)) ?? attempt)
  if (!citizenId) return { attempt: now }
  const entrance = { method: 'trusted-identity', address: guest.address, browser } as const
  return { attempt: now, session: await identity.beginSession(db, guest, citizenId, entrance) }
}

/** Whose account the pseudonym opens, if whoever confirmed is vouched for as the real person. */
export async function ownerOf(
  tx: Tx,
  services: Services,
  { now }: { now: Date },
  { result, pid, level }: Verdict,
): Promise<{ state: TrustedState; owner?: string }> {
  if (result === 'pending') return { state: 'open' }
  if (result !== 'match') return { state: refusals[result] }
  if (!pid || level !== 'real-person') return { state: 'failed' }
  const owner = await store.useLink(tx, pidDigest(services, pid), now)
  // An erased account keeps its row, without a number: nobody enters it any more.
  const account = owner === undefined ? undefined : await identity.findCitizen(tx, owner)
  return account?.idNumberSealed ? { state: 'done', owner: account.id } : { state: 'not-linked' }
}

export const pidDigest = ({ crypto }: Services, pid: string) => crypto.blindIndex('code', `pid:${pid}`)

/** Holds the attempt while the authority is asked, so that of two requests at once only one hears and does the answer. */
export async function settle(
  services: Services,
  now: Date,
  attempt: store.AttemptRow,
  frames: Frames | undefined,
  conclude: (tx: Tx, verdict: Verdict) => Promise<void>,
): Promise<void> {
  const { db } = services
  const { id } = attempt
  if (attempt.state !== 'open') return
  if (!(await db.transaction().execute((tx) => store.claimAttempt(tx, id, now)))) return
  try {
    const verdict = await verdictOf(services, now, attempt, frames)
    if (verdict.result !== 'pending') await db.transaction().execute((tx) => conclude(tx, verdict))
  } finally {
    await db.transaction().execute((tx) => store.releaseAttempt(tx, id))
  }
}

/** What is clear by itself needs no authority. */
async function verdictOf(
  services: Services,
  now: Date,
  { id, bsn, challenge, expiresAt }: store.AttemptRow,
  frames: Frames | undefined,
): Promise<Verdict> {
  if (new Date(expiresAt) <= now) return { result: 'expired' }
  if (frames?.some(({ action }, n) => action !== challenge[n])) return { result: 'not-live' }
  return verifyAtAuthority(services, { requestId: id, bsn, ...(frames ? { frames } : {}) })
}
