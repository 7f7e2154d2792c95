import type { CaseHints } from '@zhengtong/contract/case-hints'
import type { Ward } from '@zhengtong/contract/family'
import type { Mandate } from '@zhengtong/contract/organisations'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { aCompanyWorld, type CompanyWorld } from '../../testing/companies.ts'
import { anItem, anOfficer, anUpload } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'

let world: CompanyWorld
let clerk: { id: string; cookie: string },
  elsewhere: { id: string; cookie: string },
  both: { id: string; cookie: string }
let agencies: { code: string }[]
let sameElsewhere: { code: string; version: number }
beforeAll(async () => {
  world = await aCompanyWorld()
  const { app, items } = world
  const rows = await app.services.db.selectFrom('access.agency').selectAll().execute()
  const own = rows.find(({ code }) => items.forPeople.code.startsWith(code))
  const other = rows.find(({ code }) => code !== own?.code)
  if (!own || !other) throw new Error('two agencies are needed')
  agencies = [own, other]
  sameElsewhere = await anItem(app, other, {}, 7001)
  clerk = await anOfficer(app, own.code, ['accept'])
  elsewhere = await anOfficer(app, other.code, ['accept'])
  both = await anOfficer(app, own.code, ['supervise'], { scope: 'region', regionCode: '770000' })
})
afterAll(() => world.close())
beforeEach(async () => {
  await world.restore()
  const { db } = world.app.services
  await sql`truncate cases."case", cases.material_file, cases.draft, family.ward cascade`.execute(db)
})

type Who = { id: string; cookie: string }
type Item = { code: string; version: number }
/** Applies, with one file of this content. */
async function apply(
  who: Who,
  item: Item,
  { content = newId(), forRelative = null as string | null, organisationId = null as string | null } = {},
): Promise<string> {
  const { app } = world
  const file = await anUpload(app, who.id)
  await sql`update files.file set sm3 = ${content}, organisation_id = ${organisationId} where id = ${file}`.execute(
    app.services.db,
  )
  const id = newId()
  const { status, body } = await send(app, who, 'POST', '/cases', {
    id,
    itemCode: item.code,
    itemVersion: item.version,
    form: organisationId
      ? { place: '云岭路 1 号' }
      : { purpose: 'job', employer: '云岭食品有限公司', from: '2010-09-01', delivery: 'online', truth: true },
    materials: [{ materialId: 'id-card', fileIds: [file] }],
    ...(organisationId ? { onBehalfOf: organisationId } : { forRelative }),
  })
  expect(status, JSON.stringify(body)).toBe(201)
  return id
}
const hints = async (who: Who, id: string) => {
  const { status, body } = await send<CaseHints>(world.app, who, 'GET', `/staff/cases/${id}/hints`)
  expect(status).toBe(200)
  return body
}
const ids = (rows: { id: string }[]) => rows.map(({ id }) => id)
const none = { duplicates: [], others: [], files: [] }
const setCase = (id: string, change: Record<string, string | null>) =>
  world.app.services.db.updateTable('cases.case').set(change).where('id', '=', id).execute()

test('the applicant’s other cases, the latest first; a second one of the same item is a likely duplicate', async () => {
  const { zhang, li, items, app } = world
  const first = await apply(zhang, items.forPeople)
  expect(await hints(clerk, first)).toEqual(none)
  await apply(li, items.forPeople)
  expect(await hints(clerk, first)).toEqual(none)

  const other = await anItem(app, { ...(await agencyRow(0)) }, {}, 7009)
  const second = await apply(zhang, items.forPeople)
  const [third, fourth] = [await apply(zhang, other), await apply(zhang, other)]
  expect(await hints(clerk, first)).toEqual({
    duplicates: [
      {
        id: second,
        caseNumber: expect.stringMatching(/^\w{43}$/),
        itemName: '开具无犯罪记录证明',
        applicantName: '张*',
        status: 'submitted',
        statusLabel: expect.any(String),
        submittedAt: expect.any(String),
      },
    ],
    others: [expect.objectContaining({ id: fourth }), expect.objectContaining({ id: third })],
    files: [],
  })

  // Decided within a year it still counts; before that, or without a decision, it is one of the others.
  for (const [status, decidedOn, isTwice] of [
    ['granted', '2025-11-23', true],
    ['denied', '2025-11-22', false],
    ['withdrawn', null, false],
  ] as const) {
    await setCase(second, { status, decidedOn })
    const { duplicates, others } = await hints(clerk, first)
    expect([duplicates.length, others.length], status).toEqual(isTwice ? [1, 2] : [0, 3])
  }
})

test('of another agency’s cases nobody hears, not even that there are any; who may read both sees both', async () => {
  const { zhang, wang, items } = world
  const content = newId()
  const here = await apply(zhang, items.forPeople, { content })
  const there = await apply(zhang, sameElsewhere)
  const foreign = await apply(wang, sameElsewhere, { content })
  expect(await hints(clerk, here)).toEqual(none)
  expect(await hints(elsewhere, there)).toEqual(none)
  const seen = await hints(both, here)
  // The same base item, done by two agencies.
  expect([ids(seen.duplicates), seen.others, ids(seen.files[0]?.cases ?? [])]).toEqual([[there], [], [foreign]])
  for (const [who, id] of [
    [elsewhere, here],
    [clerk, there],
  ] as const)
    expect((await send(world.app, who, 'GET', `/staff/cases/${id}/hints`)).status).toBe(404)
})

test('a child’s case meets the child’s, whichever parent filed, and not the parent’s own', async () => {
  const { li, items, app } = world
  const wardOf = async (who: Who, relation: string) =>
    (
      await send<Ward>(app, who, 'PUT', `/family/wards/${newId()}`, {
        name: '赵小宇',
        idNumber: '770101201506010056',
        relation,
      })
    ).body.id
  const forRelative = await wardOf(li, 'mother')
  const content = newId()
  const own = await apply(li, items.forPeople, { content })
  const child = await apply(li, items.forPeople, { content, forRelative })
  // The mother's own papers go with both: nothing to warn of.
  expect([await hints(clerk, own), await hints(clerk, child)]).toEqual([none, none])
  const again = await apply(li, items.forPeople, { forRelative })
  expect(ids((await hints(clerk, child)).duplicates)).toEqual([again])
  expect(await hints(clerk, own)).toEqual(none)

  // What somebody files for a grown-up meets what that person files himself.
  const { zhang } = world
  await send(app, zhang, 'PUT', `/family/mandates/${newId()}`, {
    personName: '李秀英',
    person: li.phone,
    items: null,
    validFrom: '2026-11-23',
    validTo: '2027-11-22',
    mayFile: true,
  })
  const { rows } = await sql<{ id: string }>`select id from family.mandate`.execute(app.services.db)
  const mandateId = rows.at(-1)?.id ?? ''
  await send(app, li, 'POST', `/family/mandates/${mandateId}/answer`, { accept: true })
  const filed = await apply(li, items.forPeople, { forRelative: mandateId })
  const himself = await apply(zhang, items.forPeople)
  expect(ids((await hints(clerk, himself)).duplicates)).toEqual([filed])
  expect(ids((await hints(clerk, filed)).duplicates)).toEqual([himself])
  expect(ids((await hints(clerk, own)).duplicates)).toEqual([])
})

test('a company’s case meets the company’s, whoever signed, and not what its people file for themselves', async () => {
  const { zhang, li, items, app } = world
  const organisationId = await world.register(zhang)
  const mandateId = await world.appoint(zhang, li, organisationId)
  const { available } = (await send<{ available: Mandate[] }>(app, zhang, 'GET', '/identity/current')).body
  await apply(zhang, items.forPeople)
  await world.switchTo(zhang, available.find(({ role }) => role === 'representative')?.id ?? '')
  await world.switchTo(li, mandateId)
  const signed = await apply(zhang, items.forCompanies, { organisationId })
  const byAgent = await apply(li, items.forCompanies, { organisationId })
  const further = await apply(li, items.alsoForCompanies, { organisationId })
  const seen = await hints(clerk, signed)
  expect([ids(seen.duplicates), ids(seen.others), seen.files]).toEqual([[byAgent], [further], []])
})

test('a file that another applicant handed in too is told at that file; one’s own handed in again is not', async () => {
  const { zhang, wang, items } = world
  const content = newId()
  const mine = await apply(zhang, items.forPeople, { content })
  await apply(zhang, items.forPeople, { content })
  expect((await hints(clerk, mine)).files).toEqual([])
  const his = await apply(wang, items.forPeople, { content })
  // Of another agency, and of a case that takes none: the upload alone is no case.
  await setCase(await apply(wang, items.forPeople, { content }), { agencyCode: agencies[1]?.code ?? '' })
  await sql`insert into files.file (id, citizen_id, name, media_type, size, sm3, in_use, uploaded_at)
    values (${newId()}, ${wang.id}, 'x.png', 'image/png', 10, ${content}, false, now())`.execute(world.app.services.db)
  const { rows } = await sql<{ fileId: string }>`
    select file_id from cases.material_file where case_id = ${mine}`.execute(world.app.services.db)
  expect((await hints(clerk, mine)).files).toEqual([
    { fileId: rows[0]?.fileId, cases: [expect.objectContaining({ id: his, applicantName: '王*' })] },
  ])
})

async function agencyRow(index: number) {
  return world.app.services.db
    .selectFrom('access.agency')
    .selectAll()
    .where('code', '=', agencies[index]?.code ?? '')
    .executeTakeFirstOrThrow()
}
