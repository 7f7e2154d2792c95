import type { CaseSummary } from '@zhengtong/contract/cases'
import type { FamilyMandate, Ward } from '@zhengtong/contract/family'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { aCompanyWorld, type CompanyWorld } from '../../testing/companies.ts'
import { aSubmission } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'

const child = { name: '赵小宇', idNumber: '770101201506010056', relation: 'mother' }
let world: CompanyWorld
beforeAll(async () => {
  world = await aCompanyWorld()
})
afterAll(() => world.close())
beforeEach(async () => {
  await world.restore()
  for (const table of ['family.ward', 'family.mandate'])
    await sql`delete from ${sql.raw(table)}`.execute(world.app.services.db)
})

const factOf = ({ body }: { body: Record<string, unknown> }) => String(body['type']).replace('urn:problem:', '')
const putWard = (who: { cookie: string }, change: object = {}, id = newId()) =>
  send<Ward & Record<string, unknown>>(world.app, who, 'PUT', `/family/wards/${id}`, { ...child, ...change })
const grant = (who: { cookie: string }, change: object = {}, id = newId()) =>
  send<FamilyMandate & Record<string, unknown>>(world.app, who, 'PUT', `/family/mandates/${id}`, {
    personName: '李秀英',
    person: world.li.phone,
    items: null,
    validFrom: '2026-11-23',
    validTo: '2027-11-22',
    ...change,
  })
const answer = (who: { cookie: string }, id: string, accept: boolean) =>
  send(world.app, who, 'POST', `/family/mandates/${id}/answer`, { accept })

test('a mother registers her child once; the register decides, and the number is kept sealed', async () => {
  const { app, li, zhang } = world
  const id = newId()
  const added = await putWard(li, {}, id)
  expect(added).toMatchObject({
    status: 200,
    body: { id, name: '赵小宇', idNumber: '770101********0056', until: '2029-06-01', state: 'active' },
  })
  expect((await putWard(li, {}, id)).status).toBe(200)
  expect(factOf(await putWard(li))).toBe('family:ward-repeated')
  expect(factOf(await putWard(li, { relation: 'father' }))).toBe('family:relation-unproven')
  expect(factOf(await putWard(zhang))).toBe('family:relation-unproven')
  expect((await send(app, zhang, 'GET', '/family/wards')).body).toEqual([])
  const { rows } = await sql<{ row: string }>`select w::text as row from family.ward w`.execute(app.services.db)
  expect(rows).toHaveLength(1)
  expect(rows[0]?.row).not.toContain(child.idNumber)
})

test('two requests for one child at once make one ward', async () => {
  const answers = await Promise.all([putWard(world.li), putWard(world.li), putWard(world.li)])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409])
})

test('a wrong number, a child of 14 or more and a register that is away are told apart', async () => {
  const { app, li, zhang } = world
  expect(factOf(await putWard(li, { idNumber: '770101201506010057' }))).toBe('identity:bad-id-number')
  expect(factOf(await putWard(zhang, { name: '王磊', idNumber: '770101200002290037', relation: 'guardian' }))).toBe(
    'family:not-a-minor',
  )
  await world.fault('error', 1, 'family')
  expect(factOf(await putWard(li))).toBe('family:registry-unavailable')
  await putWard(li)
  app.clock.set('2029-05-31T15:59:00Z')
  expect((await send<Ward[]>(app, li, 'GET', '/family/wards')).body[0]?.state).toBe('active')
  app.clock.set('2029-05-31T16:00:00Z')
  expect((await send<Ward[]>(app, li, 'GET', '/family/wards')).body[0]?.state).toBe('grown')
})

test('a guardian ends his record, another person cannot', async () => {
  const { app, li, zhang } = world
  const { body } = await putWard(li)
  expect((await send(app, zhang, 'DELETE', `/family/wards/${body.id}`)).status).toBe(404)
  for (let n = 0; n < 2; n += 1) expect((await send(app, li, 'DELETE', `/family/wards/${body.id}`)).status).toBe(204)
  expect((await send<Ward[]>(app, li, 'GET', '/family/wards')).body[0]?.state).toBe('ended')
  expect((await putWard(li)).status, 'and may register the child again').toBe(200)
})

test('a relative follows the cases in the mandate’s items only after confirming, and not after its end', async () => {
  const { app, zhang, li, wang, items } = world
  const inScope = await aSubmission(app, zhang, items.forPeople)
  expect((await send(app, zhang, 'POST', '/cases', inScope)).status).toBe(201)
  const other = {
    ...(await aSubmission(app, zhang, items.alsoForCompanies)),
    form: { unitName: '张三小店', orgCode: '91770101MA0000015N', place: '云岭路' },
  }
  expect((await send(app, zhang, 'POST', '/cases', other)).status).toBe(201)
  const { body: mandate } = await grant(zhang, { items: [items.forPeople.code] })
  const cases = (who: { cookie: string }) =>
    send<CaseSummary[]>(app, who, 'GET', `/family/mandates/${mandate.id}/cases`)

  expect((await cases(li)).status).toBe(404)
  expect((await answer(wang, mandate.id, true)).status).toBe(404)
  for (let n = 0; n < 2; n += 1) expect((await answer(li, mandate.id, true)).status).toBe(200)
  expect((await cases(li)).body.map(({ id }) => id)).toEqual([inScope.id])
  expect((await cases(wang)).status).toBe(404)
  expect((await send(app, li, 'GET', `/cases/${inScope.id}`)).status, 'the progress, not the content').toBe(404)

  app.clock.set('2027-11-22T16:00:00Z')
  expect((await cases(li)).status, 'the day after the last one').toBe(404)
  app.clock.set('2027-11-22T15:59:00Z')
  expect((await cases(li)).status).toBe(200)
  for (let n = 0; n < 2; n += 1)
    expect((await send(app, zhang, 'DELETE', `/family/mandates/${mandate.id}`)).status).toBe(204)
  expect((await cases(li)).status).toBe(404)
  for (const [who, direction] of [
    [zhang, 'given'],
    [li, 'received'],
  ] as const)
    expect((await send(app, who, 'GET', '/family/mandates')).body).toMatchObject([
      { direction, state: 'ended', endReason: 'revoked' },
    ])
})

test('a family mandate is given once, with real dates, and not to oneself', async () => {
  const { zhang, li } = world
  const id = newId()
  expect((await grant(zhang, {}, id)).status).toBe(200)
  expect((await grant(zhang, {}, id)).status).toBe(200)
  expect(factOf(await grant(zhang, { validTo: '2027-01-01' }, id))).toBe('family:mandate-id-taken')
  expect(factOf(await grant(zhang))).toBe('family:mandate-repeated')
  expect(factOf(await grant(li))).toBe('family:not-to-oneself')
  for (const dates of [
    { validFrom: '2026-02-30' },
    { validTo: '2026-11-22', validFrom: '2026-11-01' },
    { validTo: '2029-11-24' },
  ])
    expect(factOf(await grant(world.wang, dates))).toBe('family:bad-dates')
  expect((await answer(li, id, false)).status).toBe(200)
  expect(factOf(await answer(li, id, true))).toBe('family:mandate-answered')
  expect((await grant(zhang)).status, 'declined: may be asked again').toBe(200)
})
