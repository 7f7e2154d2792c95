import type { Permission } from '@zhengtong/contract/access'
import type { Right } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import { tokenDigest } from '../../platform/crypto/index.ts'
import { agentFamily, DEVICE_COOKIE, type Browser } from '../../platform/device.ts'
import type { Authenticator, Services } from '../../platform/services.ts'
import { findSession, touchSession } from './session-store.ts'

export const STAFF_COOKIE = '__Host-staff'

/** Who holds the session with this digest on this device, with what he must do first. */
export async function readSession(
  { db, config }: Pick<Services, 'db' | 'config'>,
  digest: string,
  by: Browser,
  now: Date,
  { touch = true } = {},
) {
  const row = await findSession(
    db,
    { tokenDigest: digest, device: by.device, agent: by.agent, now, today: legalDate(now) },
    config.staff,
  )
  if (!row) return undefined
  if (row.stale && touch) await touchSession(db, digest, now)
  const { id, name, agencyCode, agencyName, departmentCode, rights } = row
  const firstSteps: ('change-password' | 'enrol-totp')[] = []
  if (row.mustChangePassword) firstSteps.push('change-password')
  if (row.mustEnrol) firstSteps.push('enrol-totp')
  const permissions = permissionsOf(rights)
  return { id, name, agencyCode, agencyName, departmentCode, rights, permissions, firstSteps }
}

/** Who holds the session, without keeping it alive; undefined also when he has something to do first. */
export async function peekSession(services: Pick<Services, 'db' | 'config'>, digest: string, by: Browser, now: Date) {
  const person = await readSession(services, digest, by, now, { touch: false })
  return person?.firstSteps.length === 0 ? person : undefined
}

export const authenticate: Authenticator = {
  kind: 'staff',
  cookie: STAFF_COOKIE,
  async find(services, token, { requestId, now }, { cookies, userAgent }) {
    const sessionId = tokenDigest(token)
    const by = { device: tokenDigest(cookies[DEVICE_COOKIE] ?? ''), agent: agentFamily(userAgent) }
    const person = await readSession(services, sessionId, by, now)
    return person && { kind: 'staff', ...person, sessionId, requestId, now }
  },
}

/** All functions of these rights, each once. */
function permissionsOf(rights: readonly Right[]): Permission[] {
  return [...new Set(rights.flatMap(({ permissions }) => permissions))]
}
