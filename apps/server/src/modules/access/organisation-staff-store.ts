import type { StaffRow } from '@zhengtong/contract/organisation'
import type { Duty } from '@zhengtong/contract/access'
import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'

const columns = sql`s.id, s.login, s.name, s.agency_code, a.name as agency_name, s.department_id, d.name as department_name,
  s.joined_on, s.leaves_on, s.version`
const tables = sql`access.staff s join access.agency a on a.code = s.agency_code
  left join access.department d on d.id = s.department_id`

export async function listStaff(
  db: Db,
  asked: { agencyCode: string | undefined; text: string | undefined; after: string | undefined; limit: number },
): Promise<StaffRow[]> {
  const [agency, text] = [asked.agencyCode ?? null, asked.text ?? null]
  const { rows } = await sql<StaffRow>`select ${columns} from ${tables}
    where (${agency}::text is null or s.agency_code = ${agency}::text)
      and (${text}::text is null or position(${text}::text in s.name) > 0 or position(${text}::text in s.login) > 0)
      and s.login > ${asked.after ?? ''}::text
    order by s.login limit ${asked.limit + 1}`.execute(db)
  return rows
}

export async function findStaff(db: Db, id: string): Promise<StaffRow | undefined> {
  const { rows } = await sql<StaffRow>`select ${columns} from ${tables} where s.id = ${id}`.execute(db)
  return rows[0]
}

export async function insertJoining(
  tx: Tx,
  row: {
    id: string
    login: string
    name: string
    agencyCode: string
    departmentId: string | null
    phoneSealed: string | null
    passwordHash: string
    joinedOn: string
    duty: Duty
  },
): Promise<boolean> {
  const { rows } = await sql`insert into access.staff (id, login, name, agency_code, department_id, phone_sealed,
      password_hash, totp_sealed, joined_on, first_password, totp_enrolled, duty)
    values (${row.id}, ${row.login}, ${row.name}, ${row.agencyCode}, ${row.departmentId}, ${row.phoneSealed},
      ${row.passwordHash}, '', ${row.joinedOn}::date, true, false, ${row.duty})
    on conflict do nothing returning 1`.execute(tx)
  return rows.length > 0
}

/** Whether there is, or ever was, anybody who administers. */
export async function hasAdministrators(tx: Tx): Promise<boolean> {
  const { rows } = await sql`select 1 from access.staff where duty <> 'business' limit 1`.execute(tx)
  return rows.length > 0
}

interface Locked {
  id: string
  agencyCode: string
  departmentId: string | null
  leavesOn: string | null
  version: number
  duty: Duty
  passwordHash: string
}

/** Locks the people in the order of their ids, so that two acts on the same two never wait for each other. */
export async function lockStaff(tx: Tx, ids: string[]): Promise<Locked[]> {
  const { rows } = await sql<Locked>`select id, agency_code, department_id, leaves_on, version, duty, password_hash
    from access.staff
    where id = any(${ids}::uuid[]) and active order by id for update`.execute(tx)
  return rows
}

/** Plans a move; false when this person already has one waiting, or the id was used. */
export async function insertMove(
  tx: Tx,
  row: { id: string; staffId: string; agencyCode: string; departmentId: string | null; on: string },
): Promise<boolean> {
  const { rows } = await sql`insert into access.staff_move (id, staff_id, agency_code, department_id, effective_on)
    values (${row.id}, ${row.staffId}, ${row.agencyCode}, ${row.departmentId}, ${row.on}::date)
    on conflict do nothing returning 1`.execute(tx)
  return rows.length > 0
}

export async function applyMove(
  tx: Tx,
  row: { id: string; staffId: string; agencyCode: string; departmentId: string | null },
  now: Date,
): Promise<void> {
  await sql`update access.staff set agency_code = ${row.agencyCode}, department_id = ${row.departmentId} where id = ${row.staffId}`.execute(
    tx,
  )
  await sql`update access.staff_move set applied_at = ${now.toISOString()}::timestamptz where id = ${row.id}`.execute(
    tx,
  )
}

/** One move whose day has come, for whoever is first to take it. */
export async function takeDueMove(tx: Tx, today: string) {
  const { rows } = await sql<{ id: string; staffId: string; agencyCode: string; departmentId: string | null }>`
    select id, staff_id, agency_code, department_id from access.staff_move
    where applied_at is null and effective_on <= ${today}::date
    order by effective_on, id limit 1 for update skip locked`.execute(tx)
  return rows[0]
}

export async function nextVersion(tx: Tx, id: string): Promise<number> {
  const { rows } = await sql<{
    version: number
  }>`update access.staff set version = version + 1 where id = ${id} returning version`.execute(tx)
  return rows[0]?.version ?? 0
}

export async function setLeaving(tx: Tx, id: string, on: string): Promise<void> {
  await sql`update access.staff set leaves_on = ${on}::date where id = ${id}`.execute(tx)
  await sql`delete from access.staff_move where staff_id = ${id} and applied_at is null and effective_on >= ${on}::date`.execute(
    tx,
  )
}

export async function endSessions(tx: Tx, staffId: string): Promise<void> {
  await sql`delete from access.session where staff_id = ${staffId}`.execute(tx)
}

/** The password is a first one again: it opens only the first steps. */
export async function markFirstPassword(tx: Tx, staffId: string): Promise<void> {
  await sql`update access.staff set first_password = true where id = ${staffId}`.execute(tx)
}

/** The one-time code is void; the person enrols anew at his next sign-in. */
export async function forgetTotp(tx: Tx, staffId: string): Promise<void> {
  await sql`update access.staff set totp_enrolled = false, totp_sealed = '' where id = ${staffId}`.execute(tx)
}

export async function waitingMove(db: Db, staffId: string) {
  const { rows } = await sql<{ agencyName: string; departmentName: string | null; on: string }>`
    select a.name as agency_name, d.name as department_name, m.effective_on as "on" from access.staff_move m
    join access.agency a on a.code = m.agency_code left join access.department d on d.id = m.department_id
    where m.staff_id = ${staffId} and m.applied_at is null limit 1`.execute(db)
  return rows[0] ?? null
}

interface DeputyRow {
  id: string
  staffId: string
  staffName: string
  deputyId: string
  deputyName: string
  from: string
  to: string
}

/** Who acts for the person and for whom the person acts, the latest first. */
export async function listDeputies(db: Db, id: string): Promise<DeputyRow[]> {
  const { rows } =
    await sql<DeputyRow>`select x.id, x.staff_id, s.name as staff_name, x.deputy_id, d.name as deputy_name,
      x.from_on as "from", x.to_on as "to"
    from access.deputy x join access.staff s on s.id = x.staff_id join access.staff d on d.id = x.deputy_id
    where x.staff_id = ${id} or x.deputy_id = ${id} order by x.from_on desc, x.id limit 100`.execute(db)
  return rows
}

/** Overlapping appointments that forbid this one: a second deputy of the person, or a chain of deputies. */
export async function clashingDeputy(
  tx: Tx,
  { staffId, deputyId, from, to }: { staffId: string; deputyId: string; from: string; to: string },
): Promise<boolean> {
  const { rows } = await sql`select 1 from access.deputy
    where from_on <= ${to}::date and to_on >= ${from}::date
      and (staff_id in (${staffId}, ${deputyId}) or deputy_id = ${staffId}) limit 1`.execute(tx)
  return rows.length > 0
}

export async function insertDeputy(
  tx: Tx,
  row: { id: string; staffId: string; deputyId: string; from: string; to: string },
): Promise<boolean> {
  const { rows } = await sql`insert into access.deputy (id, staff_id, deputy_id, from_on, to_on)
    values (${row.id}, ${row.staffId}, ${row.deputyId}, ${row.from}::date, ${row.to}::date)
    on conflict do nothing returning 1`.execute(tx)
  return rows.length > 0
}
