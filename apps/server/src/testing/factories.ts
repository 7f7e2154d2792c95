import { randomInt } from 'node:crypto'
import { checkDigit } from '@zhengtong/domain/citizen-id'
import { dutyPermissions, type Duty, type Permission } from '@zhengtong/contract/access'
import type { Role } from '@zhengtong/contract/rights'
import type { Guide } from '@zhengtong/contract/guide'
import { taskCodeOf } from '@zhengtong/domain/item-code'
import { sql } from 'kysely'
import * as access from '../modules/access/index.ts'
import * as calendar from '../modules/calendar/index.ts'
import * as catalogue from '../modules/catalogue/index.ts'
import * as identity from '../modules/identity/index.ts'
import * as regions from '../modules/regions/index.ts'
import { newToken } from '../platform/crypto/index.ts'
import { newId } from '../platform/ids.ts'
import { systemActor } from '../platform/jobs.ts'
import { readJson } from '../seed/files.ts'
import type { startTestApp } from './app.ts'

export type TestApp = Awaited<ReturnType<typeof startTestApp>>

/** What every test of cases needs: regions, the calendar of 2025 and 2026, two agencies, and one item open for application. */
export async function aProvince({ services }: Pick<TestApp, 'services'>) {
  const agencies = await readJson<access.AgencyRow[]>('agencies.json')
  const [agency, other] = agencies.filter(({ department, level }) => department === 'public-security' && level === '4')
  if (!agency || !other) throw new Error('the demo province has no two county police agencies')
  await services.db.transaction().execute(async (tx) => {
    const places =
      await readJson<{ code: string; name: string; parentCode: string | null; fullName: string; kind: string }[]>(
        'regions.json',
      )
    await regions.saveRegions(
      tx,
      places.flatMap(({ code, name, parentCode, fullName, kind }) => {
        const row = regions.readRegion({ code, name, parent: parentCode, full: fullName, kind }, 'test')
        return typeof row === 'string' ? [] : [row]
      }),
    )
    for (const year of ['2025', '2026']) {
      const { days } = await readJson<{ days: { date: string; type: 'holiday' | 'workday'; name: string }[] }>(
        `../calendar/cn-${year}.json`,
      )
      await calendar.saveDays(
        tx,
        days.map(({ date, type, name }) => ({ date, kind: type, name })),
        `test-${year}`,
      )
    }
    await access.upsertAgencies(
      tx,
      [agency, other].map((row) => access.agencyRow({ ...row, source: 'test' })),
    )
  })
  const item = await anItem({ services }, agency)
  return { agency, other, item }
}

/** A published item of the agency: the demo certificate of no criminal record, or with changes to its guide. */
export async function anItem(
  { services }: Pick<TestApp, 'services'>,
  agency: access.AgencyRow,
  change: Partial<Guide> = {},
  serial = 7001,
) {
  const { guide } = await readJson<{ guide: Guide }>('items/07-no-criminal-record.json')
  const catalogCode = `77012000${String(serial).padStart(4, '0')}`
  const full: Guide = {
    ...guide,
    catalogCode,
    taskCode: taskCodeOf(agency.code, '4', catalogCode),
    regionCode: agency.regionCode,
    deptName: agency.name,
    deptCode: agency.code,
    deptType: '1',
    useLevel: ['4'],
    transactAddr: agency.address,
    transactTime: agency.hours,
    linkWay: agency.phone,
    superviseWay: agency.supervisePhone,
    windows: agency.windows,
    ...change,
  }
  return services.db.transaction().execute((tx) =>
    catalogue.publishItem(tx, systemActor(services, 'test'), {
      guide: full,
      baseKey: catalogCode,
      agencyCode: agency.code,
      source: 'test',
    }),
  )
}

/**
 * A registered citizen with a session who has just proved to be himself; `cookie` is what his browser sends, `cookieAlone`
 * the same when he has not.
 */
export async function aCitizen({ services }: Pick<TestApp, 'services'>, name = '测试人') {
  const serial = randomInt(1_000)
  const first17 = `770101${1950 + randomInt(50)}${String(1 + randomInt(12)).padStart(2, '0')}${String(1 + randomInt(28)).padStart(2, '0')}${String(serial).padStart(3, '0')}`
  const idNumber = first17 + checkDigit(first17)
  const phone = `139${String(randomInt(100_000_000)).padStart(8, '0')}`
  const id = await services.db.transaction().execute((tx) =>
    identity.registerDirectly(tx, services, {
      name,
      idNumber,
      phone,
      password: 'Test-2026',
    }),
  )
  const { token, digest } = newToken()
  const stepUp = newToken()
  await sql`insert into identity.session (token_digest, citizen_id, created_at, expires_at, step_up_digest, stepped_up_until)
    values (${digest}, ${id}, now(), '2099-01-01', ${stepUp.digest}, '2099-01-01')`.execute(services.db)
  const cookieAlone = `__Host-citizen=${token}`
  return { id, name, phone, idNumber, cookieAlone, cookie: `${cookieAlone}; __Host-step-up=${stepUp.token}` }
}

/** A member of an agency's staff with a session; his permissions come as one role, for his agency unless `right` says more. */
export async function anOfficer(
  { services }: Pick<TestApp, 'services'>,
  agencyCode: string,
  permissions: Permission[],
  right: Partial<Role> = {},
) {
  const id = newId()
  const duty = dutyOf(permissions)
  const { token, digest } = newToken()
  const role = aRole(permissions, right)
  await services.db.transaction().execute(async (tx) => {
    await sql`insert into access.staff (id, login, name, agency_code, duty, password_hash, totp_sealed)
      values (${id}, ${`test.${id}`}, '测试员', ${agencyCode}, ${duty}, '', '')`.execute(tx)
    if (permissions.length > 0) {
      await access.rights.insertRole(tx, role)
      await access.rights.insertGrant(tx, access.initialGrant(id, role, new Date('2020-01-01')))
    }
    await sql`insert into access.session (token_digest, staff_id, created_at, expires_at) values (${digest}, ${id}, now(), '2099-01-01')`.execute(
      tx,
    )
  })
  return { id, roleId: role.id, cookie: `__Host-staff=${token}` }
}

/** A role of the test's own. */
export function aRole(permissions: Permission[], change: Partial<Role> = {}): Role {
  const id = newId()
  return {
    id,
    name: `测试角色 ${id}`,
    duty: dutyOf(permissions),
    permissions,
    scope: 'agency',
    regionCode: null,
    chosenAgencies: [],
    clearance: 'sensitive',
    version: 1,
    ...change,
  }
}

function dutyOf(permissions: Permission[]): Duty {
  const duty = (Object.keys(dutyPermissions) as Duty[]).find((each) =>
    permissions.some((permission) => dutyPermissions[each].includes(permission)),
  )
  return duty ?? 'business'
}

/** A picture that a citizen has uploaded; returns its id. */
export async function anUpload({ services }: Pick<TestApp, 'services'>, citizenId: string): Promise<string> {
  const id = newId()
  await sql`insert into files.file (id, citizen_id, name, media_type, size, sm3, in_use, uploaded_at)
    values (${id}, ${citizenId}, '身份证.png', 'image/png', 10, 'test', false, now())`.execute(services.db)
  return id
}

export const answers = {
  purpose: 'job',
  employer: '云岭食品有限公司',
  from: '2010-09-01',
  delivery: 'online',
  truth: true,
}

/** A complete application of the citizen for the item. */
export async function aSubmission(
  app: Pick<TestApp, 'services'>,
  citizen: { id: string },
  item: { code: string; version: number },
) {
  const materials = [{ materialId: 'id-card', fileIds: [await anUpload(app, citizen.id)] }]
  return { id: newId(), itemCode: item.code, itemVersion: item.version, form: { ...answers }, materials }
}
