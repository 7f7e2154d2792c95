import { NotFound } from '@zhengtong/contract/problem'
import type { TrustedAttempt, TrustedState } from '@zhengtong/contract/trusted'
import { parseCitizenId } from '@zhengtong/domain/citizen-id'
import type { Guest } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import { tokenDigest } from '../../platform/crypto/index.ts'
import type { Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import { legalText } from '../../platform/legal-text.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as identity from '../identity/index.ts'
import type { Verdict } from './authority.ts'
import { ownerOf, pidDigest, settle } from './check.ts'
import { attemptView } from './start.ts'
import * as store from './store.ts'

/** The text under which name and number are handed over (国家网络身份认证公共服务管理办法: with the person's own consent). */
export const identityDataText = () => legalText('consents/identity-data.md')

/** What came of it: a registration to complete, or the account the person has already. */
interface Entry {
  state: TrustedState
  registration?: { id: string; token: string }
  owner?: string
}

/** Hears whether the person confirmed and handed his name and number over; he ends in the one account he has or may have. */
export async function checkRegistration(
  services: Services,
  guest: Guest,
  token: string,
  browser: identity.Entrance['browser'],
) {
  const { attempt, entry } = await conclude(services, guest, { purpose: 'register', token }, enterOrRegister)
  if (!entry?.owner) return { attempt, registration: entry?.registration }
  const entrance = { method: 'trusted-identity', address: guest.address, browser } as const
  return { attempt, session: await identity.beginSession(services.db, guest, entry.owner, entrance) }
}

/** Hears whether the person confirmed with the credential linked to his account; then he may set it up anew. */
export const checkRecovery = (services: Services, guest: Guest, token: string) =>
  conclude(services, guest, { purpose: 'recover', token }, openRecovery)

type Follow = (tx: Tx, services: Services, guest: Guest, verdict: Verdict, attempt: store.AttemptRow) => Promise<Entry>

async function conclude(
  services: Services,
  guest: Guest,
  { purpose, token }: { purpose: 'register' | 'recover'; token: string },
  follow: Follow,
): Promise<{ attempt: TrustedAttempt; entry?: Entry }> {
  const { db } = services
  const digest = tokenDigest(token)
  const attempt = await store.findHeldAttempt(db, [purpose], digest)
  if (!attempt) throw new Problem(NotFound)
  let entry: Entry | undefined
  await settle(services, guest.now, attempt, undefined, async (tx, verdict) => {
    const found = await follow(tx, services, guest, verdict, attempt)
    if (!(await store.finishAttempt(tx, attempt.id, found.state))) throw new Problem(NotFound)
    if (found.state === 'done') entry = found
    else await publish(tx, guest, 'trusted.refused', { mode: attempt.mode, state: found.state })
  })
  const now = attemptView((await store.findHeldAttempt(db, [purpose], digest)) ?? attempt)
  return entry ? { attempt: now, entry } : { attempt: now }
}

const enterOrRegister: Follow = async (tx, services, guest, verdict, attempt) => {
  const linked = await ownerOf(tx, services, guest, verdict)
  if (linked.state !== 'not-linked') return linked
  const { pid, identity: given } = verdict
  if (!pid || !given) return { state: 'withheld' }
  const { crypto, config } = services
  const parsed = parseCitizenId(given.idNumber, { today: legalDate(guest.now), allowDemo: config.demo })
  if (!parsed.ok) return { state: 'failed' }
  const person = { name: given.name, idNumber: parsed.value.number }
  const consent = await identityDataText()
  const digest = pidDigest(services, pid)

  const known = await identity.citizenIdByIdNumber(tx, crypto.blindIndex('id-number', person.idNumber))
  if (known) return enterKnown(tx, guest, { owner: known.citizenId, digest, consent })
  const registration = await identity.beginRegistration(tx, services, guest, {
    ...person,
    verifiedBy: 'trusted-identity',
    consent,
  })
  await store.noteRegistration(tx, attempt.id, registration.id, digest)
  return { state: 'done', registration }
}

/** One person, one account: whoever registered by his number before enters that one, and it is linked from now on. */
async function enterKnown(
  tx: Tx,
  guest: Guest,
  { owner, digest, consent }: { owner: string; digest: string; consent: { version: string; digest: string } },
): Promise<Entry> {
  if (!(await store.insertLink(tx, digest, owner, guest.now))) return { state: 'taken' }
  await identity.noteConsent(tx, owner, 'identity-data', consent, guest.now)
  await store.insertProof(tx, { citizenId: owner, id: newId(), mode: 'credential', at: guest.now.toISOString() })
  await identity.raiseLevel(tx, guest, owner)
  await publish(tx, guest, 'trusted.linked', { citizenId: owner })
  return { state: 'done', owner }
}

const openRecovery: Follow = async (tx, services, guest, verdict) => {
  const { state, owner } = await ownerOf(tx, services, guest, verdict)
  const account = owner === undefined ? undefined : await identity.findCitizen(tx, owner)
  if (state !== 'done' || !account) return { state }
  const registration = await identity.beginRegistration(tx, services, guest, {
    name: account.name,
    idNumber: services.crypto.open(account.idNumberSealed),
    verifiedBy: 'trusted-identity',
  })
  return { state, registration }
}
