import type { Permission } from '@zhengtong/contract/access'
import type { Right } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import { newToken, tokenDigest } from '../../platform/crypto/index.ts'
import type { Authenticator, Services } from '../../platform/services.ts'
import { findSession, touchSession } from './session-store.ts'

export const STAFF_COOKIE = '__Host-staff'
export const DEVICE_COOKIE = '__Host-device'

/** The device a session belongs to: the digest of its own cookie, and the family of its browser. */
export interface Browser {
  device: string
  agent: string
}

/** Families, not versions: a browser that updates itself stays signed in. */
export function agentFamily(userAgent: string): string {
  return /Edg|OPR|Firefox|Chrome|Safari/.exec(userAgent)?.[0] ?? 'other'
}

/** The browser's device token, or a new one to give it. */
export function deviceOf(cookie: string | undefined, userAgent: string): Browser & { token: string } {
  const token = cookie && /^[\w-]{43}$/.test(cookie) ? cookie : newToken().token
  return { token, device: tokenDigest(token), agent: agentFamily(userAgent) }
}

/** Who holds the session with this digest on this device, with what he must do first. */
export async function readSession(
  { db, config }: Pick<Services, 'db' | 'config'>,
  digest: string,
  by: Browser,
  now: Date,
) {
  const row = await findSession(
    db,
    { tokenDigest: digest, device: by.device, agent: by.agent, now, today: legalDate(now) },
    config.staff,
  )
  if (!row) return undefined
  if (row.stale) await touchSession(db, digest, now)
  const { id, name, agencyCode, agencyName, departmentCode, rights } = row
  const firstSteps: ('change-password' | 'enrol-totp')[] = []
  if (row.mustChangePassword) firstSteps.push('change-password')
  if (row.mustEnrol) firstSteps.push('enrol-totp')
  const permissions = permissionsOf(rights)
  return { id, name, agencyCode, agencyName, departmentCode, rights, permissions, firstSteps }
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
