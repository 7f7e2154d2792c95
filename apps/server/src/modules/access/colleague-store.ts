import type { Permission } from '@zhengtong/contract/access'
import { sql } from 'kysely'
import type { Right } from '../../platform/actor.ts'
import type { Db } from '../../platform/db.ts'
import { rightsOn } from './session-store.ts'

export interface Colleague {
  id: string
  name: string
  agencyCode: string
  departmentCode: string | null
  rights: Right[]
}
const inOffice = (today: string) =>
  sql<boolean>`s.active and s.duty = 'business' and (s.leaves_on is null or s.leaves_on > ${today}::date)`

/** Business staff of these agencies in office on the day, with their rights, by name; at most 200. */
export async function colleaguesIn(db: Db, agencies: string[], today: string): Promise<Colleague[]> {
  const { rows } = await sql<Colleague>`
    select s.id, s.name, s.agency_code, s.department_id::text as department_code, ${rightsOn(today)} as rights
    from access.staff s where s.agency_code = any (${agencies}::text[]) and ${inOffice(today)}
    order by s.name, s.id limit 200`.execute(db)
  return rows
}

/** Business staff in office who hold a role with this permission, wherever they are; at most 500. */
export async function staffHolding(db: Db, permission: Permission, today: string): Promise<Colleague[]> {
  const { rows } = await sql<Colleague>`
    select s.id, s.name, s.agency_code, s.department_id::text as department_code, ${rightsOn(today)} as rights
    from access.staff s where ${inOffice(today)} and exists (
      select from access.role_grant g join access.role r on r.id = g.role_id
      where g.staff_id = s.id and g.revoked_at is null and r.permissions @> array[${permission}]::text[])
    order by s.id limit 500`.execute(db)
  return rows
}

/** One of staff as a colleague knows him: still in office, and whether `other` is his deputy today (AB岗). */
export async function findHolder(
  db: Db,
  id: string,
  other: string,
  today: string,
): Promise<{ id: string; name: string; inOffice: boolean; isDeputised: boolean } | undefined> {
  const { rows } = await sql<{ id: string; name: string; inOffice: boolean; isDeputised: boolean }>`
    select s.id, s.name, ${inOffice(today)} as in_office, exists (
      select from access.deputy d where d.staff_id = s.id and d.deputy_id = ${other}::uuid
        and d.from_on <= ${today}::date and d.to_on >= ${today}::date) as is_deputised
    from access.staff s where s.id = ${id}::uuid`.execute(db)
  return rows[0]
}

/** For whom somebody is the deputy today. */
export async function deputisedBy(db: Db, deputyId: string, today: string): Promise<string[]> {
  const { rows } = await sql<{ staffId: string }>`
    select staff_id from access.deputy
    where deputy_id = ${deputyId}::uuid and from_on <= ${today}::date and to_on >= ${today}::date limit 20`.execute(db)
  return rows.map(({ staffId }) => staffId)
}

/** Names of staff by id. */
export async function staffNames(db: Db, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from access.staff where id = any (${ids}::uuid[])`.execute(db)
  return new Map(rows.map(({ id, name }) => [id, name]))
}
