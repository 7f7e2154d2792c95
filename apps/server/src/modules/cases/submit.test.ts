import type { Receipt } from '@zhengtong/contract/cases'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp } from '../../testing/app.ts'
import { aCitizen, anItem, answers, aProvince, aSubmission, anUpload, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'
import { newId } from '../../platform/ids.ts'
import * as catalogue from '../catalogue/index.ts'

let app: TestApp
let province: Awaited<ReturnType<typeof aProvince>>
let citizen: Awaited<ReturnType<typeof aCitizen>>
beforeAll(async () => {
  app = await startTestApp()
  province = await aProvince(app)
  citizen = await aCitizen(app)
})
afterAll(() => app.close())

const countCases = async () =>
  (await sql<{ count: number }>`select count(*) as count from cases."case"`.execute(app.services.db)).rows[0]?.count ??
  -1

test('a submission gets a number, a query code, and the day until which acceptance is told', async () => {
  const submission = await aSubmission(app, citizen, province.item)
  const { status, body } = await send<Receipt>(app, citizen, 'POST', '/cases', submission)
  expect(status).toBe(201)
  expect(body).toMatchObject({
    id: submission.id,
    receivedOn: '2026-11-23',
    noticeDueOn: '2026-11-30',
    promisedOn: '2026-11-24',
  })
  expect(body.caseNumber).toMatch(/^[0-9A-Z]{31}20261123\d{4}$/)
  expect(body.queryCode).toMatch(/^\d{13}$/)
  const progress = await send(app, undefined, 'POST', '/progress', { code: body.queryCode })
  expect(progress.body).toMatchObject({ statusLabel: '已提交' })
  expect(JSON.stringify(progress.body)).not.toContain('测')
})

test('an item that needs the real person waits for him: the same application passes once the level is raised', async () => {
  const item = await anItem(app, province.agency, { identityLevel: 'L3' }, 7050)
  const one = await aCitizen(app)
  const submission = await aSubmission(app, one, item)
  const before = await countCases()
  const refused = await send(app, one, 'POST', '/cases', submission)
  expect([refused.status, refused.body['type']]).toEqual([403, 'urn:problem:cases:level-needed'])
  expect(await countCases()).toBe(before)
  await sql`update identity.citizen set level = 'L3' where id = ${one.id}`.execute(app.services.db)
  expect((await send(app, one, 'POST', '/cases', submission)).status).toBe(201)
})

test('what the account knows is filled in by the server, whatever was sent', async () => {
  const submission = await aSubmission(app, citizen, province.item)
  await send(app, citizen, 'POST', '/cases', {
    ...submission,
    form: { ...submission.form, applicantName: '冒名者', idNumber: '770101199003070014' },
  })
  const { body } = await send<{ form: Record<string, string> }>(app, citizen, 'GET', `/cases/${submission.id}`)
  expect(body.form['applicantName']).toBe(citizen.name)
  expect(body.form['phone']).toBe(citizen.phone)
})

test('1,000 submissions, each tried three times at once, make 1,000 cases with 1,000 numbers', async () => {
  const before = await countCases()
  const submissions = await Promise.all(Array.from({ length: 1_000 }, () => aSubmission(app, citizen, province.item)))
  const numbers = new Map<string, Set<string>>()
  const once = async (submission: (typeof submissions)[number]) => {
    const { status, body } = await send<Receipt>(app, citizen, 'POST', '/cases', submission)
    expect(status).toBe(201)
    numbers.set(submission.id, (numbers.get(submission.id) ?? new Set()).add(JSON.stringify(body)))
  }
  for (let done = 0; done < submissions.length; done += 100) {
    await Promise.all(
      submissions.slice(done, done + 100).flatMap((submission) => [1, 2, 3].map(() => once(submission))),
    )
  }
  expect(await countCases()).toBe(before + 1_000)
  expect([...numbers.values()].every((answers) => answers.size === 1)).toBe(true)
  const { rows } = await sql<{
    numbers: number
    codes: number
  }>`select count(distinct case_number) as numbers, count(distinct query_code) as codes from cases."case"`.execute(
    app.services.db,
  )
  expect(rows[0]).toEqual({ numbers: before + 1_000, codes: before + 1_000 })
}, 120_000)

test('other content under a used id is refused, by the same person and by another', async () => {
  const submission = await aSubmission(app, citizen, province.item)
  await send(app, citizen, 'POST', '/cases', submission)
  const changed = { ...submission, form: { ...submission.form, employer: '别的单位' } }
  expect((await send(app, citizen, 'POST', '/cases', changed)).body).toMatchObject({
    type: 'urn:problem:cases:submission-differs',
    status: 409,
  })
  const other = await aCitizen(app)
  expect((await send(app, other, 'POST', '/cases', submission)).body).toMatchObject({
    type: 'urn:problem:cases:submission-differs',
  })
})

test('a submission that fails its checks stores nothing and may be corrected under the same id', async () => {
  const submission = await aSubmission(app, citizen, province.item)
  const before = await countCases()
  const refused = await send<{ errors: { path: string }[] }>(app, citizen, 'POST', '/cases', {
    ...submission,
    form: {},
    materials: [],
  })
  expect(refused.status).toBe(400)
  expect(refused.body.errors.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['/form/purpose', '/form/from', '/form/delivery', '/form/truth', '/materials/id-card']),
  )
  expect(await countCases()).toBe(before)
  expect((await send(app, citizen, 'POST', '/cases', submission)).status).toBe(201)
})

const faulty: [string, (submission: Record<string, unknown>) => Record<string, unknown>, string][] = [
  ['an answer that the form does not have', (s) => ({ ...s, form: { ...answers, surprise: 'x' } }), '/form/surprise'],
  ['an answer of the wrong type', (s) => ({ ...s, form: { ...answers, truth: 'yes' } }), '/form/truth'],
  ['a date in the future', (s) => ({ ...s, form: { ...answers, from: '2027-01-01' } }), '/form/from'],
  ['a choice that is not offered', (s) => ({ ...s, form: { ...answers, purpose: 'fun' } }), '/form/purpose'],
  ['a text that is too long', (s) => ({ ...s, form: { ...answers, employer: '长'.repeat(101) } }), '/form/employer'],
  [
    'a material that the guide does not ask for',
    (s) => ({ ...s, materials: [...(s['materials'] as unknown[]), { materialId: 'bribe', fileIds: [] }] }),
    '/materials/1/materialId',
  ],
  [
    'a file that does not exist',
    (s) => ({ ...s, materials: [{ materialId: 'id-card', fileIds: [newId()] }] }),
    '/materials/0/fileIds/0',
  ],
  ['a field beside the contract', (s) => ({ ...s, status: 'granted' }), '/status'],
  ['an id that is none', (s) => ({ ...s, id: '1' }), '/id'],
]
for (const [what, change, path] of faulty) {
  test(`${what} is refused with its path, and nothing is written`, async () => {
    const before = await countCases()
    const { status, body } = await send<{ errors: { path: string; message: string }[] }>(
      app,
      citizen,
      'POST',
      '/cases',
      change(await aSubmission(app, citizen, province.item)),
    )
    expect(status).toBe(400)
    expect(body.errors.map((error) => error.path)).toContain(path)
    expect(body.errors.every(({ message }) => /[\u4e00-\u9fff]/.test(message))).toBe(true)
    expect(await countCases()).toBe(before)
  })
}

test('another person’s file cannot be handed in', async () => {
  const other = await aCitizen(app)
  const submission = await aSubmission(app, citizen, province.item)
  const { status } = await send(app, citizen, 'POST', '/cases', {
    ...submission,
    materials: [{ materialId: 'id-card', fileIds: [await anUpload(app, other.id)] }],
  })
  expect(status).toBe(400)
})

test('an old version of the guide, a suspended item and an unknown item are refused', async () => {
  const item = await anItem(app, province.agency, { taskName: '会变的事项' }, 7003)
  const submission = await aSubmission(app, citizen, item)
  app.clock.advance(1_000)
  await anItem(app, province.agency, { taskName: '会变的事项', promiseDay: 2 }, 7003)
  expect((await send(app, citizen, 'POST', '/cases', submission)).body).toMatchObject({
    type: 'urn:problem:cases:guide-changed',
  })
  await app.services.db
    .transaction()
    .execute((tx) => catalogue.setItemState(tx, app.clock.now(), item.code, { state: 'suspended' }))
  expect((await send(app, citizen, 'POST', '/cases', { ...submission, itemVersion: 2 })).body).toMatchObject({
    type: 'urn:problem:catalogue:item-not-open',
  })
  expect((await send(app, citizen, 'POST', '/cases', { ...submission, itemCode: 'UNKNOWN' })).body).toMatchObject({
    type: 'urn:problem:catalogue:item-not-open',
  })
})

test('a submitted draft is gone, and a repeated submission after the item was suspended still gets its first answer', async () => {
  const item = await anItem(app, province.agency, { taskName: '将暂停的事项' }, 7004)
  const submission = await aSubmission(app, citizen, item)
  const { id, ...draft } = submission
  expect((await send(app, citizen, 'PUT', `/drafts/${id}`, draft)).status).toBe(200)
  const first = await send(app, citizen, 'POST', '/cases', submission)
  expect((await send(app, citizen, 'GET', `/drafts/${id}`)).status).toBe(404)
  await app.services.db
    .transaction()
    .execute((tx) => catalogue.setItemState(tx, app.clock.now(), item.code, { state: 'suspended' }))
  expect((await send(app, citizen, 'POST', '/cases', submission)).body).toEqual(first.body)
})
