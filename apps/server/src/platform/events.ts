import { sql } from 'kysely'
import type { Actor } from './actor.ts'
import type { Tx } from './db.ts'
import { newId } from './ids.ts'

/** What happened, past tense. The subject holds ids only: subscribers read the state themselves. */
export const eventTypes = [
  'citizen.registered',
  'citizen.signed-in',
  'staff.signed-in',
  'staff.password-changed',
  'staff.totp-enrolled',
  'staff.joined',
  'staff.moved',
  'staff.move-planned',
  'staff.left',
  'staff.deputy-appointed',
  'agency.created',
  'agency.changed',
  'agency.closed',
  'department.created',
  'department.changed',
  'department.closed',
  'hall.created',
  'hall.changed',
  'case.submitted',
  'case.accepted',
  'case.refused',
  'case.supplement-requested',
  'case.supplemented',
  'case.reviewed',
  'case.returned',
  'case.granted',
  'case.denied',
  'case.withdrawn',
  'item.published',
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
  const id = newId()
  const at = actor.now.toISOString()
  await sql`with event as (
      insert into platform.event (id, type, subject, actor_kind, actor_id, request_id, at)
      values (${id}, ${type}, ${JSON.stringify(subject)}::jsonb, ${actor.kind}, ${actor.id}, ${actor.requestId}, ${at}::timestamptz)
    )
    select graphile_worker.add_job('dispatch', payload => json_build_object('eventId', ${id}::text, 'at', ${at}::text), max_attempts => 25)`.execute(
    tx,
  )
}
