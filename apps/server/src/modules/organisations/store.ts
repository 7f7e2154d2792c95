import type { EndReason, MandateRole, OrganisationStatus } from '@zhengtong/contract/organisations'
import { sql } from 'kysely'
import type { Static } from 'typebox'
import type { Citizen } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { RegistryEntry } from './registry.ts'

export interface OrganisationRow {
  id: string
  code: string
  name: string
  type: string
  status: OrganisationStatus
  representativeName: string
  representativeDigest: string
  checkedAt: string
}
export interface MandateRow {
  id: string
  organisationId: string
  role: MandateRole
  citizenId: string | null
  invitedDigest: string
  personName: string
  items: string[] | null
  validFrom: string
  validTo: string | null
  maySign: boolean
  grantedBy: string
  grantedAt: string
  confirmedAt: string | null
  endedAt: string | null
  endedBy: string | null
  endReason: Static<typeof EndReason> | null
}
declare module '../../platform/db.ts' {
  interface Schema {
    'organisations.organisation': OrganisationRow
    'organisations.mandate': MandateRow
  }
}
export type Ending = { at: string; by: string; reason: NonNullable<MandateRow['endReason']> }

export function findOrganisation(db: Db, id: string) {
  return db.selectFrom('organisations.organisation').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Writes what the registry says, under the code's own id, and locks the row: changes to one organisation take turns. */
export async function saveRegistered(tx: Tx, id: string, entry: RegistryEntry, at: string): Promise<OrganisationRow> {
  const { code, name, type, status, representativeName, representativeDigest } = entry
  return tx
    .insertInto('organisations.organisation')
    .values({ id, code, name, type, status, representativeName, representativeDigest, checkedAt: at })
    .onConflict((conflict) =>
      conflict
        .column('code')
        .doUpdateSet({ name, type, status, representativeName, representativeDigest, checkedAt: at }),
    )
    .returningAll()
    .executeTakeFirstOrThrow()
}

export function lockByCode(tx: Tx, code: string) {
  return tx.selectFrom('organisations.organisation').selectAll().where('code', '=', code).forUpdate().executeTakeFirst()
}

/** Organisations that somebody may act for, whose registry entry was read before `before`; the longest ago first. */
export function listToRecheck(db: Db, before: string, limit: number) {
  return db
    .selectFrom('organisations.organisation as o')
    .select('o.code')
    .where('o.checkedAt', '<', before)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('organisations.mandate as m')
          .select('m.id')
          .whereRef('m.organisationId', '=', 'o.id')
          .where('m.endedAt', 'is', null),
      ),
    )
    .orderBy('o.checkedAt')
    .limit(limit)
    .execute()
}

/** A mandate in force today: confirmed, not ended, within its dates, of an organisation in business. */
const inForce = (today: string) =>
  sql<boolean>`m.confirmed_at is not null and m.ended_at is null and m.valid_from <= ${today}::date
    and (m.valid_to is null or m.valid_to >= ${today}::date) and o.status = 'active'`

/** The mandate that a session names, if this person may act under it today. */
export function findInForce(db: Db, citizenId: string, mandateId: string, today: string) {
  return db
    .selectFrom('organisations.mandate as m')
    .innerJoin('organisations.organisation as o', 'o.id', 'm.organisationId')
    .select(['m.organisationId', 'm.items', 'm.maySign', 'o.code', 'o.name', 'o.representativeName'])
    .where('m.id', '=', mandateId)
    .where('m.citizenId', '=', citizenId)
    .where(inForce(today))
    .executeTakeFirst()
}

/**
 * The mandate of an act, as a part of a statement, held until its transaction ends: an end of the mandate waits for it, and one
 * that came first is seen. One row where the act may go on; someone who acts for himself always has one. The organisation's
 * row stays free, for whoever ends a mandate holds it first; its closing ends the mandates too. Only for acts that bind the
 * organisation: the mandate must let him sign.
 */
export function heldMandate({ id, mandateId, onBehalfOf, now }: Citizen, itemCode: string) {
  if (!mandateId) return sql`select true as id`
  return sql`select m.id
    from organisations.mandate m join organisations.organisation o on o.id = m.organisation_id
    where m.id = ${mandateId} and m.citizen_id = ${id} and m.organisation_id = ${onBehalfOf ?? null}::uuid and ${inForce(legalDate(now))}
      and m.may_sign and (m.items is null or ${itemCode} = any (m.items))
    for share of m`
}

/** Whether the act may go on; holds the mandate within a transaction. */
export async function findHeld(db: Db, citizen: Citizen, itemCode: string): Promise<boolean> {
  const { rows } = await heldMandate(citizen, itemCode).execute(db)
  return rows.length === 1
}

/** The representative's own mandate, held until the transaction ends; undefined when this person is not it (any more). */
export async function holdRepresentative(tx: Tx, citizenId: string, organisationId: string, today: string) {
  const { rows } = await sql<{ id: string }>`
    select m.id from organisations.mandate m join organisations.organisation o on o.id = m.organisation_id
    where m.organisation_id = ${organisationId} and m.citizen_id = ${citizenId} and m.role = 'representative' and ${inForce(today)}
    for update of o`.execute(tx)
  return rows[0]
}

/** Takes the right to sign from one mandate; false when it has none. Its row is what acts hold. */
export async function endSigning(tx: Tx, id: string): Promise<boolean> {
  const row = await tx
    .updateTable('organisations.mandate')
    .set({ maySign: false })
    .where('id', '=', id)
    .where('role', '=', 'agent')
    .where('maySign', '=', true)
    .where('endedAt', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Who may sign for the organisation today, in this item or any: the representative first; at most 10. */
export async function listSigners(db: Db, organisationId: string, itemCode: string | undefined, today: string) {
  const { rows } = await sql<Pick<MandateRow, 'role' | 'personName'>>`
    select m.role, m.person_name from organisations.mandate m join organisations.organisation o on o.id = m.organisation_id
    where m.organisation_id = ${organisationId} and m.may_sign and ${inForce(today)}
      and (m.items is null or ${itemCode ?? null}::text is null or ${itemCode ?? null}::text = any (m.items))
    order by m.role desc, m.granted_at limit 10`.execute(db)
  return rows
}

/** What concerns this person: mandates he acts under, not ended, newest first. */
export function listOwn(db: Db, citizenId: string, limit: number) {
  return withOrganisation(db)
    .where('m.citizenId', '=', citizenId)
    .where('m.endedAt', 'is', null)
    .orderBy('o.name')
    .orderBy('m.id')
    .limit(limit)
    .execute()
}

/** Mandates that wait for the confirmation of whoever has one of these digests. */
export function listInvitations(db: Db, digests: string[], today: string, limit: number) {
  return withOrganisation(db)
    .where('m.invitedDigest', 'in', digests)
    .where('m.confirmedAt', 'is', null)
    .where('m.endedAt', 'is', null)
    .where('m.validTo', '>=', today)
    .orderBy('m.grantedAt', 'desc')
    .limit(limit)
    .execute()
}

/** The mandates of an organisation with their history, newest first; `onlyOf` restricts to one person's. */
export function listOfOrganisation(db: Db, organisationId: string, onlyOf: string | undefined, limit: number) {
  return withOrganisation(db)
    .where('m.organisationId', '=', organisationId)
    .$if(onlyOf !== undefined, (query) => query.where('m.citizenId', '=', onlyOf ?? ''))
    .orderBy('m.grantedAt', 'desc')
    .orderBy('m.id', 'desc')
    .limit(limit)
    .execute()
}

export function findMandate(db: Db, id: string) {
  return withOrganisation(db).where('m.id', '=', id).executeTakeFirst()
}

function withOrganisation(db: Db) {
  return db
    .selectFrom('organisations.mandate as m')
    .innerJoin('organisations.organisation as o', 'o.id', 'm.organisationId')
    .selectAll('m')
    .select([
      'o.name as organisationName',
      'o.code as organisationCode',
      'o.type as organisationType',
      'o.status as organisationStatus',
      'o.representativeName',
      'o.checkedAt',
    ])
}
export type MandateWithOrganisation = NonNullable<Awaited<ReturnType<typeof findMandate>>>

/** False when the id, or the person's place in this organisation, is taken. */
export async function insertMandate(
  tx: Tx,
  row: Omit<MandateRow, 'endedAt' | 'endedBy' | 'endReason'>,
): Promise<boolean> {
  const saved = await tx
    .insertInto('organisations.mandate')
    .values({
      ...row,
      items: row.items && sql<string[]>`${row.items}::text[]`,
      endedAt: null,
      endedBy: null,
      endReason: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return saved !== undefined
}

/** Ends what ran out, so that a new mandate may take its place. */
export function endExpired(tx: Tx, organisationId: string, today: string, { at, by, reason }: Ending) {
  return tx
    .updateTable('organisations.mandate')
    .set({ endedAt: at, endedBy: by, endReason: reason })
    .where('organisationId', '=', organisationId)
    .where('endedAt', 'is', null)
    .where('validTo', '<', today)
    .execute()
}

export async function countOpen(tx: Tx, organisationId: string): Promise<number> {
  const { open } = await tx
    .selectFrom('organisations.mandate')
    .select(({ fn }) => fn.countAll<number>().as('open'))
    .where('organisationId', '=', organisationId)
    .where('endedAt', 'is', null)
    .executeTakeFirstOrThrow()
  return open
}

/** Puts the person under the mandate he was invited to; false when it was answered or ended before. */
export async function confirmMandate(tx: Tx, id: string, citizenId: string, at: string): Promise<boolean> {
  const row = await tx
    .updateTable('organisations.mandate')
    .set({ citizenId, confirmedAt: at })
    .where('id', '=', id)
    .where('confirmedAt', 'is', null)
    .where('endedAt', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Ends one mandate; false when it has ended before. */
export async function endOne(tx: Tx, id: string, { at, by, reason }: Ending): Promise<boolean> {
  const row = await tx
    .updateTable('organisations.mandate')
    .set({ endedAt: at, endedBy: by, endReason: reason })
    .where('id', '=', id)
    .where('endedAt', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Ends every mandate of an organisation: its representative's and all that were granted. Returns the ended ones' ids. */
export async function endAll(tx: Tx, organisationId: string, { at, by, reason }: Ending): Promise<string[]> {
  const rows = await tx
    .updateTable('organisations.mandate')
    .set({ endedAt: at, endedBy: by, endReason: reason })
    .where('organisationId', '=', organisationId)
    .where('endedAt', 'is', null)
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** Whoever may hear about a case of the organisation today: people whose mandate covers the item; at most 20. */
export async function peopleToTell(db: Db, organisationId: string, itemCode: string, today: string): Promise<string[]> {
  const { rows } = await sql<{ citizenId: string }>`
    select m.citizen_id from organisations.mandate m join organisations.organisation o on o.id = m.organisation_id
    where m.organisation_id = ${organisationId} and (m.items is null or ${itemCode} = any (m.items)) and ${inForce(today)}
    order by m.role desc, m.granted_at limit 20`.execute(db)
  return rows.map(({ citizenId }) => citizenId)
}

/** Ends whatever a person may do for others; returns the ended ones. */
export function endAllOf(tx: Tx, citizenId: string, { at, by, reason }: Ending) {
  return tx
    .updateTable('organisations.mandate')
    .set({ endedAt: at, endedBy: by, endReason: reason })
    .where('citizenId', '=', citizenId)
    .where('endedAt', 'is', null)
    .returning(['id', 'organisationId'])
    .execute()
}
