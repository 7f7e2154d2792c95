import {
  PasskeyRefused,
  PasskeyTaken,
  TooManyPasskeys,
  type Assertion,
  type Attestation,
  type Passkey,
} from '@zhengtong/contract/passkeys'
import { NotFound } from '@zhengtong/contract/problem'
import type { Citizen, Guest } from '../../platform/actor.ts'
import type { Db } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import * as ceremony from '../../platform/passkeys.ts'
import { Problem } from '../../platform/problem.ts'
import * as store from './passkey-store.ts'
import type { Entrance } from './session.ts'
import { beginSession } from './sign-in.ts'
import { lockCitizen } from './store.ts'
import { markSteppedUp } from './step-up.ts'

type Site = ceremony.Site

const credentialIds = async (db: Db, citizenId: string) =>
  (await store.listPasskeys(db, citizenId)).map(({ credentialId }) => credentialId)

export async function startPasskey(db: Db, site: Site, citizen: Citizen) {
  const has = await credentialIds(db, citizen.id)
  if (has.length >= store.MAX_PASSKEYS) throw new Problem(TooManyPasskeys)
  const { id, now, account } = citizen
  return ceremony.creationOptions(db, site, { purpose: `add:${id}`, id, label: account.name, has }, now)
}

/** Adds the passkey that the person's device has made. */
export async function addPasskey(
  db: Db,
  site: Site,
  citizen: Citizen,
  { name, credential }: { name: string; credential: Attestation },
): Promise<Passkey> {
  const made = await ceremony.checkCreation(db, site, `add:${citizen.id}`, credential, citizen.now)
  const passkey = { id: newId(), name, createdAt: citizen.now.toISOString(), lastUsedAt: null }
  await db.transaction().execute(async (tx) => {
    await lockCitizen(tx, citizen.id)
    if ((await store.countPasskeys(tx, citizen.id)) >= store.MAX_PASSKEYS) throw new Problem(TooManyPasskeys)
    if (!(await store.insertPasskey(tx, { ...passkey, ...made, citizenId: citizen.id })))
      throw new Problem(PasskeyTaken)
    await publish(tx, citizen, 'citizen.passkey-added', { citizenId: citizen.id, passkeyId: passkey.id })
  })
  return passkey
}

export async function removePasskey(db: Db, citizen: Citizen, id: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    if (!(await store.deletePasskey(tx, citizen.id, id))) throw new Problem(NotFound)
    await publish(tx, citizen, 'citizen.passkey-removed', { citizenId: citizen.id, passkeyId: id })
  })
}

/** For a guest: any passkey of this site; the browser offers those it has. */
export const startPasskeySignIn = (db: Db, site: Site, guest: Guest) =>
  ceremony.assertionOptions(db, site, 'sign-in', [], guest.now)

export async function signInByPasskey(
  db: Db,
  site: Site,
  guest: Guest,
  answer: Assertion,
  browser: Entrance['browser'],
): Promise<string> {
  const citizenId = await holderOf(db, site, 'sign-in', answer, guest.now)
  return beginSession(db, guest, citizenId, { method: 'passkey', address: guest.address, browser })
}

export const startPasskeyStepUp = async (db: Db, site: Site, citizen: Citizen) =>
  ceremony.assertionOptions(db, site, `step-up:${citizen.id}`, await credentialIds(db, citizen.id), citizen.now)

export async function stepUpByPasskey(db: Db, site: Site, citizen: Citizen, answer: Assertion): Promise<string> {
  const holder = await holderOf(db, site, `step-up:${citizen.id}`, answer, citizen.now)
  if (holder !== citizen.id) throw new Problem(PasskeyRefused)
  return markSteppedUp(db, citizen)
}

/** Whose passkey has signed; each signature counts once. */
async function holderOf(
  db: Db,
  site: Site,
  purpose: 'sign-in' | `step-up:${string}`,
  answer: Assertion,
  now: Date,
): Promise<string> {
  const passkey = await store.findPasskey(db, answer.id)
  if (!passkey) throw new Problem(PasskeyRefused)
  const counter = await ceremony.checkAssertion(db, site, purpose, answer, passkey, now)
  if (!(await db.transaction().execute((tx) => store.usePasskey(tx, passkey, counter, now))))
    throw new Problem(PasskeyRefused)
  return passkey.citizenId
}
