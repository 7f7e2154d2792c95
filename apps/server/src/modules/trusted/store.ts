import type { LivenessAct, TrustedMode, TrustedState } from '@zhengtong/contract/trusted'
import type { Db, Tx } from '../../platform/db.ts'

export interface AttemptRow {
  id: string
  purpose: 'prove' | 'step-up' | 'sign-in' | 'register' | 'recover'
  mode: TrustedMode
  citizenId: string | null
  holderDigest: string | null
  bsn: string
  checkCode: string
  confirmUrl: string
  challenge: LivenessAct[]
  state: TrustedState
  claimedAt: string | null
  startedAt: string
  expiresAt: string
  registrationId: string | null
  pidDigest: string | null
}
declare module '../../platform/db.ts' {
  interface Schema {
    'trusted.attempt': AttemptRow
    'trusted.link': { pidDigest: string; citizenId: string; linkedAt: string; lastUsedAt: string | null }
    'trusted.proof': { citizenId: string; id: string; mode: TrustedMode; at: string }
  }
}

/** Longer than the authority may take to answer. */
const CLAIM_MS = 10_000
const KEPT_MS = 24 * 3600_000
const PROOFS_SHOWN = 10

/** False when this id or this business number has been started already. */
export async function insertAttempt(tx: Tx, row: AttemptRow): Promise<boolean> {
  const inserted = await tx
    .insertInto('trusted.attempt')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return inserted !== undefined
}

/** An attempt at proving who he is; not one at proving anew, which asks the authority less. */
export function findAttempt(db: Db, citizenId: string, id: string): Promise<AttemptRow | undefined> {
  return db
    .selectFrom('trusted.attempt')
    .selectAll()
    .where('id', '=', id)
    .where('citizenId', '=', citizenId)
    .where('purpose', '=', 'prove')
    .executeTakeFirst()
}

/** The attempt of whoever holds the secret, if it was made for one of these purposes. */
export function findHeldAttempt(
  db: Db,
  purposes: AttemptRow['purpose'][],
  holderDigest: string,
): Promise<AttemptRow | undefined> {
  return db
    .selectFrom('trusted.attempt')
    .selectAll()
    .where('holderDigest', '=', holderDigest)
    .where('purpose', 'in', purposes)
    .executeTakeFirst()
}

/** Takes the open attempt to ask the authority about it; false while another request does. */
export async function claimAttempt(tx: Tx, id: string, now: Date): Promise<boolean> {
  const row = await tx
    .updateTable('trusted.attempt')
    .set({ claimedAt: now.toISOString() })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .where(({ eb, or }) =>
      or([eb('claimedAt', 'is', null), eb('claimedAt', '<', new Date(now.getTime() - CLAIM_MS).toISOString())]),
    )
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export function releaseAttempt(tx: Tx, id: string) {
  return tx.updateTable('trusted.attempt').set({ claimedAt: null }).where('id', '=', id).execute()
}

/** Closes the open attempt; false when it was closed before. */
export async function finishAttempt(tx: Tx, id: string, state: TrustedState): Promise<boolean> {
  const row = await tx
    .updateTable('trusted.attempt')
    .set({ state, claimedAt: null })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Notes which registration the authority's answer began, and what to link once it is completed. */
export function noteRegistration(tx: Tx, id: string, registrationId: string, pidDigest: string) {
  return tx.updateTable('trusted.attempt').set({ registrationId, pidDigest }).where('id', '=', id).execute()
}

export function findByRegistration(db: Db, registrationId: string): Promise<AttemptRow | undefined> {
  return db.selectFrom('trusted.attempt').selectAll().where('registrationId', '=', registrationId).executeTakeFirst()
}

export function findLink(db: Db, citizenId: string) {
  return db
    .selectFrom('trusted.link')
    .select(['linkedAt', 'lastUsedAt'])
    .where('citizenId', '=', citizenId)
    .executeTakeFirst()
}

/** Links the pseudonym to the citizen, in the place of his former one; false when it is somebody else's. */
export async function insertLink(tx: Tx, pidDigest: string, citizenId: string, now: Date): Promise<boolean> {
  const owner = await tx
    .insertInto('trusted.link')
    .values({ pidDigest, citizenId, linkedAt: now.toISOString(), lastUsedAt: null })
    .onConflict((conflict) => conflict.doNothing())
    .returning('citizenId')
    .executeTakeFirst()
  if (owner) return true
  const known = await tx
    .selectFrom('trusted.link')
    .select('citizenId')
    .where('pidDigest', '=', pidDigest)
    .executeTakeFirst()
  if (known) return known.citizenId === citizenId
  await tx
    .updateTable('trusted.link')
    .set({ pidDigest, linkedAt: now.toISOString(), lastUsedAt: null })
    .where('citizenId', '=', citizenId)
    .execute()
  return true
}

/** Whose the pseudonym is; notes that it was used. */
export async function useLink(tx: Tx, pidDigest: string, now: Date): Promise<string | undefined> {
  const row = await tx
    .updateTable('trusted.link')
    .set({ lastUsedAt: now.toISOString() })
    .where('pidDigest', '=', pidDigest)
    .returning('citizenId')
    .executeTakeFirst()
  return row?.citizenId
}

export async function deleteLink(tx: Tx, citizenId: string): Promise<boolean> {
  const row = await tx
    .deleteFrom('trusted.link')
    .where('citizenId', '=', citizenId)
    .returning('citizenId')
    .executeTakeFirst()
  return row !== undefined
}

export function insertProof(tx: Tx, row: { citizenId: string; id: string; mode: TrustedMode; at: string }) {
  return tx
    .insertInto('trusted.proof')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** The last times he proved himself, newest first. */
export function listProofs(db: Db, citizenId: string) {
  return db
    .selectFrom('trusted.proof')
    .select(['mode', 'at'])
    .where('citizenId', '=', citizenId)
    .orderBy('id', 'desc')
    .limit(PROOFS_SHOWN)
    .execute()
}

export async function eraseCitizen(tx: Tx, citizenId: string): Promise<void> {
  await tx.deleteFrom('trusted.link').where('citizenId', '=', citizenId).execute()
  await tx.deleteFrom('trusted.proof').where('citizenId', '=', citizenId).execute()
  await tx.deleteFrom('trusted.attempt').where('citizenId', '=', citizenId).execute()
}

/** What was proved stands in `proof` and in the event trail; the attempts themselves go after a day. */
export function deleteOld(tx: Tx, now: Date) {
  return tx
    .deleteFrom('trusted.attempt')
    .where('startedAt', '<', new Date(now.getTime() - KEPT_MS).toISOString())
    .execute()
}
