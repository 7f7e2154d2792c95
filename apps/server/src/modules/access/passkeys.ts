import { StaffSignInLocked } from '@zhengtong/contract/access'
import {
  PasskeyRefused,
  PasskeyTaken,
  TooManyPasskeys,
  type Assertion,
  type Attestation,
  type Passkey,
} from '@zhengtong/contract/passkeys'
import { NotFound } from '@zhengtong/contract/problem'
import { WrongStaffProof } from '@zhengtong/contract/staff-passkeys'
import type { Guest, StaffMember } from '../../platform/actor.ts'
import { forgetTries, waitBeforeTry } from '../../platform/attempts.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import type { Browser } from '../../platform/device.ts'
import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import * as ceremony from '../../platform/passkeys.ts'
import { passwordFits } from '../../platform/password.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { countTry } from './account.ts'
import * as store from './passkey-store.ts'
import { lockAccount } from './session-store.ts'
import { noteTry, openSession, totpCounter } from './sign-in.ts'
import { useTotp } from './store.ts'

type Site = ceremony.Site

/** A challenge is for the session that proved itself: who takes over another one cannot finish. */
const adding = ({ sessionId }: StaffMember) => `staff-add:${sessionId}` as const

/** Starts adding a passkey. Whoever sits at an open session proves both factors anew, with a code not used before. */
export async function startPasskey(
  services: Services,
  site: Site,
  actor: StaffMember,
  proof: { password: string; totp: string },
) {
  const { db } = services
  const has = (await store.listPasskeys(db, actor.id)).map(({ credentialId }) => credentialId)
  if (has.length >= store.MAX_PASSKEYS) throw new Problem(TooManyPasskeys)
  const label = await proveBothFactors(services, actor, proof)
  return ceremony.creationOptions(db, site, { purpose: adding(actor), id: actor.id, label, has }, actor.now)
}

async function proveBothFactors(
  { db, crypto }: Services,
  actor: StaffMember,
  { password, totp }: { password: string; totp: string },
): Promise<string> {
  await countTry(db, actor, 'password')
  const login = await db.transaction().execute(async (tx) => {
    const account = await lockAccount(tx, actor.id)
    const counter = totpCounter(crypto.open(account.totpSealed), totp, actor.now)
    const fits = (await passwordFits(account.passwordHash, password)) && counter !== undefined
    if (!fits || !(await useTotp(tx, actor.id, counter))) throw new Problem(WrongStaffProof)
    return account.login
  })
  await forgetTries(db, `staff-password:${actor.id}`)
  return login
}

/** Adds the passkey that the officer's device has made. */
export async function addPasskey(
  db: Db,
  site: Site,
  actor: StaffMember,
  { name, credential }: { name: string; credential: Attestation },
): Promise<Passkey> {
  const made = await ceremony.checkCreation(db, site, adding(actor), credential, actor.now)
  const passkey = { id: newId(), name, createdAt: actor.now.toISOString(), lastUsedAt: null }
  await db.transaction().execute(async (tx) => {
    await lockAccount(tx, actor.id)
    if ((await store.countPasskeys(tx, actor.id)) >= store.MAX_PASSKEYS) throw new Problem(TooManyPasskeys)
    if (!(await store.insertPasskey(tx, { ...passkey, ...made, staffId: actor.id }))) throw new Problem(PasskeyTaken)
    await publish(tx, actor, 'staff.passkey-added', { staffId: actor.id, passkeyId: passkey.id })
  })
  return passkey
}

/** Asks for no proof: whoever lost a key must be quick, and nobody gains by a key less. */
export async function removePasskey(db: Db, actor: StaffMember, id: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    if (!(await store.deletePasskey(tx, actor.id, id))) throw new Problem(NotFound)
    await publish(tx, actor, 'staff.passkey-removed', { staffId: actor.id, passkeyId: id })
  })
}

/** For a guest: any passkey of this site; the browser offers those it has. */
export const startPasskeySignIn = (db: Db, site: Site, guest: Guest) =>
  ceremony.assertionOptions(db, site, 'staff-sign-in', [], guest.now)

/**
 * Signs a member of staff in by a passkey alone: the device holds the one factor, its unlocking (user verification) is the
 * other. Wrong passwords do not hold it up, wrong signatures of one's own key do.
 */
export async function signInByPasskey(
  { db, crypto }: Services,
  site: Site,
  guest: Guest,
  answer: Assertion,
  browser: Browser,
) {
  const key = await store.findPasskey(db, answer.id, legalDate(guest.now))
  const tries = `staff-passkey:${key?.staffId ?? crypto.blindIndex('code', answer.id)}`
  const wait = await waitBeforeTry(db, tries, guest.now)
  if (wait > 0) throw new Problem(StaffSignInLocked, { retryAfterSeconds: wait })

  const counter = key && (await counterOf(db, site, answer, key, guest.now))
  const opened = await db.transaction().execute(async (tx) => {
    if (!key || counter === undefined || !(await store.usePasskey(tx, key.id, counter, guest.now))) return undefined
    return openSession(tx, guest, browser, { staffId: key.staffId, passkeyId: key.id })
  })
  const succeeded = opened !== undefined
  if (key) await noteTry(db, guest, browser, { staffId: key.staffId, method: 'passkey', succeeded })
  if (!opened) {
    await db.transaction().execute((tx) => publish(tx, guest, 'staff.sign-in-refused', { account: tries }))
    throw new Problem(PasskeyRefused)
  }
  await forgetTries(db, tries)
  return opened
}

/** What the key counts to when its signature is right; undefined when it is not. */
async function counterOf(
  db: Db,
  site: Site,
  answer: Assertion,
  key: ceremony.StoredPasskey,
  now: Date,
): Promise<number | undefined> {
  return ceremony.checkAssertion(db, site, 'staff-sign-in', answer, key, now).catch((error: unknown) => {
    if (error instanceof Problem) return undefined
    throw error
  })
}
