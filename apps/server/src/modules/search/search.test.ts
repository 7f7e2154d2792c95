import type { ItemCard, Theme } from '@zhengtong/contract/catalogue'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedDemo } from '../../seed/demo.ts'
import { startTestApp } from '../../testing/app.ts'
import type { TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
  await seedDemo(app.services)
})
afterAll(() => app.close())

const find = async (query: Record<string, string>) => {
  const { body } = await send<{ rows: ItemCard[]; total: number; next: string | null }>(
    app,
    undefined,
    'GET',
    `/items?${new URLSearchParams({ region: '770101', ...query })}`,
  )
  return body
}

test('seeding the demo province again changes nothing', async () => {
  expect(await seedDemo(app.services)).toBe('unchanged')
})

const spoken: [string, string][] = [
  ['身份证丢了', '居民身份证补领（遗失）'],
  ['准生证', '生育登记'],
  ['小孩上户口', '出生登记'],
  ['开店', '个体工商户设立登记'],
  ['找工作要无犯罪证明', '开具无犯罪记录证明'],
  ['老年证', '老年人优待证'],
  ['失业金怎么领', '失业保险金申领'],
  ['租房提取公积金', '住房公积金提取'],
  ['二手房过户', '不动产转移登记'],
]
for (const [words, name] of spoken) {
  test(`“${words}” finds ${name} first, and says why`, async () => {
    const { rows } = await find({ q: words })
    expect(rows[0]?.name).toContain(name)
    expect(rows[0]?.reason).toBeTruthy()
  })
}

test('lost and expired identity cards are told apart', async () => {
  expect((await find({ q: '身份证到期' })).rows[0]?.name).toContain('到期换领')
  expect((await find({ q: '居民身份证补领' })).rows[0]?.name).toContain('遗失')
})

test('what the county does not offer comes from the city, and says so', async () => {
  const [card] = (await find({ q: '公积金贷款' })).rows
  expect(card).toMatchObject({ regionCode: '770100' })
  expect(card?.reason).toContain('由示例省云溪市办理')
})

test('all 58 demo items are there for a resident of a county, one card each, all marked as examples', async () => {
  const rows: ItemCard[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: Awaited<ReturnType<typeof find>> = await find({ limit: '10', ...(cursor ? { cursor } : {}) })
    rows.push(...page.rows)
    expect(page.total).toBe(58)
    cursor = page.next
  }
  expect(new Set(rows.map(({ name }) => name)).size).toBe(58)
  expect(rows.every(({ isDemo }) => isDemo)).toBe(true)
})

test('a town of a city without counties, and a county directly below the province, have items too', async () => {
  expect((await find({ region: '770201', q: '居住证' })).rows[0]?.regionCode).toBe('770200')
  expect((await find({ region: '779001', q: '居住证' })).rows[0]?.regionCode).toBe('779001')
})

test('themes and agencies lead to exactly the items that they count', async () => {
  const themes = (await send<Theme[]>(app, undefined, 'GET', '/themes?region=770101&audience=person')).body
  expect(themes.length).toBeGreaterThan(8)
  for (const { name, items } of themes.slice(0, 5))
    expect((await find({ theme: name, audience: 'person', limit: '50' })).total).toBe(items)
  const agencies = (await send<{ code: string; items: number }[]>(app, undefined, 'GET', '/agencies?region=770101'))
    .body
  for (const { code, items } of agencies.slice(0, 5))
    expect((await find({ agency: code, limit: '50' })).total).toBe(items)
})

test('nonsense finds nothing, and an unknown region is a clear problem', async () => {
  expect((await find({ q: '火星移民签证' })).rows.filter(({ reason }) => reason.includes('名称相同'))).toEqual([])
  expect(
    (await send<{ errors: { path: string }[] }>(app, undefined, 'GET', '/items?region=999999')).body.errors[0]?.path,
  ).toBe('/region')
})
