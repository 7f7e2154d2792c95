import { KinshipEnded } from '@zhengtong/contract/family'
import { sql } from 'kysely'
import type { Citizen, Kinship } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { Problem } from '../../platform/problem.ts'

type Actor = Pick<Citizen, 'id' | 'now'>
type Named = Pick<Kinship, 'kind' | 'id'>

/**
 * The ward record or family mandate of an act, as a part of a statement, held until its transaction ends: an end of it waits,
 * and one that came first is seen. One row where the act may go on; someone who acts for himself always has one.
 */
export function heldKinship(actor: Actor, kinship: Named | undefined, itemCode: string) {
  if (!kinship) return sql`select true as id`
  return sql`${inForce(actor.id, kinship, itemCode, legalDate(actor.now))} for share`
}

/** Makes sure, inside the transaction of an act, that this person may still act for that one. */
export async function holdKinship(tx: Tx, actor: Actor, kinship: Named, itemCode: string): Promise<void> {
  const { rows } = await heldKinship(actor, kinship, itemCode).execute(tx)
  if (rows.length === 0) throw new Problem(KinshipEnded)
}

/** Says why a statement with `heldKinship` did nothing; nothing when it may go on. */
export async function requireKinship(db: Db, actor: Actor, kinship: Named, itemCode: string): Promise<void> {
  if (!(await isInForce(db, actor.id, kinship, itemCode, legalDate(actor.now)))) throw new Problem(KinshipEnded)
}

export async function isInForce(
  db: Db,
  agentId: string,
  kinship: Named,
  itemCode: string,
  today: string,
): Promise<boolean> {
  const { rows } = await inForce(agentId, kinship, itemCode, today).execute(db)
  return rows.length === 1
}

/** A guardian acts until the child's 14th birthday, a relative within the items and dates of a mandate that says he may file. */
const inForce = (agentId: string, { kind, id }: Named, itemCode: string, today: string) =>
  kind === 'ward'
    ? sql`select w.id from family.ward w
        where w.id = ${id}::uuid and w.guardian_id = ${agentId}::uuid and w.ended_at is null and w.until > ${today}::date`
    : sql`select m.id from family.mandate m
        where m.id = ${id}::uuid and m.agent_id = ${agentId}::uuid and m.may_file and m.ended_at is null
          and m.valid_from <= ${today}::date and m.valid_to >= ${today}::date and (m.items is null or ${itemCode} = any (m.items))`

/**
 * A condition on a row with `kinship_id`: this person may still read what he filed under it. A guardian goes on reading what
 * he began when the child turns 14; acting for it is over.
 */
export const lettingRead = (agentId: string, today: string) =>
  sql<boolean>`(exists (select from family.ward w where w.id = kinship_id and w.guardian_id = ${agentId}::uuid and w.ended_at is null)
    or exists (select from family.mandate m where m.id = kinship_id and m.agent_id = ${agentId}::uuid and m.ended_at is null
      and m.valid_from <= ${today}::date and m.valid_to >= ${today}::date))`
