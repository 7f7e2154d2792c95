import { AlreadyRegistered } from '@zhengtong/contract/registration-problems'
import { maskIdNumber, maskPhone } from '@zhengtong/domain/masking'
import type { Actor } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import type { Services } from '../../platform/services.ts'
import { Problem } from '../../platform/problem.ts'
import * as store from './store.ts'

/** Makes the account of a verified person and records the signed agreement; returns its id. One person, one account. */
export async function createCitizen(
  tx: Tx,
  { crypto }: Pick<Services, 'crypto'>,
  actor: Actor,
  person: {
    name: string
    idNumber: string
    phone: string | null
    passwordHash: string
    agreement: { version: string; digest: string }
    level?: 'L2' | 'L3'
    /** To the handing over of name and number by the authority. */
    identityData?: { version: string; digest: string } | undefined
    registrationId?: string
  },
): Promise<string> {
  const id = newId()
  const taken = await store.takeIdNumber(tx, crypto.blindIndex('id-number', person.idNumber), id)
  if (!taken) throw new Problem(AlreadyRegistered)
  await store.insertCitizen(tx, {
    id,
    name: person.name,
    idNumberSealed: crypto.seal('identity', person.idNumber),
    idNumberMasked: maskIdNumber(person.idNumber),
    phoneSealed: person.phone && crypto.seal('identity', person.phone),
    phoneMasked: person.phone && maskPhone(person.phone),
    passwordHash: person.passwordHash,
    level: person.level ?? 'L2',
    registeredAt: actor.now.toISOString(),
  })
  if (person.phone) await store.takePhone(tx, crypto.blindIndex('phone', person.phone), id)
  await noteConsent(tx, id, 'service-agreement', person.agreement, actor.now)
  if (person.identityData) await noteConsent(tx, id, 'identity-data', person.identityData, actor.now)
  const registration = person.registrationId ? { registrationId: person.registrationId } : {}
  await publish(tx, actor, 'citizen.registered', { citizenId: id, ...registration })
  return id
}

/** Which text the person agreed to, and when; the same text twice is one consent. */
export async function noteConsent(
  tx: Tx,
  citizenId: string,
  kind: 'service-agreement' | 'identity-data',
  { version, digest }: { version: string; digest: string },
  now: Date,
): Promise<void> {
  await store.insertConsent(tx, { citizenId, kind, version, textDigest: digest, givenAt: now.toISOString() })
}
