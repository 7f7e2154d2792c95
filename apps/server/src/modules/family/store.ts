import type { Relation } from '@zhengtong/contract/family'
import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'

export interface WardRow {
  id: string
  guardianId: string
  name: string
  idNumberSealed: string
  idNumberMasked: string
  idNumberDigest: string
  relation: Relation
  verifiedAt: string
  until: string
  endedAt: string | null
}
export interface FamilyMandateRow {
  id: string
  principalId: string
  principalName: string
  agentId: string | null
  agentName: string
  invitedDigest: string
  items: string[] | null
  validFrom: string
  validTo: string
  /** He may also file and act for the other, not only follow. */
  mayFile: boolean
  grantedAt: string
  confirmedAt: string | null
  endedAt: string | null
  endReason: 'revoked' | 'declined' | 'resigned' | 'expired' | null
}
declare module '../../platform/db.ts' {
  interface Schema {
    'family.ward': WardRow
    'family.mandate': FamilyMandateRow
  }
}

/** One person's writes take turns, so that two at once cannot both take the last place. */
export async function lockFamily(tx: Tx, citizenId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`family:${citizenId}`}, 0))`.execute(tx)
}

export function findWard(db: Db, guardianId: string, id: string) {
  return db
    .selectFrom('family.ward')
    .selectAll()
    .where('id', '=', id)
    .where('guardianId', '=', guardianId)
    .executeTakeFirst()
}

export function listWards(db: Db, guardianId: string, limit: number) {
  return db
    .selectFrom('family.ward')
    .selectAll()
    .where('guardianId', '=', guardianId)
    .orderBy('verifiedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

export async function countWards(tx: Tx, guardianId: string): Promise<number> {
  const { open } = await tx
    .selectFrom('family.ward')
    .select(({ fn }) => fn.countAll<number>().as('open'))
    .where('guardianId', '=', guardianId)
    .where('endedAt', 'is', null)
    .executeTakeFirstOrThrow()
  return open
}

/** False when the id or the child is taken. */
export async function insertWard(tx: Tx, row: Omit<WardRow, 'endedAt'>): Promise<boolean> {
  const saved = await tx
    .insertInto('family.ward')
    .values({ ...row, endedAt: null })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return saved !== undefined
}

export async function endWard(tx: Tx, guardianId: string, id: string, at: string): Promise<boolean> {
  const row = await tx
    .updateTable('family.ward')
    .set({ endedAt: at })
    .where('id', '=', id)
    .where('guardianId', '=', guardianId)
    .where('endedAt', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export function findMandate(db: Db, id: string) {
  return db.selectFrom('family.mandate').selectAll().where('id', '=', id).executeTakeFirst()
}

/** A mandate under which this person may read today: confirmed, not ended, within its dates. */
export function findInForce(db: Db, agentId: string, id: string, today: string) {
  return db
    .selectFrom('family.mandate')
    .select(['principalId', 'items'])
    .where('id', '=', id)
    .where('agentId', '=', agentId)
    .where('endedAt', 'is', null)
    .where('validFrom', '<=', today)
    .where('validTo', '>=', today)
    .executeTakeFirst()
}

/** The same, for those who may file under it. */
const fileable = (db: Db, agentId: string, today: string) =>
  db
    .selectFrom('family.mandate')
    .select(['id', 'principalId', 'items'])
    .where('agentId', '=', agentId)
    .where('mayFile', '=', true)
    .where('endedAt', 'is', null)
    .where('validFrom', '<=', today)
    .where('validTo', '>=', today)

export const findFileable = (db: Db, agentId: string, id: string, today: string) =>
  fileable(db, agentId, today).where('id', '=', id).executeTakeFirst()

export const listFileable = (db: Db, agentId: string, today: string, limit: number) =>
  fileable(db, agentId, today).orderBy('grantedAt', 'desc').orderBy('id').limit(limit).execute()

/** What the person gave, received or is invited to, the latest first, with history. */
export function listMandates(db: Db, citizenId: string, digests: string[], limit: number) {
  return db
    .selectFrom('family.mandate')
    .selectAll()
    .where(({ or, eb, and }) =>
      or([
        eb('principalId', '=', citizenId),
        eb('agentId', '=', citizenId),
        and([eb('invitedDigest', 'in', digests), eb('confirmedAt', 'is', null), eb('endedAt', 'is', null)]),
      ]),
    )
    .orderBy('grantedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** Inserts the mandate; false when the id, or the person's place, is taken. */
export async function insertMandate(
  tx: Tx,
  row: Omit<FamilyMandateRow, 'agentId' | 'confirmedAt' | 'endedAt' | 'endReason'>,
): Promise<boolean> {
  const saved = await tx
    .insertInto('family.mandate')
    .values({
      ...row,
      items: row.items && sql<string[]>`${row.items}::text[]`,
      agentId: null,
      confirmedAt: null,
      endedAt: null,
      endReason: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return saved !== undefined
}

/** Ends what ran out and tells how many are open. */
export async function endExpired(tx: Tx, principalId: string, today: string, at: string): Promise<number> {
  await tx
    .updateTable('family.mandate')
    .set({ endedAt: at, endReason: 'expired' })
    .where('principalId', '=', principalId)
    .where('endedAt', 'is', null)
    .where('validTo', '<', today)
    .execute()
  const { open } = await tx
    .selectFrom('family.mandate')
    .select(({ fn }) => fn.countAll<number>().as('open'))
    .where('principalId', '=', principalId)
    .where('endedAt', 'is', null)
    .executeTakeFirstOrThrow()
  return open
}

/** Puts the person under the mandate; false when it was answered or ended, or he has another of the same person. */
export async function confirmMandate(tx: Tx, id: string, agentId: string, at: string): Promise<boolean> {
  const { rows } = await sql`update family.mandate as m set agent_id = ${agentId}, confirmed_at = ${at}::timestamptz
    where m.id = ${id} and m.confirmed_at is null and m.ended_at is null
      and not exists (select 1 from family.mandate o where o.principal_id = m.principal_id and o.agent_id = ${agentId} and o.ended_at is null)
    returning m.id`.execute(tx)
  return rows.length === 1
}

export async function endMandate(
  tx: Tx,
  id: string,
  at: string,
  endReason: NonNullable<FamilyMandateRow['endReason']>,
): Promise<boolean> {
  const row = await tx
    .updateTable('family.mandate')
    .set({ endedAt: at, endReason })
    .where('id', '=', id)
    .where('endedAt', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Ends and empties what a person who leaves has to do with others; children are forgotten altogether. */
export async function endFamilyOf(tx: Tx, citizenId: string, at: string): Promise<void> {
  await tx.deleteFrom('family.ward').where('guardianId', '=', citizenId).execute()
  await tx
    .updateTable('family.mandate')
    .set({ endedAt: at, endReason: 'resigned' })
    .where(({ or, eb }) => or([eb('principalId', '=', citizenId), eb('agentId', '=', citizenId)]))
    .where('endedAt', 'is', null)
    .execute()
}
