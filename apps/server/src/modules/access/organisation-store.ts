import type { Agency, Change, Department, Hall } from '@zhengtong/contract/organisation'
import { sql } from 'kysely'
import type { Actor } from '../../platform/actor.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'

const TREE_LOCK = 7_706_240

/** Changes of the tree come one after the other, so that two moves cannot close a circle between them. */
export async function lockTree(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${TREE_LOCK})`.execute(tx)
  // Whoever keeps the tree in memory reads it again (tree.ts).
  await sql`update access.edition set number = number + 1`.execute(tx)
}

const agencyColumns = sql`a.code, a.name, a.region_code, a.parent_code, a.status, a.closed_on, a.version,
  (select count(*)::int from access.agency c where c.parent_code = a.code and c.status = 'active') as children,
  (select count(*)::int from access.staff s where s.agency_code = a.code and s.active and s.leaves_on is null) as staff`

export async function listAgencies(
  db: Db,
  asked: { parent: string | undefined; text: string | undefined; after: string | undefined; limit: number },
): Promise<Agency[]> {
  const place = asked.text
    ? sql`(position(${asked.text}::text in a.name) > 0 or a.code = ${asked.text}::text)`
    : sql`a.parent_code is not distinct from ${asked.parent ?? null}::text`
  const { rows } = await sql<Agency>`select ${agencyColumns} from access.agency a
    where ${place} and a.code > ${asked.after ?? ''}::text order by a.code limit ${asked.limit + 1}`.execute(db)
  return rows
}

export async function findAgency(db: Db, code: string): Promise<Agency | undefined> {
  const { rows } = await sql<Agency>`select ${agencyColumns} from access.agency a where a.code = ${code}`.execute(db)
  return rows[0]
}

interface Version {
  version: number
  status: string
  name: string
  parent: string | null
  agencyCode: string
}

export async function lockAgency(tx: Tx, code: string): Promise<Version | undefined> {
  const { rows } = await sql<Version>`select version, status, name, parent_code as parent, code as agency_code
    from access.agency where code = ${code} for update`.execute(tx)
  return rows[0]
}

/** True when the agency, and the department in it, are there and stay open until the transaction ends. */
export async function holdPlace(tx: Tx, agencyCode: string, departmentId: string | null): Promise<boolean> {
  const agency =
    await sql`select 1 from access.agency where code = ${agencyCode} and status = 'active' for share`.execute(tx)
  if (agency.rows.length === 0 || departmentId === null) return agency.rows.length > 0
  const { rows } = await sql`select 1 from access.department
    where id = ${departmentId} and agency_code = ${agencyCode} and status = 'active' for share`.execute(tx)
  return rows.length > 0
}

export async function insertAgency(
  tx: Tx,
  row: {
    code: string
    name: string
    regionCode: string
    level: string
    parentCode: string | null
    address: string
    hours: string
    phone: string
  },
  today: string,
): Promise<boolean> {
  const { rows } = await sql`
    insert into access.agency (code, name, region_code, level, department, type, address, hours, phone, supervise_phone,
      windows, source, parent_code, opened_on)
    values (${row.code}, ${row.name}, ${row.regionCode}, ${row.level}, '', '1', ${row.address}, ${row.hours}, ${row.phone},
      ${row.phone}, '[]', 'console', ${row.parentCode}, ${today}::date)
    on conflict (code) do nothing returning 1`.execute(tx)
  return rows.length > 0
}

/** Whether `code` is `above` itself or somewhere below it. */
export async function isBelow(tx: Tx, table: 'agency' | 'department', code: string, above: string): Promise<boolean> {
  const [key, parent] = table === 'agency' ? ['code', 'parent_code'] : ['id', 'parent_id']
  const { rows } = await sql`with recursive up as (
      select ${sql.ref(key)}::text as key, ${sql.ref(parent)}::text as parent from access.${sql.ref(table)} where ${sql.ref(key)}::text = ${code}
      union select t.${sql.ref(key)}::text, t.${sql.ref(parent)}::text from access.${sql.ref(table)} t join up on t.${sql.ref(key)}::text = up.parent
    ) select 1 from up where key = ${above} limit 1`.execute(tx)
  return rows.length > 0
}

export async function updateAgency(tx: Tx, code: string, name: string, parentCode: string | null): Promise<number> {
  const { rows } = await sql<{ version: number }>`update access.agency
    set name = ${name}, parent_code = ${parentCode}, version = version + 1 where code = ${code} returning version`.execute(
    tx,
  )
  return rows[0]?.version ?? 0
}

export async function setAgencyClosed(tx: Tx, code: string, today: string): Promise<number> {
  const { rows } = await sql<{ version: number }>`update access.agency
    set status = 'closed', closed_on = ${today}::date, version = version + 1 where code = ${code} returning version`.execute(
    tx,
  )
  return rows[0]?.version ?? 0
}

/** What still hangs on an agency; people on their way to it count. */
export async function usesOfAgency(tx: Tx, code: string, today: string) {
  const { rows } = await sql<{ staff: number; children: number; halls: number }>`select
    (select count(*)::int from access.staff s where s.active and (s.leaves_on is null or s.leaves_on > ${today}::date)
      and (s.agency_code = ${code} or exists (select 1 from access.staff_move m where m.staff_id = s.id and m.applied_at is null and m.agency_code = ${code}))) as staff,
    (select count(*)::int from access.agency where parent_code = ${code} and status = 'active') as children,
    (select count(*)::int from access.hall where agency_code = ${code} and status = 'active') as halls`.execute(tx)
  return rows[0] ?? { staff: 0, children: 0, halls: 0 }
}

export async function listDepartments(db: Db, agencyCode: string): Promise<Department[]> {
  const { rows } = await sql<Department>`select id, parent_id, name, status, version from access.department
    where agency_code = ${agencyCode} order by status, name limit 500`.execute(db)
  return rows
}

export async function insertDepartment(
  tx: Tx,
  row: { id: string; agencyCode: string; parentId: string | null; name: string },
): Promise<boolean> {
  const { rows } = await sql`insert into access.department (id, agency_code, parent_id, name)
    values (${row.id}, ${row.agencyCode}, ${row.parentId}, ${row.name}) on conflict do nothing returning 1`.execute(tx)
  return rows.length > 0
}

export async function lockDepartment(tx: Tx, id: string): Promise<Version | undefined> {
  const { rows } = await sql<Version>`select version, status, name, parent_id::text as parent, agency_code
    from access.department where id = ${id} for update`.execute(tx)
  return rows[0]
}

/** Changes a department; undefined when another open one of the agency has the name. */
export async function updateDepartment(
  tx: Tx,
  id: string,
  { name, parentId, status }: { name: string; parentId: string | null; status: 'active' | 'closed' },
): Promise<number | undefined> {
  const { rows } = await sql<{ version: number }>`update access.department d
    set name = ${name}, parent_id = ${parentId}::uuid, status = ${status}, version = version + 1
    where id = ${id} and not exists (select 1 from access.department o
      where o.agency_code = d.agency_code and o.name = ${name} and o.id <> d.id and o.status = 'active')
    returning version`.execute(tx)
  return rows[0]?.version
}

export async function usesOfDepartment(tx: Tx, id: string, today: string) {
  const { rows } = await sql<{ staff: number; children: number }>`select
    (select count(*)::int from access.staff s where s.active and (s.leaves_on is null or s.leaves_on > ${today}::date)
      and (s.department_id = ${id} or exists (select 1 from access.staff_move m where m.staff_id = s.id and m.applied_at is null and m.department_id = ${id}))) as staff,
    (select count(*)::int from access.department where parent_id = ${id} and status = 'active') as children`.execute(tx)
  return rows[0] ?? { staff: 0, children: 0 }
}

export async function listHalls(db: Db, agencyCode: string): Promise<Hall[]> {
  const { rows } = await sql<Hall>`select id, agency_code, region_code, name, address, hours, windows, status, version
    from access.hall where agency_code = ${agencyCode} order by status, name limit 200`.execute(db)
  return rows
}

type HallRow = Omit<Hall, 'status' | 'version'>
export async function insertHall(tx: Tx, row: HallRow): Promise<boolean> {
  const { rows } = await sql`insert into access.hall (id, agency_code, region_code, name, address, hours, windows)
    values (${row.id}, ${row.agencyCode}, ${row.regionCode}, ${row.name}, ${row.address}, ${row.hours},
      ${JSON.stringify(row.windows)}::jsonb) on conflict do nothing returning 1`.execute(tx)
  return rows.length > 0
}

/** Changes a hall that still has the version; undefined when it has not. */
export async function updateHall(
  tx: Tx,
  row: Omit<Hall, 'agencyCode'>,
): Promise<{ version: number; agencyCode: string } | undefined> {
  const { rows } = await sql<{ version: number; agencyCode: string }>`update access.hall
    set region_code = ${row.regionCode}, name = ${row.name}, address = ${row.address}, hours = ${row.hours},
      windows = ${JSON.stringify(row.windows)}::jsonb, status = ${row.status}, version = version + 1
    where id = ${row.id} and version = ${row.version} returning version, agency_code`.execute(tx)
  return rows[0]
}

type Facts = Record<string, string | null>

/** Writes one line of history: who changed what, from what to what. Never a phone or a secret. */
export async function noteChange(
  tx: Tx,
  actor: Actor,
  { subject, act, before, after }: { subject: string; act: string; before?: Facts; after?: Facts },
): Promise<void> {
  await sql`insert into access.organisation_change (id, at, actor_id, subject, act, before, after)
    values (${newId()}, ${actor.now.toISOString()}::timestamptz, ${actor.id}, ${subject}, ${act},
      ${before ? JSON.stringify(before) : null}::jsonb, ${after ? JSON.stringify(after) : null}::jsonb)`.execute(tx)
}

export async function listChanges(db: Db, subject: string): Promise<Change[]> {
  const { rows } = await sql<Change>`select c.id, c.at, c.actor_id, s.name as actor_name, c.act, c.before, c.after
    from access.organisation_change c left join access.staff s on s.id::text = c.actor_id
    where c.subject = ${subject} order by c.id desc limit 100`.execute(db)
  return rows
}
