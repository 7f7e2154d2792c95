import type { CitizenSession, CitizenSignIn, SignInMethod } from '@zhengtong/contract/account'
import { CompiledQuery, sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'
import type { CitizenRow } from './store.ts'

interface SessionTable {
  tokenDigest: string
  id: string
  citizenId: string
  method: SignInMethod
  agent: string
  machine: string
  place: string
  deviceDigest: string | null
  createdAt: string
  lastSeenAt: string | null
  expiresAt: string
  mandateId: string | null
  stepUpDigest: string | null
  steppedUpUntil: string | null
}
interface SignInTable {
  citizenId: string
  id: string
  at: string
  method: SignInMethod
  outcome: CitizenSignIn['outcome']
  agent: string
  machine: string
  place: string
  deviceDigest: string
}
declare module '../../platform/db.ts' {
  interface Schema {
    'identity.session': SessionTable
    'identity.citizen': CitizenRow
    'identity.signIn': SignInTable
  }
}

/** A person has few devices; more than this many sessions are not shown. */
const MANY = 50

export function insertSession(
  tx: Tx,
  row: Omit<SessionTable, 'lastSeenAt' | 'mandateId' | 'stepUpDigest' | 'steppedUpUntil'>,
) {
  return tx
    .insertInto('identity.session')
    .values({ ...row, lastSeenAt: row.createdAt, mandateId: null, stepUpDigest: null, steppedUpUntil: null })
    .execute()
}

type FoundSession = Pick<CitizenRow, 'id' | 'name' | 'level' | 'idNumberSealed' | 'phoneSealed'> &
  Pick<SessionTable, 'mandateId' | 'lastSeenAt' | 'stepUpDigest' | 'steppedUpUntil'>

/** Written out, with the names the code uses: every request asks it, and building it anew would cost as much as the answer. */
const SESSION = `
  select c.id, c.name, c.level, c.id_number_sealed as "idNumberSealed", c.phone_sealed as "phoneSealed",
    s.mandate_id as "mandateId", s.last_seen_at as "lastSeenAt", s.step_up_digest as "stepUpDigest",
    s.stepped_up_until as "steppedUpUntil"
  from identity.session s join identity.citizen c on c.id = s.citizen_id
  where s.token_digest = $1 and s.expires_at > $2`

/** Whose session it is, with what applications take from the account: one round trip for both. */
export async function findSession(db: Db, tokenDigest: string, now: Date): Promise<FoundSession | undefined> {
  const query = CompiledQuery.raw(SESSION, [tokenDigest, now.toISOString()])
  const { rows } = await db.withoutPlugins().executeQuery<FoundSession>(query)
  return rows[0]
}

export function touchSession(db: Db, tokenDigest: string, now: Date) {
  return db
    .updateTable('identity.session')
    .set({ lastSeenAt: now.toISOString() })
    .where('tokenDigest', '=', tokenDigest)
    .execute()
}

/** Sets on whose behalf the session acts; null is the person himself. */
export function setSessionMandate(tx: Tx, tokenDigest: string, mandateId: string | null) {
  return tx.updateTable('identity.session').set({ mandateId }).where('tokenDigest', '=', tokenDigest).execute()
}

/** Notes that whoever holds the step-up token has proved to be the person, until then. */
export async function setStepUp(tx: Tx, tokenDigest: string, stepUpDigest: string, until: Date): Promise<boolean> {
  const row = await tx
    .updateTable('identity.session')
    .set({ stepUpDigest, steppedUpUntil: until.toISOString() })
    .where('tokenDigest', '=', tokenDigest)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export function deleteSession(tx: Tx, tokenDigest: string) {
  return tx.deleteFrom('identity.session').where('tokenDigest', '=', tokenDigest).execute()
}

/** Ends one session of this person by its public id; false when he has no such session. */
export async function endSession(tx: Tx, citizenId: string, id: string): Promise<boolean> {
  const row = await tx
    .deleteFrom('identity.session')
    .where('citizenId', '=', citizenId)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Ends all sessions of this person but the one kept; answers how many they were. */
export async function endOtherSessions(tx: Tx, citizenId: string, kept: string): Promise<number> {
  const rows = await tx
    .deleteFrom('identity.session')
    .where('citizenId', '=', citizenId)
    .where('tokenDigest', '<>', kept)
    .returning('id')
    .execute()
  return rows.length
}

export async function listSessions(db: Db, citizenId: string, current: string, now: Date): Promise<CitizenSession[]> {
  const rows = await db
    .selectFrom('identity.session')
    .select(['id', 'method', 'agent', 'machine', 'place', 'createdAt', 'lastSeenAt', 'tokenDigest'])
    .where('citizenId', '=', citizenId)
    .where('expiresAt', '>', now.toISOString())
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(MANY)
    .execute()
  return rows.map(({ tokenDigest, lastSeenAt, ...row }) => ({
    ...row,
    lastSeenAt: lastSeenAt ?? row.createdAt,
    current: tokenDigest === current,
  }))
}

/** Notes a sign-in or a try at one. */
export function insertSignIn(tx: Tx, row: SignInTable) {
  return tx.insertInto('identity.signIn').values(row).execute()
}

/** Whether the person has signed in with this device before, or never at all: a first device is no surprise. */
export async function isKnownDevice(db: Db, citizenId: string, deviceDigest: string): Promise<boolean> {
  const { rows } = await sql<{ known: boolean }>`
    select coalesce(bool_or(device_digest = ${deviceDigest}), true) as known from identity.sign_in
    where citizen_id = ${citizenId} and outcome = 'succeeded'`.execute(db)
  return rows[0]?.known ?? true
}

/** The history, latest first; a device is new where no earlier success in the kept history was made with it. */
export async function listSignIns(
  db: Db,
  citizenId: string,
  before: string | undefined,
  limit: number,
): Promise<CitizenSignIn[]> {
  const { rows } = await sql<CitizenSignIn>`
    select h.id, h.at, h.method, h.outcome, h.agent, h.machine, h.place, not exists (
        select from identity.sign_in e where e.citizen_id = h.citizen_id and e.id < h.id
          and e.device_digest = h.device_digest and e.outcome = 'succeeded') as new_device
    from identity.sign_in h
    where h.citizen_id = ${citizenId} and (${before ?? null}::uuid is null or h.id < ${before ?? null}::uuid)
    order by h.id desc limit ${limit + 1}`.execute(db)
  return rows
}

/** Deletes sessions that have ended and history older than `oldest`. */
export async function deleteOldSessions(tx: Tx, now: Date, oldest: Date): Promise<void> {
  await tx.deleteFrom('identity.session').where('expiresAt', '<', now.toISOString()).execute()
  await tx.deleteFrom('identity.signIn').where('at', '<', oldest.toISOString()).execute()
}

/** Deletes everything about sign-ins of a person whose account is erased. */
export async function deleteSignIns(tx: Tx, citizenId: string): Promise<void> {
  await tx.deleteFrom('identity.session').where('citizenId', '=', citizenId).execute()
  await tx.deleteFrom('identity.signIn').where('citizenId', '=', citizenId).execute()
}
