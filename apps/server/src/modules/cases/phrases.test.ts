import { MOST_PHRASES, phrasePlaceholders, phrasePurposes, type Phrases } from '@zhengtong/contract/phrases'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { startTestApp } from '../../testing/app.ts'
import { anOfficer, aProvince, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'
import { shippedPhrases } from './shipped-phrases.ts'

let app: TestApp
type Officer = { id: string; cookie: string }
let clerk: Officer, head: Officer, deputy: Officer, elsewhere: Officer
beforeAll(async () => {
  app = await startTestApp()
  const { agency, other } = await aProvince(app)
  clerk = await anOfficer(app, agency.code, ['accept', 'review'])
  head = await anOfficer(app, agency.code, ['decide', 'approve'])
  deputy = await anOfficer(app, agency.code, ['approve'])
  elsewhere = await anOfficer(app, other.code, ['accept', 'approve'])
})
afterAll(() => app.close())
beforeEach(() => sql`truncate cases.phrase`.execute(app.services.db))

type Answer = Phrases & { type: string; errors?: { path: string; message: string }[] }
const wish = {
  shelf: 'own',
  purpose: 'supplement',
  words: '{材料名称}看不清，请重新拍照。',
  version: null as number | null,
}
const put = (who: Officer, id: string, change: object = {}) =>
  send<Answer>(app, who, 'PUT', `/staff/phrases/${id}`, { ...wish, ...change })
const list = async (who: Officer) => (await send<Answer>(app, who, 'GET', '/staff/phrases')).body
const remove = (who: Officer, id: string, shelf = 'own') =>
  send<Answer>(app, who, 'DELETE', `/staff/phrases/${id}?shelf=${shelf}`)
const order = (who: Officer, ids: string[], shelf = 'own') =>
  send<Answer>(app, who, 'POST', '/staff/phrase-orders', { shelf, ids })
const wordsOf = (phrases: { words: string }[]) => phrases.map(({ words }) => words)

test('an officer writes, changes, orders and removes his own; nobody else has them', async () => {
  const [a, b, c] = [newId(), newId(), newId()]
  await put(clerk, a)
  await put(clerk, b, { words: '第二条' })
  expect((await put(clerk, c, { words: ' 第三条 ' })).body).toMatchObject({
    own: [
      { id: a, purpose: 'supplement', words: wish.words, version: 1 },
      { id: b, words: '第二条' },
      { id: c, words: '第三条' },
    ],
    agency: [],
    sharing: false,
  })
  expect((await put(clerk, b, { words: '改过的', purpose: 'comment', version: 1 })).body.own[1]).toEqual({
    id: b,
    purpose: 'comment',
    words: '改过的',
    version: 2,
  })
  expect(wordsOf((await order(clerk, [c, b, a])).body.own)).toEqual(['第三条', '改过的', wish.words])
  expect(wordsOf((await remove(clerk, b)).body.own)).toEqual(['第三条', wish.words])
  expect((await remove(clerk, b)).status).toBe(200)
  await put(clerk, b, { words: '又一条' })
  expect(wordsOf((await list(clerk)).own)).toEqual(['第三条', wish.words, '又一条'])
  expect((await list(head)).own).toEqual([])
  await remove(head, a)
  expect((await put(head, a, { version: 1, words: '抢改' })).body.type).toBe('urn:problem:cases:phrase-moved')
  expect((await put(head, a)).body.type).toBe('urn:problem:cases:phrase-moved')
  expect((await list(clerk)).own).toHaveLength(3)
})

test('those of an agency its head keeps, on record, and its officers read', async () => {
  const id = newId()
  expect((await put(clerk, id, { shelf: 'agency' })).status).toBe(403)
  expect((await put(head, id, { shelf: 'agency' })).body).toMatchObject({ sharing: true, agency: [{ id }], own: [] })
  expect((await list(clerk)).agency).toMatchObject([{ id, words: wish.words }])
  expect((await list(elsewhere)).agency).toEqual([])
  for (const { status } of [await remove(clerk, id, 'agency'), await order(clerk, [id], 'agency')])
    expect(status).toBe(403)
  await remove(elsewhere, id, 'agency')
  expect((await put(elsewhere, id, { shelf: 'agency', version: 1, words: '别的单位' })).status).toBe(409)
  expect((await list(clerk)).agency).toMatchObject([{ words: wish.words }])
  const { rows } = await sql<{ subject: object; actorId: string }>`
    select subject, actor_id from platform.event where type = 'agency-phrases.changed'`.execute(app.services.db)
  expect(rows).toEqual([{ subject: { agencyCode: expect.any(String), phraseId: id }, actorId: head.id }])
})

test('two heads change one phrase at once: one has it, the other reads that it moved; a retry is no second change', async () => {
  const id = newId()
  await put(head, id, { shelf: 'agency' })
  const tries = [
    [head, '甲的写法'],
    [deputy, '乙的写法'],
  ] as const
  const answers = await Promise.all(tries.map(([who, words]) => put(who, id, { shelf: 'agency', words, version: 1 })))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
  expect(answers.find(({ status }) => status === 409)?.body.type).toBe('urn:problem:cases:phrase-moved')
  const [winner, words] = tries[answers.findIndex(({ status }) => status === 200)] ?? tries[0]
  expect((await put(winner, id, { shelf: 'agency', words, version: 1 })).body.agency).toMatchObject([
    { words, version: 2 },
  ])
})

test('no more than the most, however many come at once; an order that does not name all is refused', async () => {
  const answers = await Promise.all(
    Array.from({ length: MOST_PHRASES + 5 }, (_, n) => put(clerk, newId(), { words: `第 ${n} 条` })),
  )
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(MOST_PHRASES)
  expect(answers.find(({ status }) => status === 409)?.body.type).toBe('urn:problem:cases:too-many-phrases')
  const ids = (await list(clerk)).own.map(({ id }) => id)
  expect(new Set(ids).size).toBe(MOST_PHRASES)
  const backwards = ids.toReversed()
  expect((await order(clerk, backwards.slice(1))).body.type).toBe('urn:problem:cases:phrase-moved')
  expect((await order(clerk, [...backwards.slice(1), newId()])).status).toBe(409)
  await Promise.all([order(clerk, backwards), order(clerk, backwards)])
  expect((await list(clerk)).own.map(({ id }) => id)).toEqual(backwards)
  // Ordered and then one removed; or that one removed first, and an order that still names it refused.
  const [{ status }] = await Promise.all([order(clerk, ids), remove(clerk, ids[0] ?? '')])
  const kept = status === 200 ? ids.slice(1) : backwards.slice(0, -1)
  expect((await list(clerk)).own.map(({ id }) => id)).toEqual(kept)
})

test('an order and a removal at once, many times over: never half of one', async () => {
  const own = async () => (await list(clerk)).own.map(({ id }) => id)
  for (let n = 0; n < 10; n += 1) await put(clerk, newId(), { words: `第 ${n} 条` })
  for (let turn = 0; turn < 8; turn += 1) {
    const before = await own()
    const [{ status }] = await Promise.all([order(clerk, before.toReversed()), remove(clerk, before[0] ?? '')])
    expect([200, 409]).toContain(status)
    expect(await own()).toEqual(status === 200 ? before.toReversed().slice(0, -1) : before.slice(1))
  }
})

test('bad input names its field and writes nothing', async () => {
  for (const [change, path] of [
    [{ words: ' 一 ' }, '/words'],
    [{ words: 'x'.repeat(501) }, '/words'],
    [{ purpose: 'nothing' }, '/purpose'],
    [{ shelf: 'shipped' }, '/shelf'],
    [{ version: 0 }, '/version'],
  ] as const) {
    const { status, body } = await put(clerk, newId(), change)
    expect([status, body.errors?.[0]?.path]).toEqual([400, path])
  }
  const id = newId()
  await put(clerk, id)
  expect((await order(clerk, [id, id])).status).toBe(400)
  expect((await list(clerk)).own).toHaveLength(1)
})

test('what is shipped is for a purpose that there is, with placeholders that the console knows', async () => {
  expect((await list(clerk)).shipped).toEqual(shippedPhrases)
  for (const { purpose, words } of shippedPhrases) {
    expect(Object.keys(phrasePurposes)).toContain(purpose)
    for (const [, name] of words.matchAll(/\{(.*?)\}/g)) expect(phrasePlaceholders).toContain(name)
  }
})
