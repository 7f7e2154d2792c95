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
    level: 'L2',
    registeredAt: actor.now.toISOString(),
  })
  if (person.phone) await store.takePhone(tx, crypto.blindIndex('phone', person.phone), id)
  await store.insertConsent(tx, {
    citizenId: id,
    kind: 'service-agreement',
    version: person.agreement.version,
    textDigest: person.agreement.digest,
    givenAt: actor.now.toISOString(),
  })
  await publish(tx, actor, 'citizen.registered', { citizenId: id })
  return id
}
