import type { Duty } from '@zhengtong/contract/access'
import type { Role } from '@zhengtong/contract/rights'
import { sql } from 'kysely'
import type { Right } from '../../platform/actor.ts'
import type { Db, Tx } from '../../platform/db.ts'

export interface GrantRow {
  id: string
  staffId: string
  roleId: string
  duty: Duty
  validFrom: string
  validUntil: string | null
  requestedBy: string | null
  approvedBy: string | null
  grantedAt: string
  revokedAt: string | null
}
declare module '../../platform/db.ts' {
  interface Schema {
    'access.role': Role
    'access.roleGrant': GrantRow
    'access.edition': { onlyRow: boolean; number: number }
  }
}

/** A role as somebody holds it. */
export interface HeldRight extends Right {
  grantId: string
  staffId: string
  roleId: string
  roleName: string
  validFrom: string
  validUntil: string | null
}

export function listRoles(db: Db): Promise<Role[]> {
  return db.selectFrom('access.role').selectAll().orderBy('duty').orderBy('name').limit(500).execute()
}

export function findRole(db: Db, id: string): Promise<Role | undefined> {
  return db.selectFrom('access.role').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The same, locked: changes of one role take turns. */
export function lockRole(tx: Tx, id: string): Promise<Role | undefined> {
  return tx.selectFrom('access.role').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

export function rolesNamed(db: Db, names: string[]): Promise<Role[]> {
  if (names.length === 0) return Promise.resolve([])
  return db.selectFrom('access.role').selectAll().where('name', 'in', names).limit(500).execute()
}

/** Adds a role; one with the same id or name stays as it is. */
export async function insertRole(tx: Tx, role: Role): Promise<boolean> {
  const row = await tx
    .insertInto('access.role')
    .values({ ...role, version: 1 })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export function updateRole(tx: Tx, { id, version, ...role }: Role) {
  return tx
    .updateTable('access.role')
    .set({ ...role, version: version + 1 })
    .where('id', '=', id)
    .execute()
}

export function insertGrant(tx: Tx, row: GrantRow) {
  return tx.insertInto('access.roleGrant').values(row).execute()
}

export function findGrant(db: Db, id: string): Promise<GrantRow | undefined> {
  return db
    .selectFrom('access.roleGrant')
    .selectAll()
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .executeTakeFirst()
}

/** Ends a grant; false when it has ended already. */
export async function revokeGrant(tx: Tx, id: string, at: string): Promise<boolean> {
  const row = await tx
    .updateTable('access.roleGrant')
    .set({ revokedAt: at })
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** What these people hold, now or later; not what has ended. */
export function rightsOf(db: Db, staffIds: string[], day: string): Promise<HeldRight[]> {
  if (staffIds.length === 0) return Promise.resolve([])
  return db
    .selectFrom('access.roleGrant as g')
    .innerJoin('access.role as r', 'r.id', 'g.roleId')
    .select([
      'g.id as grantId',
      'g.staffId',
      'g.roleId',
      'r.name as roleName',
      'g.validFrom',
      'g.validUntil',
      'r.permissions',
      'r.scope',
      'r.regionCode',
      'r.chosenAgencies',
      'r.clearance',
    ])
    .where('g.staffId', 'in', staffIds)
    .where('g.revokedAt', 'is', null)
    .where((eb) => eb.or([eb('g.validUntil', 'is', null), eb('g.validUntil', '>=', day)]))
    .orderBy('g.grantedAt')
    .limit(10_000)
    .execute()
}

/** Everybody who holds the role, now or later. */
export async function holdersOf(db: Db, roleId: string, day: string): Promise<string[]> {
  const rows = await db
    .selectFrom('access.roleGrant')
    .select('staffId')
    .distinct()
    .where('roleId', '=', roleId)
    .where('revokedAt', 'is', null)
    .where((eb) => eb.or([eb('validUntil', 'is', null), eb('validUntil', '>=', day)]))
    .orderBy('staffId')
    .limit(100_000)
    .execute()
  return rows.map(({ staffId }) => staffId)
}

/** Active people by id, with what decides their rights. */
export function findPeople(db: Db, ids: string[]) {
  if (ids.length === 0) return Promise.resolve([])
  return people(db).where('s.id', 'in', ids).limit(1_000).execute()
}

/** One active person, locked until the transaction ends: his duty and his grants change one after the other. */
export async function lockPerson(tx: Tx, id: string): Promise<void> {
  await tx.selectFrom('access.staff').select('id').where('id', '=', id).where('active', '=', true).forUpdate().execute()
}

/** Whether the person holds a role, or ever held one under this account. */
export async function everHeld(db: Db, staffId: string): Promise<boolean> {
  const row = await db
    .selectFrom('access.roleGrant')
    .select('id')
    .where('staffId', '=', staffId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Gives the person another duty; the database refuses it where grants of the old one are. */
export function setDuty(tx: Tx, staffId: string, duty: Duty) {
  return tx.updateTable('access.staff').set({ duty }).where('id', '=', staffId).execute()
}

/** Active people by name or login, in the order of logins; one more than asked for. */
export function listPeople(
  db: Db,
  { search, roleId, after, limit }: { search?: string; roleId?: string; after?: string; limit: number },
) {
  return people(db)
    .$if(search !== undefined, (query) =>
      query.where((eb) => eb.or([eb('s.name', 'like', pattern(search)), eb('s.login', 'like', pattern(search))])),
    )
    .$if(roleId !== undefined, (query) =>
      query.where(
        sql<boolean>`exists (select from access.role_grant g where g.staff_id = s.id and g.role_id = ${roleId ?? ''}::uuid and g.revoked_at is null)`,
      ),
    )
    .$if(after !== undefined, (query) => query.where('s.login', '>', after ?? ''))
    .orderBy('s.login')
    .limit(limit + 1)
    .execute()
}

function people(db: Db) {
  return db
    .selectFrom('access.staff as s')
    .innerJoin('access.agency as a', 'a.code', 's.agencyCode')
    .select([
      's.id',
      's.login',
      's.name',
      's.duty',
      's.agencyCode',
      sql<string | null>`s.department_id::text`.as('departmentCode'),
      'a.name as agencyName',
    ])
    .where('s.active', '=', true)
}

const pattern = (text = '') => `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`

export async function currentEdition(db: Db): Promise<number> {
  return (await db.selectFrom('access.edition').select('number').executeTakeFirstOrThrow()).number
}

export function listTree(db: Db) {
  return db.selectFrom('access.agency').select(['code', 'regionCode', 'parentCode']).limit(100_000).execute()
}
