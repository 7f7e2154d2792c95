import { sql, type RawBuilder } from 'kysely'
import type { Actor } from './actor.ts'
import type { Tx } from './db.ts'
import { newId } from './ids.ts'

/** What happened, past tense. The subject holds ids only: subscribers read the state themselves. */
export const eventTypes = [
  'citizen.registered',
  'citizen.recovered',
  'citizen.signed-in',
  'staff.signed-in',
  'citizen.sign-in-refused',
  'staff.sign-in-refused',
  'citizen.stepped-up',
  'citizen.password-changed',
  'citizen.phone-changed',
  'citizen.passkey-added',
  'citizen.passkey-removed',
  'citizen.level-raised',
  'trusted.linked',
  'trusted.unlinked',
  'trusted.refused',
  'citizen.session-ended',
  'organisation.registered',
  'organisation.changed',
  'mandate.granted',
  'mandate.confirmed',
  'mandate.ended',
  'mandate.signing-ended',
  'identity.switched',
  'ward.added',
  'ward.ended',
  'family-mandate.granted',
  'family-mandate.confirmed',
  'family-mandate.ended',
  'citizen.revealed',
  'citizen.deletion-requested',
  'citizen.deletion-cancelled',
  'citizen.erased',
  'export.requested',
  'export.taken',
  'consent.given',
  'consent.withdrawn',
  'staff.password-changed',
  'staff.passkey-added',
  'staff.passkey-removed',
  'staff.passkeys-revoked',
  'staff.totp-enrolled',
  'staff.joined',
  'staff.moved',
  'staff.move-planned',
  'staff.left',
  'staff.password-reissue-asked',
  'staff.password-reissued',
  'staff.password-reissue-rejected',
  'staff.totp-reset',
  'staff.deputy-appointed',
  'agency.created',
  'agency.changed',
  'agency.closed',
  'department.created',
  'department.changed',
  'department.closed',
  'hall.created',
  'hall.changed',
  'organisation.imported',
  'organisation.exported',
  'administrators.installed',
  'case.submitted',
  'case.forwarded',
  'case.accepted',
  'case.refused',
  'case.supplement-requested',
  'case.supplemented',
  'case.reviewed',
  'case.opinions-asked',
  'case.opinion-given',
  'case.opinion-missed',
  'case.first-reviewed',
  'case.sent-back',
  'case.billed',
  'case.paid',
  'case.fee-waived',
  'case.returned',
  'case.granted',
  'case.denied',
  'case.withdrawn',
  'case.pre-returned',
  'case.deemed-accepted',
  'case.lapsed',
  'case.objected',
  'case.handed-in',
  'case.proposed',
  'case.suspended',
  'case.resumed',
  'case.extended',
  'case.proposal-rejected',
  'case.confirmed',
  'case.revoked',
  'case.delivered',
  'case.terminated',
  'case.claimed',
  'case.released',
  'case.transferred',
  'case.unmasked',
  'case.migrated',
  'case.exported',
  'document.opened',
  'card.urged',
  'card.answered',
  'card.appealed',
  'card.cancelled',
  'card.upheld',
  'file.infected',
  'file.not-scanned',
  'item.published',
  'item.change-created',
  'item.change-submitted',
  'item.change-approved',
  'item.change-returned',
  'item.change-withdrawn',
  'item.change-rebased',
  'base-item.changed',
  'bundle.published',
  'bundle.submitted',
  'bundle.withdrawn',
  'bundle.child-withdrawn',
  'bundle.child-stuck',
  'bundle.child-dropped',
  'appointment.booked',
  'appointment.moved',
  'appointment.cancelled',
  'appointment.called-off',
  'appointment.arrived',
  'appointment.served',
  'appointment.missed',
  'appointment.excused',
  'appointment.walked-in',
  'appointment.called',
  'appointment.skipped',
  'appointment.waited',
  'appointment.wait-left',
  'appointment.wait-ended',
  'appointment.offered',
  'appointment-service.changed',
  'rights.proposed',
  'rights.changed',
  'rights.rejected',
  'rights.withdrawn',
  'flow-migration.proposed',
  'flow-migration.confirmed',
  'flow-migration.cancelled',
  'flow-migration.done',
  'audit.verified',
  'audit.exported',
  'audit.archived',
] as const
export type EventType = (typeof eventTypes)[number]

export interface Event {
  id: string
  type: EventType
  subject: Record<string, string>
  at: string
}

/**
 * Writes one append-only event row (who, when, which request: the business audit trail) and one dispatch job, in the
 * caller's transaction and in one statement.
 */
export async function publish(tx: Tx, actor: Actor, type: EventType, subject: Record<string, string>): Promise<void> {
  const { event, dispatch } = publication(actor, type, subject)
  await sql`with event as (${event}) ${dispatch}`.execute(tx)
}

/**
 * The two parts of `publish` for a statement that writes more: the insert, to be one of its common table expressions, and
 * the select that queues the job. Both do as often as `cause` has rows: the name of the expression that must have happened.
 */
export function publication(
  actor: Actor,
  type: EventType,
  subject: Record<string, string>,
  cause: RawBuilder<unknown> = sql`(select) as always`,
) {
  const id = newId()
  const at = actor.now.toISOString()
  const { onBehalfOf, mandateId } = representationOf(actor)
  const address = 'address' in actor ? actor.address : undefined
  return {
    event: sql`insert into platform.event (id, type, subject, actor_kind, actor_id, request_id, at, on_behalf_of, mandate_id, place, result)
      select ${id}::uuid, ${type}, ${JSON.stringify(subject)}::jsonb, ${actor.kind}, ${actor.id}, ${actor.requestId}, ${at}::timestamptz,
        ${onBehalfOf ?? null}::text, ${mandateId ?? null}::text, ${address === undefined ? null : maskPlace(address)}::text, ${refused.has(type) ? 'refused' : 'done'} from ${cause}`,
    // The job carries the event: reading it back would cost more than most reactions do.
    dispatch: sql`select graphile_worker.add_job('dispatch', payload => json_build_object('eventId', ${id}::text, 'at', ${at}::text,
      'type', ${type}::text, 'subject', ${JSON.stringify(subject)}::json), max_attempts => 25) from ${cause}`,
  }
}

/** On whose behalf an actor acts, and what lets him: a mandate of an organisation, or kinship. */
function representationOf(actor: Actor): { onBehalfOf?: string; mandateId?: string } {
  if (actor.kind !== 'citizen') return {}
  return actor.kinship ? { onBehalfOf: actor.kinship.personId, mandateId: actor.kinship.id } : actor
}

/** Events that tell of something refused. */
const refused: ReadonlySet<EventType> = new Set([
  'citizen.sign-in-refused',
  'staff.sign-in-refused',
  'trusted.refused',
  'file.infected',
  'file.not-scanned',
])

/** An address without its last part: enough to see a pattern, not enough to find a person. */
export function maskPlace(address: string): string {
  return address.includes(':') ? `${address.split(':').slice(0, 3).join(':')}:*` : address.replace(/\d+$/, '*')
}
