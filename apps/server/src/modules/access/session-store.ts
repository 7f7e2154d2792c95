import type { SignIn, StaffSession } from '@zhengtong/contract/staff-account'
import { sql } from 'kysely'
import type { Right } from '../../platform/actor.ts'
import type { Db, Tx } from '../../platform/db.ts'

interface ForSignIn {
  id: string
  login: string
  passwordHash: string
  totpSealed: string
  totpEnrolled: boolean
}

/** What signing in needs to know of somebody still in office. */
export async function findForSignIn(db: Db, login: string, today: string): Promise<ForSignIn | undefined> {
  const { rows } = await sql<ForSignIn>`
    select id, login, password_hash, totp_sealed, totp_enrolled from access.staff
    where login = ${login} and active and (leaves_on is null or leaves_on > ${today}::date)`.execute(db)
  return rows[0]
}

/** The same by id, locked until the transaction ends: two changes of one account come one after the other. */
export async function lockAccount(tx: Tx, id: string): Promise<ForSignIn> {
  const { rows } = await sql<ForSignIn>`
    select id, login, password_hash, totp_sealed, totp_enrolled from access.staff where id = ${id} for update`.execute(
    tx,
  )
  const [row] = rows
  if (!row) throw new Error(`staff ${id} is not there`)
  return row
}

export async function insertSession(
  tx: Tx,
  row: {
    tokenDigest: string
    staffId: string
    createdAt: string
    expiresAt: string
    deviceDigest: string
    agent: string
    passkeyId: string | null
  },
): Promise<void> {
  await sql`insert into access.session (token_digest, staff_id, created_at, expires_at, last_seen_at, device_digest, agent,
      passkey_id)
    values (${row.tokenDigest}, ${row.staffId}, ${row.createdAt}::timestamptz, ${row.expiresAt}::timestamptz,
      ${row.createdAt}::timestamptz, ${row.deviceDigest}, ${row.agent}, ${row.passkeyId})`.execute(tx)
}

interface SessionRow {
  id: string
  name: string
  agencyCode: string
  agencyName: string
  departmentCode: string | null
  rights: Right[]
  mustChangePassword: boolean
  mustEnrol: boolean
  stale: boolean
}

/**
 * The rights of `access.staff s` in the same query: roles granted, not revoked, in force on the day, his own and those of
 * the colleague of the same agency whose deputy he is (AB岗), as far as they are of his own duty.
 */
export function rightsOn(day: string) {
  return sql<Right[]>`(
    select coalesce(jsonb_agg(jsonb_build_object('permissions', r.permissions, 'scope', r.scope, 'regionCode', r.region_code,
      'chosenAgencies', r.chosen_agencies, 'clearance', r.clearance)), '[]')
    from access.role_grant g join access.role r on r.id = g.role_id
    where (g.staff_id = s.id or g.staff_id in (
        select c.id from access.deputy d join access.staff c on c.id = d.staff_id
        where d.deputy_id = s.id and d.from_on <= ${day}::date and d.to_on >= ${day}::date and c.active and c.agency_code = s.agency_code)) and g.duty = s.duty and g.revoked_at is null
      and g.valid_from <= ${day}::date and (g.valid_until is null or g.valid_until >= ${day}::date))`
}

/** Who holds the session: it is in force, was used lately, comes from its device, and the person is in office. */
export async function findSession(
  db: Db,
  asked: { tokenDigest: string; device: string; agent: string; now: Date; today: string },
  { idleMinutes, passwordDays }: { idleMinutes: number; passwordDays: number },
): Promise<SessionRow | undefined> {
  const ago = (ms: number) => new Date(asked.now.getTime() - ms).toISOString()
  const { rows } = await sql<SessionRow>`
    select s.id, s.name, s.agency_code, a.name as agency_name, s.department_id::text as department_code, ${rightsOn(asked.today)} as rights,
      s.first_password or coalesce(s.password_set_at < ${ago(passwordDays * 86_400_000)}::timestamptz, false) as must_change_password,
      not s.totp_enrolled as must_enrol,
      coalesce(x.last_seen_at < ${ago(60_000)}::timestamptz, false) as stale
    from access.session x
    join access.staff s on s.id = x.staff_id
    join access.agency a on a.code = s.agency_code
    where x.token_digest = ${asked.tokenDigest} and x.expires_at > ${asked.now.toISOString()}::timestamptz
      and (x.last_seen_at is null or x.last_seen_at > ${ago(idleMinutes * 60_000)}::timestamptz)
      and (x.device_digest is null or (x.device_digest = ${asked.device} and x.agent = ${asked.agent}))
      and s.active and (s.leaves_on is null or s.leaves_on > ${asked.today}::date)`.execute(db)
  return rows[0]
}

/** Notes that the session is in use; at most once a minute, so that reading stays reading. */
export async function touchSession(db: Db, tokenDigest: string, now: Date): Promise<void> {
  await sql`update access.session set last_seen_at = ${now.toISOString()}::timestamptz where token_digest = ${tokenDigest}`.execute(
    db,
  )
}

export async function endOtherSessions(tx: Tx, staffId: string, kept: string): Promise<void> {
  await sql`delete from access.session where staff_id = ${staffId} and token_digest <> ${kept}`.execute(tx)
}

export async function endOwnSession(tx: Tx, staffId: string, id: string): Promise<boolean> {
  const { rows } = await sql`delete from access.session where staff_id = ${staffId} and id = ${id} returning 1`.execute(
    tx,
  )
  return rows.length > 0
}

export async function listSessions(db: Db, staffId: string, current: string, now: Date): Promise<StaffSession[]> {
  const { rows } = await sql<StaffSession>`
    select id, agent, created_at, last_seen_at, token_digest = ${current} as current from access.session
    where staff_id = ${staffId} and expires_at > ${now.toISOString()}::timestamptz
    order by created_at desc limit 50`.execute(db)
  return rows
}

export async function insertSignIn(db: Db, row: SignIn & { staffId: string }): Promise<void> {
  await sql`insert into access.sign_in (id, staff_id, at, address, agent, method, succeeded)
    values (${row.id}, ${row.staffId}, ${row.at}::timestamptz, ${row.address}, ${row.agent}, ${row.method},
      ${row.succeeded})`.execute(db)
}

export async function listSignIns(
  db: Db,
  staffId: string,
  before: string | undefined,
  limit: number,
): Promise<SignIn[]> {
  const { rows } = await sql<SignIn>`
    select id, at, address, agent, method, succeeded from access.sign_in
    where staff_id = ${staffId} and (${before ?? null}::uuid is null or id < ${before ?? null}::uuid)
    order by id desc limit ${limit + 1}`.execute(db)
  return rows
}

/** The hashes of the passwords before this one, the newest first. */
export async function oldPasswords(tx: Tx, staffId: string, count: number): Promise<string[]> {
  const { rows } = await sql<{ passwordHash: string }>`
    select password_hash from access.old_password where staff_id = ${staffId} order by set_at desc limit ${count}`.execute(
    tx,
  )
  return rows.map((row) => row.passwordHash)
}

export async function savePassword(tx: Tx, staffId: string, old: string, next: string, now: Date): Promise<void> {
  const at = now.toISOString()
  await sql`insert into access.old_password (staff_id, set_at, password_hash) values (${staffId}, ${at}::timestamptz, ${old})
    on conflict do nothing`.execute(tx)
  await sql`update access.staff set password_hash = ${next}, first_password = false, password_set_at = ${at}::timestamptz
    where id = ${staffId}`.execute(tx)
}

export async function saveTotp(tx: Tx, staffId: string, sealed: string): Promise<void> {
  await sql`update access.staff set totp_sealed = ${sealed} where id = ${staffId}`.execute(tx)
}

export async function enrolTotp(tx: Tx, staffId: string, counter: number): Promise<void> {
  await sql`update access.staff set totp_enrolled = true, totp_counter = ${counter} where id = ${staffId}`.execute(tx)
}
