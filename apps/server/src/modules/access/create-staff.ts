import type { Permission } from '@zhengtong/contract/access'
import { InvalidRequest } from '@zhengtong/contract/problem'
import type { Crypto } from '../../platform/crypto.ts'
import type { Tx } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import { hashPassword } from '../../platform/password.ts'
import { Problem } from '../../platform/problem.ts'
import { passwordFaults } from './staff-password.ts'
import * as store from './store.ts'

/** Creates a member of staff; an existing login is left as it is, a weak password refused. `totpSecret` is base32 (RFC 4648). */
export async function createStaff(
  tx: Tx,
  crypto: Crypto,
  person: {
    login: string
    name: string
    agencyCode: string
    permissions: Permission[]
    password: string
    totpSecret: string
  },
): Promise<void> {
  if (await store.staffExists(tx, person.login)) return
  const faults = passwordFaults(person.password, person.login)
  if (faults.length > 0) throw new Problem(InvalidRequest, { errors: faults })
  await store.insertStaff(tx, {
    id: newId(),
    login: person.login,
    name: person.name,
    agencyCode: person.agencyCode,
    permissions: person.permissions,
    passwordHash: await hashPassword(person.password),
    totpSealed: crypto.seal(person.totpSecret),
  })
}
