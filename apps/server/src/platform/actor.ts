import type { Permission } from '@zhengtong/contract/access'

interface Act {
  /** Request or job that the act belongs to; goes into every event row. */
  requestId: string
  now: Date
}
export interface Guest extends Act {
  kind: 'guest'
  id: ''
  address: string
}
export interface Registrant extends Act {
  kind: 'registrant'
  id: string
  address: string
}
export interface Citizen extends Act {
  kind: 'citizen'
  id: string
  sessionId: string
}
export interface StaffMember extends Act {
  kind: 'staff'
  id: string
  name: string
  agencyCode: string
  permissions: readonly Permission[]
  /** What he must do before any business: choose his own password, enrol the one-time code. */
  firstSteps: readonly ('change-password' | 'enrol-totp')[]
  sessionId: string
}
export interface System extends Act {
  kind: 'system'
  id: 'system'
}

/** Who acts, in which request, at what time. */
export type Actor = Guest | Registrant | Citizen | StaffMember | System

/** Who may call a route at all. Whose rows he may touch is decided in the use case and its SQL. */
export type Allow = 'anyone' | 'registrant' | 'citizen' | 'staff' | `staff:${Permission}`

/** The actor as a citizen; a route with `allow: 'citizen'` never has another. */
export function citizenOf(actor: Actor): Citizen {
  if (actor.kind !== 'citizen') throw new Error(`a citizen is needed, not a ${actor.kind}`)
  return actor
}

/** The actor as a member of staff; a route with `allow: 'staff…'` never has another. */
export function staffOf(actor: Actor): StaffMember {
  if (actor.kind !== 'staff') throw new Error(`a member of staff is needed, not a ${actor.kind}`)
  return actor
}

/** The actor as a guest; a route with `allow: 'anyone'` never has another. */
export function guestOf(actor: Actor): Guest {
  if (actor.kind !== 'guest') throw new Error(`a guest is expected, not a ${actor.kind}`)
  return actor
}

/** The actor as a registrant; a route with `allow: 'registrant'` never has another. */
export function registrantOf(actor: Actor): Registrant {
  if (actor.kind !== 'registrant') throw new Error(`a registrant is needed, not a ${actor.kind}`)
  return actor
}
