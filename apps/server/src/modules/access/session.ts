import type { Permission } from '@zhengtong/contract/access'
import type { Right } from '../../platform/actor.ts'
import { tokenDigest } from '../../platform/crypto/index.ts'
import type { Authenticator } from '../../platform/services.ts'
import { findSession } from './store.ts'

export const STAFF_COOKIE = '__Host-staff'

export const authenticate: Authenticator = {
  kind: 'staff',
  cookie: STAFF_COOKIE,
  async find({ db }, token, { requestId, now }) {
    const sessionId = tokenDigest(token)
    const person = await findSession(db, sessionId, now)
    return person && { kind: 'staff', ...person, permissions: permissionsOf(person.rights), sessionId, requestId, now }
  },
}

/** All functions of these rights, each once. */
export function permissionsOf(rights: readonly Right[]): Permission[] {
  return [...new Set(rights.flatMap(({ permissions }) => permissions))]
}
