import type { Duty } from '@zhengtong/contract/access'
import { sql, type Generated } from 'kysely'
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
  departmentId: string | null
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

export function deleteSession(tx: Tx, tokenDigest: string) {
  return tx.deleteFrom('access.session').where('tokenDigest', '=', tokenDigest).execute()
}

/** Deletes sessions that have ended, and the history of sign-ins from before `oldest`. */
export async function deleteExpiredSessions(tx: Tx, now: Date, oldest: Date): Promise<void> {
  await tx.deleteFrom('access.session').where('expiresAt', '<', now.toISOString()).execute()
  await sql`delete from access.sign_in where at < ${oldest.toISOString()}::timestamptz`.execute(tx)
}

/** What an agency adds to the guides of its items. */
export function findAgencyElements(db: Db, code: string) {
  return db
    .selectFrom('access.agency')
    .select(['code', 'name', 'regionCode', 'level', 'address', 'hours', 'phone', 'supervisePhone', 'windows'])
    .where('code', '=', code)
    .executeTakeFirst()
}
