import type { Duty } from '@zhengtong/contract/access'
import { sql, type Generated } from 'kysely'
import type { Right } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db.ts'

export interface AgencyRow {
  code: string
  name: string
  regionCode: string
  level: string
  department: string
  type: string
  address: string
  hours: string
  phone: string
  supervisePhone: string
  windows: { name: string; address: string; hours: string; phone: string; traffic?: string }[]
  source: string
}
interface StaffTable {
  id: string
  login: string
  name: string
  agencyCode: string
  departmentCode: string | null
  duty: Duty
  passwordHash: string
  totpSealed: string
  totpCounter: number
  active: boolean
}
declare module '../../platform/db.ts' {
  interface Schema {
    'access.agency': AgencyRow & { parentCode: Generated<string | null> }
    'access.staff': StaffTable
    'access.session': { tokenDigest: string; staffId: string; createdAt: string; expiresAt: string }
  }
}

/** Exactly the columns of an agency, out of a wider object. */
export function agencyRow(row: AgencyRow): AgencyRow {
  const { code, name, regionCode, level, department, type, address, hours, phone, supervisePhone, windows, source } =
    row
  return { code, name, regionCode, level, department, type, address, hours, phone, supervisePhone, windows, source }
}

export async function upsertAgencies(tx: Tx, rows: AgencyRow[]): Promise<void> {
  if (rows.length === 0) return
  await tx
    .insertInto('access.agency')
    .values(rows.map((row) => ({ ...row, windows: sql<AgencyRow['windows']>`${JSON.stringify(row.windows)}::jsonb` })))
    .onConflict((conflict) =>
      conflict.column('code').doUpdateSet(({ ref }) => ({
        name: ref('excluded.name'),
        regionCode: ref('excluded.regionCode'),
        level: ref('excluded.level'),
        department: ref('excluded.department'),
        type: ref('excluded.type'),
        address: ref('excluded.address'),
        hours: ref('excluded.hours'),
        phone: ref('excluded.phone'),
        supervisePhone: ref('excluded.supervisePhone'),
        windows: ref('excluded.windows'),
        source: ref('excluded.source'),
      })),
    )
    .execute()
}

/** Inserts a member of staff; one with the same login stays as he is. */
export async function insertStaff(tx: Tx, row: Omit<StaffTable, 'totpCounter' | 'active'>): Promise<void> {
  await tx
    .insertInto('access.staff')
    .values({ ...row, totpCounter: 0, active: true })
    .onConflict((conflict) => conflict.column('login').doNothing())
    .execute()
}

export function staffExists(db: Db, login: string) {
  return db.selectFrom('access.staff').select('id').where('login', '=', login).executeTakeFirst()
}

/** What signing in needs to know. */
export function findForSignIn(db: Db, login: string) {
  return db
    .selectFrom('access.staff')
    .select(['id', 'passwordHash', 'totpSealed'])
    .where('login', '=', login)
    .where('active', '=', true)
    .executeTakeFirst()
}

/** Uses up a one-time code; false when it, or a later one, was used before. */
export async function useTotp(tx: Tx, staffId: string, counter: number): Promise<boolean> {
  const row = await tx
    .updateTable('access.staff')
    .set({ totpCounter: counter })
    .where('id', '=', staffId)
    .where('totpCounter', '<', counter)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export function insertSession(
  tx: Tx,
  row: { tokenDigest: string; staffId: string; createdAt: string; expiresAt: string },
) {
  return tx.insertInto('access.session').values(row).execute()
}

export function deleteSession(tx: Tx, tokenDigest: string) {
  return tx.deleteFrom('access.session').where('tokenDigest', '=', tokenDigest).execute()
}

/** Who holds the session, as long as both session and person are in force. */
export function findSession(db: Db, tokenDigest: string, now: Date) {
  return db
    .selectFrom('access.session')
    .innerJoin('access.staff', 'access.staff.id', 'access.session.staffId')
    .innerJoin('access.agency', 'access.agency.code', 'access.staff.agencyCode')
    .select([
      'access.staff.id',
      'access.staff.name',
      'access.staff.agencyCode',
      'access.staff.departmentCode',
      'access.agency.name as agencyName',
      rightsOn(legalDate(now)).as('rights'),
    ])
    .where('access.session.tokenDigest', '=', tokenDigest)
    .where('access.session.expiresAt', '>', now.toISOString())
    .where('access.staff.active', '=', true)
    .executeTakeFirst()
}

/** The rights of `access.staff` in the same query: roles granted, not revoked, in force on the day. */
function rightsOn(day: string) {
  return sql<Right[]>`(
    select coalesce(jsonb_agg(jsonb_build_object('permissions', r.permissions, 'scope', r.scope, 'regionCode', r.region_code,
      'chosenAgencies', r.chosen_agencies, 'clearance', r.clearance)), '[]')
    from access.role_grant g join access.role r on r.id = g.role_id
    where g.staff_id = access.staff.id and g.revoked_at is null
      and g.valid_from <= ${day}::date and (g.valid_until is null or g.valid_until >= ${day}::date))`
}

export function deleteExpiredSessions(db: Tx, now: Date) {
  return db.deleteFrom('access.session').where('expiresAt', '<', now.toISOString()).execute()
}
