import type { BundleProgress } from '@zhengtong/contract/bundles'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { seedDemo } from '../../seed/demo.ts'
import { startTestApp } from '../../testing/app.ts'
import { aBundle, companyCode, newbornId, progressOf, submitBundle, theOfficers, work } from '../../testing/bundles.ts'
import { aCitizen, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'

let app: TestApp
let citizen: Awaited<ReturnType<typeof aCitizen>>
let officers: ReturnType<typeof theOfficers>
beforeAll(async () => {
  app = await startTestApp()
  await seedDemo(app.services)
  citizen = await aCitizen(app)
  officers = theOfficers(app)
})
afterAll(() => app.close())

const stepOf = ({ steps }: BundleProgress, key: string) => {
  const step = steps.find((one) => one.key === key)
  if (!step) throw new Error(`no step ${key}`)
  return step
}
const phases = ({ steps }: BundleProgress) => Object.fromEntries(steps.map(({ key, phase }) => [key, phase]))
const caseOf = (progress: BundleProgress, key: string) => stepOf(progress, key).caseId ?? ''

async function submitted(code: string, change: Record<string, unknown> = {}) {
  const submission = await aBundle(app, citizen, code, change)
  const answer = await submitBundle(app, citizen, submission)
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 201 })
  await work(app)
  return submission.id
}
/** What the agency's system would number the result. */
const numbers: Record<string, string> = { registration: newbornId, licence: companyCode }
async function grantOpen(id: string): Promise<BundleProgress> {
  const progress = await progressOf(app, citizen, id)
  for (const { key, phase, caseId } of progress.steps)
    if (phase === 'open' && caseId)
      expect((await officers.grant(caseId, numbers[key] ?? `D${key.toUpperCase()}00001`)).status).toBe(200)
  await work(app)
  return progressOf(app, citizen, id)
}

const bundles: [string, string[][]][] = [
  [
    'newborn',
    [
      ['service'],
      ['certificate'],
      ['vaccination', 'registration', 'reimbursement'],
      ['insurance', 'card', 'subsidy'],
      ['payment'],
    ],
  ],
  ['company', [['licence'], ['seal', 'tax', 'social', 'fund', 'account']]],
  ['retirement', [['review', 'household'], ['pension'], ['sealing', 'medical', 'reward'], ['fund']]],
  ['farewell', [['death'], ['cremation'], ['cancellation'], ['medical', 'pension', 'survivor', 'driving', 'fund']]],
]
const finished: Record<string, string> = {}
for (const [code, waves] of bundles) {
  test(`${code}: one form and one set of materials, and every child is done in its turn`, async () => {
    const id = await submitted(code)
    let progress = await progressOf(app, citizen, id)
    for (const wave of waves) {
      const open = progress.steps.filter(({ phase }) => phase === 'open').map(({ key }) => key)
      expect(open.toSorted()).toEqual(wave.toSorted())
      progress = await grantOpen(id)
    }
    finished[code] = id
    expect(progress).toMatchObject({ status: 'all-granted', accepted: true, granted: waves.flat().length, actions: [] })
  })
}

test('what one child brings goes into the next: the number of the newborn, and the result as a material', async () => {
  const progress = await progressOf(app, citizen, finished['newborn'] ?? '')
  const own = await send<{ form: Record<string, string>; materials: { materialId: string; result: unknown }[] }>(
    app,
    citizen,
    'GET',
    `/cases/${caseOf(progress, 'insurance')}`,
  )
  expect(own.body.form).toMatchObject({ insuredName: '张小宝', insuredId: newbornId, group: 'newborn' })
  expect(own.body.materials).toContainEqual(
    expect.objectContaining({
      materialId: 'id-card',
      files: [],
      result: expect.objectContaining({ itemName: '出生登记（新生儿落户）', resultName: '居民户口簿（新增页）' }),
    }),
  )
  expect(stepOf(progress, 'registration').resultNumber).toBe(newbornId)
  // The number is a person's: it lies sealed, and officers see it masked.
  const { rows } =
    await sql`select 1 from cases."case" where id = ${caseOf(progress, 'registration')} and result_number is null
    and result_number_sealed is not null and bundle::text not like ${`%${newbornId}%`}`.execute(app.services.db)
  expect(rows).toHaveLength(1)
  const { clerk } = await officers.of(caseOf(progress, 'insurance'))
  const seen = await send(app, clerk, 'GET', `/staff/cases/${caseOf(progress, 'insurance')}`)
  expect(JSON.stringify(seen.body)).not.toContain(newbornId)
})

test('what an earlier child brought does not do: the applicant is told, gives the number, and it starts', async () => {
  const id = await submitted('newborn', {
    wantCard: 'no',
    bank: undefined,
    mailAddress: undefined,
    money: 'none',
    bankName: undefined,
    bankCard: undefined,
  })
  await grantOpen(id)
  await grantOpen(id)
  await officers.grant(caseOf(await progressOf(app, citizen, id), 'registration'), 'HK-2026-1')
  await work(app)
  const stuck = await progressOf(app, citizen, id)
  expect(stuck.status).toBe('waiting-for-you')
  expect(stepOf(stuck, 'insurance')).toMatchObject({
    phase: 'stuck',
    actions: ['start', 'withdraw'],
    fields: [{ name: 'insuredId', title: '参保人身份证号' }],
  })
  const start = (form: object) =>
    send<BundleProgress>(app, citizen, 'POST', `/bundle-applications/${id}/children/insurance/start`, { form })
  expect((await start({ insuredId: '7701' })).body).toMatchObject({ type: 'urn:problem:request:invalid' })
  expect(phases((await start({ insuredId: newbornId, insuredName: '别人' })).body)['insurance']).toBe('open')
  expect((await start({ insuredId: newbornId })).body).toMatchObject({ type: 'urn:problem:bundles:child-started' })
  const notices = await send<{ rows: { title: string; text: string }[] }>(app, citizen, 'GET', '/notices?limit=50')
  expect(notices.body.rows.map(({ title }) => title)).toContain('请继续办理')
  expect(notices.body.rows.some(({ text }) => text.includes('新生儿出生一件事 · 出生登记'))).toBe(true)
})

test('a denial in the middle ends only what waits for it; the rest goes on and is shown as granted', async () => {
  const id = await submitted('newborn')
  await grantOpen(id)
  await grantOpen(id)
  const before = await progressOf(app, citizen, id)
  await officers.deny(caseOf(before, 'registration'))
  await work(app)
  const after = await progressOf(app, citizen, id)
  expect(phases(after)).toMatchObject({
    registration: 'failed',
    insurance: 'dropped',
    payment: 'dropped',
    card: 'dropped',
    vaccination: 'open',
  })
  expect(after.status).toBe('in-progress')
  expect(stepOf(after, 'insurance').words).toContain('出生登记')
  expect(await grantOpen(id)).toMatchObject({ status: 'partly-granted', granted: 4 })
  const told = await sql<{ count: number }>`select count(*)::int as count from notifications.notice
    where citizen_id = ${citizen.id} and title = '一件事中有一项不再办理' and text like '%社会保障卡%'`.execute(
    app.services.db,
  )
  expect(told.rows[0]?.count).toBe(1)
})

test('two predecessors granted at once start what waits for both exactly once', async () => {
  const id = await submitted('retirement')
  const progress = await progressOf(app, citizen, id)
  const cases = ['review', 'household'].map((key) => caseOf(progress, key))
  const heads = await Promise.all(cases.map((caseId) => officers.review(caseId, 'grant')))
  await Promise.all(
    cases.map(async (caseId, index) => {
      const head = heads[index]
      if (head) await officers.act(head, caseId, 'grant', 3, { resultNumber: `TX-2026-${index}` })
    }),
  )
  await Promise.all([work(app), work(app), work(app)])
  expect(phases(await progressOf(app, citizen, id))['pension']).toBe('open')
  const { rows } = await sql<{ cases: number; events: number }>`
    select (select count(*)::int from cases."case" where bundle->>'id' = ${id} and item_name = '基本养老金申领') as cases,
      (select count(*)::int from platform.event e join cases."case" c on e.subject->>'caseId' = c.id::text
        where e.type = 'case.submitted' and c.bundle->>'id' = ${id} and c.item_name = '基本养老金申领') as events`.execute(
    app.services.db,
  )
  expect(rows[0]).toEqual({ cases: 1, events: 1 })
})

test('a supplement of one child leaves the clocks of the others alone', async () => {
  const id = await submitted('retirement')
  const before = await progressOf(app, citizen, id)
  const { clerk } = await officers.of(caseOf(before, 'review'))
  await officers.act(clerk, caseOf(before, 'review'), 'supplement-notice', 1, {
    requests: [{ materialId: 'archive', what: '档案首页看不清，请重拍' }],
  })
  const after = await progressOf(app, citizen, id)
  expect(after.status).toBe('waiting-for-you')
  expect(stepOf(after, 'household')).toEqual(stepOf(before, 'household'))
})

test('three submissions at once with one id are one bundle; other content under it is refused', async () => {
  const submission = await aBundle(app, citizen, 'company')
  const answers = await Promise.all([1, 2, 3].map(() => submitBundle(app, citizen, submission)))
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
  expect(answers[1]?.body).toEqual(answers[0]?.body)
  expect(answers[2]?.body).toEqual(answers[0]?.body)
  const { rows } = await sql<{
    cases: number
  }>`select count(*)::int as cases from cases."case" where bundle->>'id' = ${submission.id}`.execute(app.services.db)
  expect(rows[0]?.cases).toBe(1)
  const other = { ...submission, form: { ...submission.form, companyName: '另一家食品有限公司' } }
  expect((await submitBundle(app, citizen, other)).body).toMatchObject({ type: 'urn:problem:bundles:differs' })
  const stranger = await aCitizen(app)
  expect((await submitBundle(app, stranger, submission)).body).toMatchObject({ type: 'urn:problem:bundles:differs' })
})

test('what a later child needs is asked for before anything is stored', async () => {
  const rows = async () =>
    (
      await sql<{
        rows: number
      }>`select (select count(*) from bundles.application) + (select count(*) from cases."case")
      + (select count(*) from files.file where in_use) as rows`.execute(app.services.db)
    ).rows[0]?.rows
  const submission = await aBundle(app, citizen, 'newborn')
  const before = await rows()
  const without = (materialId: string) => ({
    ...submission,
    materials: submission.materials.filter((one) => one.materialId !== materialId),
  })
  const noPhoto = await submitBundle(app, citizen, without('child-photo'))
  expect(noPhoto.body.errors).toEqual([{ path: '/materials/child-photo', message: '请上传“宝宝近期免冠照片”' }])
  const noName = await submitBundle(app, citizen, { ...submission, form: { ...submission.form, childName: '' } })
  expect(noName.body.errors).toContainEqual({ path: '/form/childName', message: '请填写宝宝姓名' })
  const foreign = { materialId: 'account', fileIds: [newId()] }
  const notMine = { ...submission, materials: [...without('account').materials, foreign] }
  expect((await submitBundle(app, citizen, notMine)).body.errors?.[0]?.path).toBe('/materials/account')
  const old = { ...submission, items: submission.items.map((item) => ({ ...item, itemVersion: item.itemVersion + 1 })) }
  expect((await submitBundle(app, citizen, old)).body).toMatchObject({ type: 'urn:problem:bundles:changed' })
  expect(await rows()).toBe(before)
  expect((await submitBundle(app, citizen, submission)).status).toBe(201)
})

test('a bundle is its applicant’s own: to a stranger it is not there, whatever he tries', async () => {
  const id = await submitted('company')
  const stranger = await aCitizen(app)
  const tries = [
    send(app, stranger, 'GET', `/bundle-applications/${id}`),
    send(app, stranger, 'POST', `/bundle-applications/${id}/withdraw`, {}),
    send(app, stranger, 'POST', `/bundle-applications/${id}/children/seal/withdraw`, {}),
    send(app, stranger, 'POST', `/bundle-applications/${id}/children/seal/start`, { form: {} }),
  ]
  expect((await Promise.all(tries)).map(({ status }) => status)).toEqual([404, 404, 404, 404])
  expect((await send(app, undefined, 'GET', '/bundles/nothing?region=770101')).status).toBe(404)
  expect((await send(app, undefined, 'GET', '/bundles/newborn?region=999999')).status).toBe(409)
})

test('the applicant takes back one child, or all that is not decided; what is granted stays', async () => {
  const id = await submitted('company')
  await grantOpen(id)
  const withdraw = (path: string) => send<BundleProgress>(app, citizen, 'POST', `/bundle-applications/${id}${path}`, {})
  expect((await withdraw('/children/seal/withdraw')).body).toMatchObject({ type: 'urn:problem:bundles:child-started' })
  const { body } = await withdraw('/withdraw')
  expect(phases(body)).toEqual({
    licence: 'granted',
    seal: 'withdrawn',
    tax: 'withdrawn',
    social: 'withdrawn',
    fund: 'withdrawn',
    account: 'withdrawn',
  })
  expect(body).toMatchObject({ status: 'partly-granted', actions: [] })
  expect((await withdraw('/withdraw')).body).toEqual(body)

  const other = await submitted('retirement')
  const one = (key: string) =>
    send<BundleProgress>(app, citizen, 'POST', `/bundle-applications/${other}/children/${key}/withdraw`, {})
  expect(phases((await one('pension')).body)).toMatchObject({
    pension: 'withdrawn',
    sealing: 'dropped',
    fund: 'dropped',
    review: 'open',
  })
  expect((await one('pension')).status).toBe(200)
  expect((await one('nothing')).status).toBe(404)
})

test('queues and figures count children only, and the list of the applicant names their bundle', async () => {
  const counts = async () =>
    (
      await sql<{ cases: number; bundles: number }>`select (select count(*)::int from cases."case") as cases,
      (select count(*)::int from bundles.application) as bundles`.execute(app.services.db)
    ).rows[0]
  const before = await counts()
  const id = await submitted('retirement')
  const progress = await progressOf(app, citizen, id)
  const { clerk } = await officers.of(caseOf(progress, 'review'))
  const figures = await send<{ status: string; count: number }[]>(app, clerk, 'GET', '/staff/statistics')
  expect(await counts()).toEqual({ cases: (before?.cases ?? 0) + 2, bundles: (before?.bundles ?? 0) + 1 })
  expect(JSON.stringify(figures.body)).not.toContain('一件事')
  const mine = await send<{ rows: { id: string; bundle: { id: string; name: string } | null }[] }>(
    app,
    citizen,
    'GET',
    '/cases',
  )
  expect(mine.body.rows.slice(0, 2).map(({ bundle }) => bundle)).toEqual([
    { id, name: '退休一件事', subject: null },
    { id, name: '退休一件事', subject: null },
  ])
})

test('an officer sees the other children’s statuses and nothing else of them; another agency’s officer nothing', async () => {
  const id = await submitted('farewell')
  const progress = await progressOf(app, citizen, id)
  const death = caseOf(progress, 'death')
  const { clerk } = await officers.of(death)
  const seen = await send<{ items: object[] }>(app, clerk, 'GET', `/staff/cases/${death}/bundle`)
  expect(seen.body).toMatchObject({ name: '公民身后一件事', subject: '逝者 张*汉' })
  expect(seen.body.items).toHaveLength(8)
  for (const item of seen.body.items)
    expect(Object.keys(item).toSorted()).toEqual(['agencyName', 'isThis', 'itemName', 'label', 'phase'])
  await grantOpen(id)
  const cremation = caseOf(await progressOf(app, citizen, id), 'cremation')
  expect((await send(app, clerk, 'GET', `/staff/cases/${cremation}/bundle`)).status).toBe(404)
})

test('the one it is about is not the applicant: his own lists stay as they are, and nobody applies for himself as deceased', async () => {
  const deceased = await aCitizen(app, '张老汉')
  const id = await submitted('farewell', { deceasedId: deceased.idNumber })
  expect((await send<{ rows: unknown[] }>(app, deceased, 'GET', '/cases')).body.rows).toEqual([])
  expect(await progressOf(app, citizen, id)).toMatchObject({ subject: '逝者 张*汉' })
  const oneself = await aBundle(app, citizen, 'farewell', { deceasedId: citizen.idNumber })
  expect((await submitBundle(app, citizen, oneself)).body).toMatchObject({
    type: 'urn:problem:bundles:subject-is-applicant',
  })
})
