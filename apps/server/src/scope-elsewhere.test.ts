import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clearances, scopes, type Permission } from '@zhengtong/contract/access'
import type { RightsChange, Role } from '@zhengtong/contract/rights'
import { listHallsOf, rights as roles, scopeOf } from './modules/access/index.ts'
import { hallScope } from './modules/appointments/hall-for.ts'
import { exportQueue } from './modules/cases/case-list.ts'
import { diffOf } from './modules/rights/diff.ts'
import { countCards, findCard, listCards } from './modules/supervision/store.ts'
import type { Right, StaffMember } from './platform/actor.ts'
import { newId } from './platform/ids.ts'
import { startTestApp } from './testing/app.ts'
import { aRole } from './testing/factories.ts'

// The judge of cases/scope.test.ts, plain loops over the whole organisation, looks at what other modules show by the same rule,
// and at what an administrator is told before he changes a right.
const ROUNDS = 3_000
const AGENCIES = 24
const CASES = 120
const READING: Permission[] = ['accept', 'review', 'decide', 'approve', 'supervise']
const business: Permission[] = [...READING, 'appointments-desk']

interface Agency {
  code: string
  regionCode: string
  parentCode: string | null
}
interface Case {
  id: string
  agencyCode: string
  departmentCode: string | null
  handlerId: string | null
  status: string
}
interface Officer {
  id: string
  agencyCode: string
  departmentCode: string | null
  rights: Right[]
}

const app = await startTestApp()
afterAll(() => app.close())
const { db } = app.services
// A province, two cities, four counties, eight towns; a third of the agencies hang below another.
const regions = ['770000', '770100', '770200', '770101', '770102', '770201', '770202']
const towns = regions.slice(3).flatMap((county) => [`${county}001`, `${county}002`])
const parentOf = (code: string) =>
  code === '770000'
    ? null
    : code.length === 9
      ? code.slice(0, 6)
      : code.endsWith('00')
        ? '770000'
        : `${code.slice(0, 4)}00`
const pick = <T>(list: readonly T[], seed: number): T => {
  const found = list[seed % list.length]
  if (found === undefined) throw new Error('an empty list')
  return found
}
const places = [...regions, ...towns]
const officers = Array.from({ length: 6 }, () => newId())
const agencies: Agency[] = Array.from({ length: AGENCIES }, (_, n) => ({
  code: `A${n}`,
  regionCode: pick(places, n * 7 + 3),
  parentCode: n > 3 && n % 3 === 0 ? `A${Math.floor(n / 3)}` : null,
}))
const departments = ['d1', 'd2', null]
const cases: Case[] = Array.from({ length: CASES }, (_, n) => ({
  id: newId(),
  agencyCode: pick(agencies, n * 5 + 1).code,
  departmentCode: pick(departments, n * 11 + (n >> 3)),
  handlerId: n % 4 === 0 ? pick(officers, n >> 2) : null,
  status: pick(['submitted', 'accepted', 'reviewed', 'correction', 'suspended', 'certifying', 'checking'], n),
}))

beforeAll(async () => {
  for (const code of places)
    await sql`insert into regions.region (code, name, full_name, level, parent_code, kind, placeholder, source)
      values (${code}, ${code}, ${code}, ${code.length === 9 ? 4 : code === '770000' ? 1 : code.endsWith('00') ? 2 : 3}, ${parentOf(code)}, 'x', false, 'test')`.execute(
      db,
    )
  for (const { code, regionCode } of agencies)
    await sql`insert into access.agency (code, name, region_code, level, department, type, address, hours, phone, supervise_phone, windows, source)
      values (${code}, ${code}, ${regionCode}, '4', 'x', '1', '', '', '', '', '[]', 'test')`.execute(db)
  for (const { code, parentCode } of agencies)
    await sql`update access.agency set parent_code = ${parentCode} where code = ${code}`.execute(db)
  await sql`update access.edition set number = number + 1`.execute(db)
  await sql`update regions.edition set number = number + 1`.execute(db)
  for (const [n, { id, agencyCode, departmentCode, handlerId, status }] of cases.entries())
    await sql`insert into cases."case" (id, case_number, query_code, citizen_id, applicant_masked, item_code, item_version, item_name,
        agency_code, agency_name, region_code, department_code, handler_id, status, form, content_digest, submitted_at, updated_at, received_on, notice_due_on, due_on, calendar_version)
      values (${id}, ${`N${n}`}, ${`Q${n}`}, ${newId()}, '测*', 'I', 1, '事项', ${agencyCode}, ${agencyCode}, '770101', ${departmentCode}, ${handlerId}, ${status},
        '{}', '', now(), now(), current_date, current_date, current_date + ${n}::int, 'test')`.execute(db)
  // Of each case one card, of each agency one hall, and the officers as staff.
  for (const [n, each] of cases.entries())
    await sql`insert into supervision.card (id, case_id, rule, level, state, case_number, item_name, agency_code, agency_name, region_code,
        department_code, handler_id, due_on, raised_at)
      values (${each.id}, ${each.id}, 'promise', ${n % 2 ? 'red' : 'yellow'}, 'open', ${`N${n}`}, '事项', ${each.agencyCode}, ${each.agencyCode},
        '770101', ${each.departmentCode}, ${each.handlerId}, null, now())`.execute(db)
  for (const { code } of agencies)
    await sql`insert into access.hall (id, agency_code, region_code, name, address, hours, windows)
      values (${newId()}, ${code}, '770101', ${code}, '', '', '[]')`.execute(db)
  for (const [n, id] of officers.entries())
    await sql`insert into access.staff (id, login, name, agency_code, duty, password_hash, totp_sealed)
      values (${id}, ${`scope.${n}`}, '测试员', ${pick(agencies, n * 5).code}, 'business', '', '')`.execute(db)
  await new Promise((resolve) => setTimeout(resolve, 1_100))
})

const rightOf: fc.Arbitrary<Right> = fc.record({
  permissions: fc.subarray(business, { minLength: 1 }),
  scope: fc.constantFrom(...(Object.keys(scopes) as Right['scope'][])),
  regionCode: fc.constantFrom(...places, '990000'),
  chosenAgencies: fc.subarray([...agencies.map(({ code }) => code), 'A99'], { maxLength: 5 }),
  clearance: fc.constantFrom(...(Object.keys(clearances) as Right['clearance'][])),
})
const officerOf: fc.Arbitrary<Officer> = fc.record({
  id: fc.constantFrom(...officers),
  agencyCode: fc.constantFrom(...agencies.map(({ code }) => code)),
  departmentCode: fc.constantFrom(...departments),
  rights: fc.array(rightOf, { maxLength: 4 }),
})

const asStaff = (officer: Officer): StaffMember => ({
  kind: 'staff',
  name: '测试员',
  permissions: officer.rights.flatMap(({ permissions }) => permissions),
  firstSteps: [],
  sessionId: '',
  requestId: 'test',

  now: app.clock.now(),
  ...officer,
})

/** Brute force: climbs from the case, never down from the officer. */
function mayRead(officer: Officer, wanted: Permission[], { agencyCode, departmentCode, handlerId }: Case): boolean {
  const above = (code: string | null, parent: (code: string) => string | null): string[] =>
    code === null ? [] : [code, ...above(parent(code), parent)]
  const agencyOf = (code: string) => agencies.find((agency) => agency.code === code)
  return officer.rights.some(({ permissions, scope, regionCode, chosenAgencies }) => {
    if (!permissions.some((permission) => wanted.includes(permission))) return false
    if (scope === 'own') return handlerId === officer.id
    if (scope === 'department')
      return (
        officer.departmentCode !== null &&
        agencyCode === officer.agencyCode &&
        departmentCode === officer.departmentCode
      )
    if (scope === 'agency') return agencyCode === officer.agencyCode
    if (scope === 'chosen') return chosenAgencies.includes(agencyCode)
    if (scope === 'agency-tree')
      return above(agencyCode, (code) => agencyOf(code)?.parentCode ?? null).includes(officer.agencyCode)
    return above(agencyOf(agencyCode)?.regionCode ?? null, parentOf).includes(regionCode ?? '')
  })
}

test('3,000 random officers, roles and cases: cards, halls and the exported list show what the rule says and no more', async () => {
  let seen = 0
  await fc.assert(
    fc.asyncProperty(officerOf, fc.subarray(business, { minLength: 1 }), fc.nat(), async (officer, wanted, turn) => {
      const scope = await scopeOf(db, officer, wanted)
      const expected = cases.filter((each) => mayRead(officer, wanted, each))
      seen += expected.length
      const way = turn % 3
      if (way === 0) {
        const cards = await listCards(db, scope, { level: undefined, state: undefined, after: undefined, limit: CASES })
        expect(new Set(cards.map(({ caseId }) => caseId))).toEqual(new Set(expected.map(({ id }) => id)))
        const { yellow, red } = await countCards(db, scope, 1_000)
        expect(yellow + red).toBe(expected.length)
        const one = pick(cases, turn >> 3)
        expect((await findCard(db, scope, one.id))?.caseId).toBe(expected.find(({ id }) => id === one.id)?.id)
      } else if (way === 1) {
        // The halls of every agency all of whose cases one may accept; at least one's own, when one accepts anything there.
        const halls = await listHallsOf(db, await hallScope(db, asStaff(officer), ['appointments-desk']), AGENCIES)
        const whole = (agencyCode: string) =>
          mayRead(officer, ['appointments-desk'], {
            agencyCode,
            id: '',
            departmentCode: '?',
            handlerId: null,
            status: '',
          })
        const partly = officer.rights.some(
          (each) =>
            each.permissions.includes('appointments-desk') &&
            (each.scope === 'own' || (each.scope === 'department' && officer.departmentCode !== null)),
        )
        expect(halls.map(({ agencyCode }) => agencyCode).toSorted()).toEqual(
          agencies
            .map(({ code }) => code)
            .filter((code) => whole(code) || (partly && code === officer.agencyCode))
            .toSorted(),
        )
      } else {
        const list = await exportQueue(app.services, asStaff(officer), { queue: 'to-accept' })
        const mine = cases.filter((each) => mayRead(officer, READING, each) && each.status === 'submitted')
        const numbers = list.split('\r\n').flatMap((line) => /^"?(N\d+)\b/.exec(line)?.[1] ?? [])
        expect(numbers.toSorted()).toEqual(mine.map((each) => `N${cases.indexOf(each)}`).toSorted())
      }
    }),
    { numRuns: ROUNDS },
  )
  // Not a comparison of nothing with nothing.
  expect(seen).toBeGreaterThan(ROUNDS)
}, 180_000)

const TODAY = '2026-11-23'
/** Terms of a grant: over, running, and to come. */
const terms: [string, string | null][] = [
  ['2026-11-01', '2026-11-22'],
  ['2026-11-01', null],
  [TODAY, '2026-11-25'],
  ['2026-11-25', '2026-11-30'],
]
type Term = (typeof terms)[number]
const isOn = ([from, until]: Term, day: string) => from <= day && (until === null || until >= day)
const roleOf = (right: Right): Role =>
  aRole([...right.permissions], {
    scope: right.scope,
    regionCode: right.scope === 'region' ? right.regionCode : null,
    chosenAgencies: right.scope === 'chosen' ? [...right.chosenAgencies, 'A0'] : [],
    clearance: right.clearance,
  })
const termOf = fc.constantFrom(...terms)
const heldOf = fc.record({ right: rightOf, term: termOf })

test('150 random changes of rights: who gains and loses which functions, clearance and cases equals a count by hand', async () => {
  const changes = { grant: 0, revoke: 0, role: 0 }
  let moved = 0
  const one = async (
    n: number,
    held: { right: Right; term: Term }[],
    next: { right: Right; term: Term },
    which: number,
  ) => {
    const staffId = pick(officers, n)
    await sql`delete from access.role_grant where staff_id = ${staffId}`.execute(db)
    const grants = held.map(({ right, term }) => ({ id: newId(), role: roleOf(right), term }))
    const added = roleOf(next.right)
    await db.transaction().execute(async (tx) => {
      for (const { id, role, term } of grants) {
        await roles.insertRole(tx, role)
        await sql`insert into access.role_grant (id, staff_id, role_id, duty, valid_from, valid_until, granted_at)
          values (${id}, ${staffId}, ${role.id}, 'business', ${term[0]}::date, ${term[1]}::date, now())`.execute(tx)
      }
      await roles.insertRole(tx, added)
    })
    const chosen = grants[which % Math.max(1, grants.length)]
    const kind = chosen ? pick(['grant', 'revoke', 'role'] as const, which) : 'grant'
    changes[kind] += 1
    const change: RightsChange =
      kind === 'grant' || !chosen
        ? { kind: 'grant', staffId, roleId: added.id, validFrom: next.term[0], validUntil: next.term[1] }
        : kind === 'revoke'
          ? { kind, grantId: chosen.id }
          : { kind, role: { ...added, id: chosen.role.id, version: 1 } }
    const starts = kind === 'grant' ? next.term[0] : kind === 'revoke' ? (chosen?.term[0] ?? TODAY) : TODAY
    const day = starts > TODAY ? starts : TODAY
    const before = grants.filter(({ term }) => isOn(term, day)).map(({ role }) => role)
    const later = grants.flatMap((grant) =>
      grant !== chosen || kind === 'grant' ? [grant] : kind === 'revoke' ? [] : [{ ...grant, role: added }],
    )
    const after = [...later, ...(kind === 'grant' ? [{ role: added, term: next.term }] : [])]
      .filter(({ term }) => isOn(term, day))
      .map(({ role }) => role)

    const agencyCode = pick(agencies, officers.indexOf(staffId) * 5).code
    const reads = (rights: Role[]) =>
      cases.filter((each) => mayRead({ id: staffId, agencyCode, departmentCode: null, rights }, READING, each))
    const [could, can] = [reads(before), reads(after)]
    const functions = (rights: Role[]) => [...new Set(rights.flatMap(({ permissions }) => permissions))].toSorted()
    const labels = Object.keys(clearances)
    const highest = (rights: Role[]) =>
      labels[Math.max(-1, ...rights.map(({ clearance }) => labels.indexOf(clearance)))] ?? null

    const [person] = (await diffOf(db, change, app.clock.now())).people
    const gained = can.filter((each) => !could.includes(each)).map(({ id }) => id)
    const lost = could.filter((each) => !can.includes(each)).map(({ id }) => id)
    moved += gained.length + lost.length
    // Whose grant of the role is over is not touched by a change of the role.
    if (!person) {
      expect([kind, gained.length, lost.length]).toEqual(['role', 0, 0])
      return
    }
    expect(person).toMatchObject({
      staffId,
      gains: functions(after).filter((each) => !functions(before).includes(each)),
      loses: functions(before).filter((each) => !functions(after).includes(each)),
      clearanceBefore: highest(before),
      clearanceAfter: highest(after),
      casesGained: { count: gained.length },
      casesLost: { count: lost.length },
    })
    const latest = (ids: string[]) => ids.toSorted().toReversed().slice(0, 5)
    expect(person.casesGained.samples.map(({ id }) => id)).toEqual(latest(gained))
    expect(person.casesLost.samples.map(({ id }) => id)).toEqual(latest(lost))
  }
  await fc.assert(fc.asyncProperty(fc.nat(), fc.array(heldOf, { maxLength: 3 }), heldOf, fc.nat(), one), {
    numRuns: 150,
  })
  expect(Math.min(...Object.values(changes))).toBeGreaterThan(10)
  expect(moved).toBeGreaterThan(150)
}, 120_000)
