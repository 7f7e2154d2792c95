import type { IdentityLevel } from '@zhengtong/domain/identity-level'
import type { Clearance, Permission, ScopeKind } from '@zhengtong/contract/access'

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
/** For whom a citizen acts in one application: a ward of his, or who gave him a family mandate. */
export interface Kinship {
  kind: 'ward' | 'mandate'
  /** The ward record or family mandate. */
  id: string
  /** The relative's account; of a ward, who may have none, his record. */
  personId: string
}
export interface Citizen extends Act {
  kind: 'citizen'
  id: string
  /** The verified account as the session was opened for it; personal data stay sealed until they are needed. */
  account: { name: string; level: IdentityLevel; idNumberSealed: string; phoneSealed: string | null }
  sessionId: string
  /** Until when he counts as having just proved to be himself; absent when he has not. */
  steppedUpUntil?: string
  /** The organisation he acts for, and the mandate that lets him; absent when he acts for himself. */
  onBehalfOf?: string
  organisation?: { name: string; code: string; representativeName: string }
  mandateId?: string
  /** Under this mandate he may also submit, supplement and withdraw; without it he prepares only. */
  maySign?: boolean
  /** Codes of the items his mandate covers; absent when it covers all. */
  itemScope?: readonly string[]
  /** The relative this one act is for, as the application named him; never part of a session. */
  kinship?: Kinship
  /** The mandate that his session acts under has ended: he may do nothing but switch back. */
  mandateEnded?: true
}
/** What one role gives: functions, how far they reach, and which fields are shown in clear. */
export interface Right {
  permissions: readonly Permission[]
  scope: ScopeKind
  regionCode: string | null
  chosenAgencies: readonly string[]
  clearance: Clearance
}
export interface StaffMember extends Act {
  kind: 'staff'
  id: string
  name: string
  agencyCode: string
  departmentCode: string | null
  /** All functions of all rights together. */
  permissions: readonly Permission[]
  rights: readonly Right[]
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

/**
 * Who may call a route at all. Whose rows he may touch is decided in the use case and its SQL. `citizen` acts under the
 * identity of his session and needs a mandate in force; `person` is the human being himself, whatever that identity is.
 */
export type Allow = 'anyone' | 'registrant' | 'citizen' | 'person' | 'staff' | `staff:${Permission}`

/** The actor as a citizen; a route with `allow: 'citizen'` or `'person'` never has another. */
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
