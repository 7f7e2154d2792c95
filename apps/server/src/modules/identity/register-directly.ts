import type { Tx } from '../../platform/db.ts'
import type { Services } from '../../platform/services.ts'
import { hashPassword } from '../../platform/password.ts'
import { systemActor } from '../../platform/jobs.ts'
import { currentAgreement } from './agreement.ts'
import { createCitizen } from './create-citizen.ts'
import { citizenIdByIdNumber } from './store.ts'

/** Makes the account of a demo person whose identity needs no proof; an existing one is left as it is. Returns its id. */
export async function registerDirectly(
  tx: Tx,
  services: Services,
  person: { name: string; idNumber: string; phone: string; password: string },
): Promise<string> {
  const existing = await citizenIdByIdNumber(tx, services.crypto.blindIndex('id-number', person.idNumber))
  if (existing) return existing.citizenId
  const agreement = await currentAgreement()
  return createCitizen(tx, services, systemActor(services, 'seed'), {
    ...person,
    passwordHash: await hashPassword(person.password),
    agreement,
  })
}
