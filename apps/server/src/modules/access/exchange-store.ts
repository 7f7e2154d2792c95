import type { TableName } from '@zhengtong/contract/organisation-exchange'
import { sql, type RawBuilder } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'

type Cells = Record<string, string>

/** One rule of what an open agency, department, hall and member of staff look like as a row, for both directions. */
const selects: Record<
  TableName,
  { from: RawBuilder<unknown>; where: RawBuilder<unknown>; order: RawBuilder<unknown> }
> = {
  agencies: {
    from: sql`select a.code, a.name, coalesce(a.parent_code, '') as parent_code, a.region_code, a.level, a.address, a.hours,
      a.phone, a.status, a.version::text as version from access.agency a`,
    where: sql`a.status = 'active'`,
    order: sql`a.code`,
  },
  departments: {
    from: sql`select d.agency_code, d.name, coalesce(p.name, '') as parent_name, d.id::text as id, d.version::text as version
      from access.department d left join access.department p on p.id = d.parent_id`,
    where: sql`d.status = 'active'`,
    order: sql`d.agency_code, d.name`,
  },
  halls: {
    from: sql`select h.agency_code, h.name, h.region_code, h.address, h.hours,
      coalesce((select string_agg((w.value ->> 'name') || '：' || (w.value ->> 'business'), chr(10) order by w.ordinality)
        from jsonb_array_elements(h.windows) with ordinality w), '') as windows,
      h.id::text as id, h.version::text as version from access.hall h`,
    where: sql`h.status = 'active'`,
    order: sql`h.agency_code, h.name`,
  },
  staff: {
    from: sql`select s.login, s.name, s.agency_code, coalesce(d.name, '') as department_name, '' as phone, s.id::text as id,
      s.version::text as version, (s.active and s.leaves_on is null)::text as in_office
      from access.staff s left join access.department d on d.id = s.department_id`,
    where: sql`s.active and s.leaves_on is null`,
    order: sql`s.login`,
  },
}

/** Everything that is open, one more than asked for. */
export async function listTable(db: Db, table: TableName, limit: number): Promise<Cells[]> {
  const { from, where, order } = selects[table]
  const { rows } = await sql<Cells>`${from} where ${where} order by ${order} limit ${limit + 1}`.execute(db)
  return rows
}

/** What a row of a file speaks of, when it is there: by its own key, also when it is closed or gone for agencies and staff. */
export async function findRow(tx: Tx, table: TableName, cells: Cells): Promise<Cells | undefined> {
  const by = {
    agencies: sql`a.code = ${cells['code']}`,
    departments: sql`d.agency_code = ${cells['agencyCode']} and d.name = ${cells['name']} and d.status = 'active'`,
    halls: sql`h.region_code = ${cells['regionCode']} and h.name = ${cells['name']} and h.status = 'active'`,
    staff: sql`s.login = ${cells['login']}`,
  }[table]
  const { rows } = await sql<Cells>`${selects[table].from} where ${by} limit 1`.execute(tx)
  return rows[0]
}

/** The open department of an agency with this name. */
export async function departmentNamed(tx: Tx, agencyCode: string, name: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`select id from access.department
    where agency_code = ${agencyCode} and name = ${name} and status = 'active'`.execute(tx)
  return rows[0]?.id
}

export async function updateContact(
  tx: Tx,
  code: string,
  { address, hours, phone }: { address: string; hours: string; phone: string },
): Promise<void> {
  await sql`update access.agency set address = ${address}, hours = ${hours}, phone = ${phone}, version = version + 1
    where code = ${code}`.execute(tx)
}

/** Which of these logins somebody has. */
export async function takenLogins(db: Db, logins: string[]): Promise<Set<string>> {
  const { rows } = await sql<{
    login: string
  }>`select login from access.staff where login = any(${logins}::text[])`.execute(db)
  return new Set(rows.map(({ login }) => login))
}
