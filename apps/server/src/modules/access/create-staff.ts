import type { Duty } from '@zhengtong/contract/access'
import { InvalidRequest } from '@zhengtong/contract/problem'
import { legalDate } from '../../platform/clock.ts'
import type { Crypto } from '../../platform/crypto/index.ts'
import type { Tx } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import { hashPassword } from '../../platform/password.ts'
import { Problem } from '../../platform/problem.ts'
import * as rights from './rights-store.ts'
import { passwordFaults } from './staff-password.ts'
import * as store from './store.ts'

/**
 * Creates a member of staff with the roles an installation starts with (by name); an existing login is left as it is, a
 * weak password refused. `totpSecret` is base32 (RFC 4648). His duty is that of his roles, which must agree.
 */
export async function createStaff(
  tx: Tx,
  crypto: Crypto,
  now: Date,
  person: {
    login: string
    name: string
    agencyCode: string
    roles: string[]
    password: string
    totpSecret: string
  },
): Promise<void> {
  if (await store.staffExists(tx, person.login)) return
  const faults = passwordFaults(person.password, person.login)
  if (faults.length > 0) throw new Problem(InvalidRequest, { errors: faults })
  const roles = await rights.rolesNamed(tx, person.roles)
  const [first, ...others] = roles
  if (!first || roles.length < person.roles.length || others.some(({ duty }) => duty !== first.duty))
    throw new Error(`${person.login}: roles are missing, unknown or of different duties`)
  const id = newId()
  await store.insertStaff(tx, {
    id,
    login: person.login,
    name: person.name,
    agencyCode: person.agencyCode,
    departmentId: null,
    duty: first.duty,
    passwordHash: await hashPassword(person.password),
    totpSealed: crypto.seal('access', person.totpSecret),
  })
  for (const role of roles) await rights.insertGrant(tx, initialGrant(id, role, now))
}

/** A grant without askers: what an installation starts with. */
export function initialGrant(staffId: string, role: { id: string; duty: Duty }, now: Date): rights.GrantRow {
  return {
    id: newId(),
    staffId,
    roleId: role.id,
    duty: role.duty,
    validFrom: legalDate(now),
    validUntil: null,
    requestedBy: null,
    approvedBy: null,
    grantedAt: now.toISOString(),
    revokedAt: null,
  }
}
