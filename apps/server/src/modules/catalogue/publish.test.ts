import { afterAll, beforeAll, expect, test } from 'vitest'
import { Problem } from '../../platform/problem.ts'
import { startTestApp } from '../../testing/app.ts'
import { anItem, aProvince, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'
import { itemInForce } from './items.ts'
import { setItemState } from './set-state.ts'
import { renewBase } from './store.ts'

let app: TestApp
let province: Awaited<ReturnType<typeof aProvince>>
beforeAll(async () => {
  app = await startTestApp()
  province = await aProvince(app)
})
afterAll(() => app.close())

const faultsOf = (error: unknown) => (error instanceof Problem ? (error.extra.errors ?? []) : [])

test('the same guide again publishes nothing; a changed one is the next version', async () => {
  expect(await anItem(app, province.agency)).toMatchObject({ version: 1, changed: false })
  app.clock.advance(1_000)
  expect(await anItem(app, province.agency, { promiseDay: 2 })).toMatchObject({ version: 2, changed: true })
})

test('at the moment a version takes over exactly it is in force, a millisecond before the old one', async () => {
  const { code } = await anItem(app, province.agency, { taskName: '边界事项' }, 7101)
  app.clock.advance(60_000)
  const from = app.clock.now()
  await anItem(app, province.agency, { taskName: '边界事项', promiseDay: 2 }, 7101)
  const { db } = app.services
  expect((await itemInForce(db, code, from))?.version).toBe(2)
  expect((await itemInForce(db, code, new Date(from.getTime() - 1)))?.version).toBe(1)
  expect(await itemInForce(db, code, new Date('2020-01-01'))).toBeUndefined()
})

test('eight publications at once make one new version', async () => {
  const { code } = await anItem(app, province.agency, { taskName: '并发事项' }, 7102)
  app.clock.advance(1_000)
  const outcomes = await Promise.allSettled(
    Array.from({ length: 8 }, (_, index) =>
      anItem(app, province.agency, { taskName: '并发事项', promiseDay: index < 4 ? 2 : 3 }, 7102),
    ),
  )
  expect(outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value.changed)).toHaveLength(1)
  expect((await itemInForce(app.services.db, code, app.clock.now()))?.version).toBe(2)
})

test('a guide that breaks the publish rules is refused with each rule and its field', async () => {
  const error: unknown = await anItem(
    app,
    province.agency,
    { taskName: '有误事项', promiseDay: 10, anticipateDay: 3, superviseWay: province.agency.phone, limitSceneNum: 1 },
    7103,
  ).catch((each: unknown) => each)
  const text = JSON.stringify(faultsOf(error))
  for (const rule of ['V2', 'V3', 'V4', 'V7']) expect(text).toContain(rule)
})

test('an implementation may not differ from the base list in its locked elements', async () => {
  await anItem(app, province.agency, { taskName: '目录事项' }, 7104)
  const error: unknown = await anItem(app, province.other, { taskName: '改了名的事项', byLaw: [] }, 7104).catch(
    (each: unknown) => each,
  )
  expect(faultsOf(error).map(({ path }) => path)).toEqual(['/taskName', '/byLaw'])
})

test('an item page has an entity tag, and shows a change and a suspension within a second', async () => {
  const { code } = await anItem(app, province.agency, { taskName: '缓存事项' }, 7105)
  const get = (headers = {}) => app.app.inject({ url: `/api/v1/items/${code}`, headers })
  const first = await get()
  expect(first.json()).toMatchObject({ version: 1, canApply: true, guide: { taskName: '缓存事项' } })
  expect((await get({ 'if-none-match': String(first.headers['etag']) })).statusCode).toBe(304)
  app.clock.advance(1_000)
  await anItem(app, province.agency, { taskName: '缓存事项', promiseDay: 3 }, 7105)
  await expect.poll(async () => (await get()).json<{ version: number }>().version, { timeout: 1_000 }).toBe(2)
  await app.services.db.transaction().execute((tx) => setItemState(tx, app.clock.now(), code, { state: 'suspended' }))
  await expect.poll(async () => (await get()).json<{ canApply: boolean }>().canApply, { timeout: 1_000 }).toBe(false)
})

test('an unknown item is not there', async () => {
  expect((await send(app, undefined, 'GET', '/items/UNKNOWN')).body).toMatchObject({
    type: 'urn:problem:catalogue:item-not-found',
  })
})

test('a new edition of the base list is published over the old one of the same source, and of no other', async () => {
  const { db } = app.services
  const base = () =>
    db
      .selectFrom('catalogue.baseItem')
      .select(['key', 'name', 'type', 'byLaw', 'useLevels', 'source'])
      .orderBy('key')
      .limit(1)
      .executeTakeFirstOrThrow()
  const before = await base()
  const byLaw = [{ name: '另一部法律' }]
  await db.transaction().execute((tx) => renewBase(tx, { ...before, byLaw, source: 'another' }))
  expect(await base()).toEqual(before)
  await db.transaction().execute((tx) => renewBase(tx, { ...before, byLaw }))
  expect((await base()).byLaw).toEqual(byLaw)
})
