import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { scopes, type Permission } from '@zhengtong/contract/access'
import type { Right } from '../../platform/actor.ts'
import { newId } from '../../platform/ids.ts'
import { startTestApp } from '../../testing/app.ts'
import { casesMoved, countByAgency, countOpenQueues, findQueueRow, listOpenQueue } from './queue-store.ts'
import { listOfApplicant } from './hint-store.ts'
import { countCollected, countJointQueue, listCollected, listJointQueue } from './opinion-store.ts'
import { agencySpeaking, caseScope, READING, readScope } from './read-scope.ts'
import { findScopedCase } from './store.ts'
import { scopeOf, type Scope } from '../access/index.ts'
import { slicesOf, type Asking } from './queue-rules-store.ts'

// The predicate is compared with a judge that knows nothing of it: plain loops over the whole organisation.
const ROUNDS = 10_000
const AGENCIES = 24
const CASES = 120
const business: Permission[] = ['accept', 'review', 'decide', 'supervise']

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
  /** Agencies that were asked for an opinion. */
  asked: string[]
  /** The agency elsewhere where it was handed in. */
  receivedBy: string | null
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
  receivedBy: n % 5 === 0 ? pick(agencies, n * 19 + 7).code : null,
  asked: n % 3 === 0 ? [...new Set([pick(agencies, n * 13 + 2).code, pick(agencies, n * 17 + 5).code])] : [],
  status: pick(
    [
      'submitted',
      'accepted',
      'reviewed',
      'correction',
      'suspended',
      'first-reviewed',
      'paying',
      'certifying',
      'collected',
    ],
    n,
  ),
}))

/** All cases are his, so that what is hinted of him is what the officer may see. */
const applicant = newId()

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
  for (const [n, { id, agencyCode, departmentCode, handlerId, status, receivedBy }] of cases.entries())
    await sql`insert into cases."case" (id, case_number, query_code, citizen_id, applicant_masked, item_code, item_version, item_name,
        agency_code, agency_name, region_code, department_code, handler_id, status, form, content_digest, submitted_at, updated_at, received_on, notice_due_on, due_on, calendar_version, receiving_agency_code)
      values (${id}, ${`N${n}`}, ${`Q${n}`}, ${applicant}, '测*', 'I', 1, '事项', ${agencyCode}, ${agencyCode}, '770101', ${departmentCode}, ${handlerId}, ${status},
        '{}', '', now(), now(), current_date, current_date, current_date + ${n}::int, 'test', ${receivedBy})`.execute(
      db,
    )
  for (const [n, { id, asked }] of cases.entries())
    for (const code of asked)
      await sql`insert into cases.opinion (case_id, agency_code, agency_name, question, asked_at, due_on)
        values (${id}, ${code}, ${code}, '', now(), current_date + ${n}::int)`.execute(db)
  await new Promise((resolve) => setTimeout(resolve, 1_100))
})

const rightOf = fc.record({
  permissions: fc.subarray(business, { minLength: 1 }),
  scope: fc.constantFrom(...(Object.keys(scopes) as Right['scope'][])),
  regionCode: fc.constantFrom(...places, '990000'),
  chosenAgencies: fc.subarray([...agencies.map(({ code }) => code), 'A99'], { maxLength: 5 }),
  clearance: fc.constant('internal' as const),
})
const officerOf: fc.Arbitrary<Officer> = fc.record({
  id: fc.constantFrom(...officers),
  agencyCode: fc.constantFrom(...agencies.map(({ code }) => code)),
  departmentCode: fc.constantFrom(...departments),
  rights: fc.array(rightOf, { maxLength: 4 }),
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

/** Whether the officer speaks for his agency: his right covers all of it. */
function speaks(officer: Officer, right: 'review' | 'accept'): boolean {
  const rights = officer.rights.filter(({ scope }) => scope !== 'own' && scope !== 'department')
  const ofAgency = {
    agencyCode: officer.agencyCode,
    departmentCode: null,
    handlerId: null,
    id: '',
    status: '',
    asked: [],
    receivedBy: null,
  }
  return mayRead({ ...officer, rights }, [right], ofAgency)
}
/** Yesterday was before any due day, so that only scope and handler decide. */
const asking = (scope: Scope, officer: Officer): Asking => ({
  officerId: officer.id,
  read: scope,
  acts: (['accept', 'review', 'decide'] as const).map((step) => ({ step, scope })),
  stands: [officer.id],
  today: '2000-01-01',
  soon: '2000-01-04',
})
/** Brute force: of what he sees, what somebody of the office has to do, and nobody or he himself has taken. */
const forHim = (officer: Officer, seen: Case[]) =>
  seen.filter(
    ({ status, handlerId }) =>
      !['correction', 'paying', 'collected'].includes(status) && (handlerId === null || handlerId === officer.id),
  ).length

test('10,000 random officers, roles and cases: no leak and no miss, in list, detail, count, statistics, moves and hints', async () => {
  let seen = 0
  await fc.assert(
    fc.asyncProperty(officerOf, fc.subarray(business, { minLength: 1 }), fc.nat(), async (officer, wanted, turn) => {
      const scope = await scopeOf(db, officer, wanted)
      const expected = cases.filter((each) => mayRead(officer, wanted, each))
      seen += expected.length
      const inStatus = (status: string) => expected.filter((each) => each.status === status)
      const way = turn % 6
      if (way === 0) {
        const slices = slicesOf('to-accept', asking(scope, officer), {})
        const rows = await listOpenQueue(db, slices, { after: undefined, limit: CASES })
        expect(rows.map(({ id }) => id)).toEqual(inStatus('submitted').map(({ id }) => id))
      } else if (way === 1) {
        const one = pick(cases, turn >> 3)
        const wantedIds = expected.some(({ id }) => id === one.id) ? one.id : undefined
        expect((await findScopedCase(db, scope, one.id))?.id).toBe(wantedIds)
        expect((await findQueueRow(db, scope, one.id))?.id).toBe(wantedIds)
        const hinted = await listOfApplicant(db, scope, { citizenId: applicant, digest: null }, one.id)
        const others = expected.filter(({ id }) => id !== one.id)
        expect(hinted.map(({ id }) => id).toSorted()).toEqual(others.map(({ id }) => id).toSorted())
      } else if (way === 2) {
        const open = expected.length
        const mine = expected.filter(({ handlerId }) => handlerId === officer.id).length
        expect(await countOpenQueues(db, asking(scope, officer), 1_000)).toEqual({
          mine,
          agency: open,
          overdue: 0,
          'due-soon': 0,
          'for-me': forHim(officer, expected),
          'to-accept': inStatus('submitted').length,
          'to-review': inStatus('accepted').length,
          'to-review-again': inStatus('first-reviewed').length,
          'to-decide': inStatus('reviewed').length,
          paying: inStatus('paying').length,
          'to-approve': 0,
          'to-deliver': inStatus('certifying').length,
          'to-check': 0,
          correction: inStatus('correction').length,
          'pre-returned': inStatus('pre-returned').length,
          suspended: inStatus('suspended').length,
        })
      } else if (way === 5) {
        // One case by its id, and what waits for an opinion or was taken in: for the officer's agency, and he speaks for it.
        const own = cases.filter((each) => mayRead(officer, [...READING], each))
        const asked = cases.filter(
          ({ asked: codes }) => speaks(officer, 'review') && codes.includes(officer.agencyCode),
        )
        const received = cases.filter(
          ({ receivedBy }) => speaks(officer, 'accept') && receivedBy === officer.agencyCode,
        )
        const one = pick(cases, turn >> 3)
        const isSeen = [...own, ...asked, ...received].some(({ id }) => id === one.id)
        const seenFrom = await caseScope(db, officer)
        expect((await findScopedCase(db, seenFrom, one.id))?.id).toBe(isSeen ? one.id : undefined)
        expect((await findQueueRow(db, seenFrom, one.id))?.id).toBe(isSeen ? one.id : undefined)
        const agency = await agencySpeaking(db, officer, 'review')
        expect(agency).toBe(speaks(officer, 'review') ? officer.agencyCode : null)
        const waiting =
          agency === null ? [] : await listJointQueue(db, agency, { narrow: sql``, after: undefined, limit: CASES })
        expect(waiting.map(({ id }) => id)).toEqual(asked.map(({ id }) => id))
        if (agency !== null) expect(await countJointQueue(db, agency, 1_000)).toBe(asked.length)
        const window = await agencySpeaking(db, officer, 'accept')
        const collected = received.filter(({ status }) => status === 'collected')
        const taken =
          window === null ? [] : await listCollected(db, window, { narrow: sql``, after: undefined, limit: CASES })
        expect(taken.map(({ id }) => id)).toEqual(collected.map(({ id }) => id))
        if (window !== null) expect(await countCollected(db, window, 1_000)).toBe(collected.length)
        // Lists, counts and statistics never carry them: the case is counted where it is decided.
        expect(
          (await casesMoved(db, await readScope(db, officer), { agencies: [], department: null, own: null }, 1_000))
            .count,
        ).toBe(own.length)
      } else if (way === 3) {
        const rows = await countByAgency(db, scope)
        expect(rows.reduce((sum, row) => sum + row.cases, 0)).toBe(expected.length)
        expect(new Set(rows.map(({ agencyCode }) => agencyCode))).toEqual(
          new Set(expected.map(({ agencyCode }) => agencyCode)),
        )
      } else {
        const nothing = { agencies: [], department: null, own: null }
        expect((await casesMoved(db, scope, nothing, 1_000)).count).toBe(expected.length)
        expect((await casesMoved(db, { ...nothing, agencies: 'all' }, scope, 1_000)).count).toBe(
          CASES - expected.length,
        )
      }
    }),
    { numRuns: ROUNDS },
  )
  // Not a comparison of nothing with nothing.
  expect(seen).toBeGreaterThan(ROUNDS)
}, 180_000)
