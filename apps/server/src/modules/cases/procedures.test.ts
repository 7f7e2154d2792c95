import type { CaseDetail } from '@zhengtong/contract/cases'
import type { Guide } from '@zhengtong/contract/guide'
import type { StaffCase } from '@zhengtong/contract/staff-cases'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { readJson } from '../../seed/files.ts'
import { startTestApp } from '../../testing/app.ts'
import { aCitizen, anItem, anOfficer, anUpload, aProvince, aSubmission, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'
import { saveDays } from '../calendar/index.ts'
import { recountClocks } from './alarms.ts'
import { runClocks } from './run-clocks.ts'

let app: TestApp
let citizen: Awaited<ReturnType<typeof aCitizen>>
let items: Record<'plain' | 'paper' | 'instant' | 'promise', Awaited<ReturnType<typeof anItem>>>
let clerk: { id: string; cookie: string }
let head: { id: string; cookie: string }
let agencyCode: string
const LATER = 'purpose-proof'
const BEGIN = '2026-11-02T02:00:00Z'
beforeAll(async () => {
  app = await startTestApp()
  // Before the items, so that they are in force then.
  app.clock.set(BEGIN)
  const { agency } = await aProvince(app)
  citizen = await aCitizen(app)
  clerk = await anOfficer(app, agency.code, ['accept', 'review'])
  head = await anOfficer(app, agency.code, ['decide', 'approve', 'review'])
  const { guide } = await readJson<{ guide: Guide }>('items/07-no-criminal-record.json')
  agencyCode = agency.code
  const listed = [{ name: '听证', days: 15 }, { name: '专家评审' }]
  const plain = {
    anticipateDay: 20,
    anticipateType: 'workday' as const,
    promiseDay: 10,
    promiseType: 'workday' as const,
    specialProcedure: listed,
    materials: guide.materials.map((each) => (each.id === LATER ? { ...each, allowLater: true } : each)),
  }
  items = {
    plain: await anItem(app, agency, plain, 7101),
    paper: await anItem(app, agency, { ...plain, flow: 'paper' }, 7102),
    instant: await anItem(app, agency, { ...plain, flow: 'instant', specialProcedure: [] }, 7103),
    promise: await anItem(app, agency, { ...plain, flow: 'promise', specialProcedure: [] }, 7104),
  }
})
afterAll(() => app.close())
beforeEach(() => app.clock.set(BEGIN))

async function aCase(item: keyof typeof items = 'plain'): Promise<string> {
  const submission = await aSubmission(app, citizen, items[item])
  submission.materials.push({ materialId: LATER, fileIds: [await anUpload(app, citizen.id)] })
  expect((await send(app, citizen, 'POST', '/cases', submission)).status).toBe(201)
  return submission.id
}
type Answer = StaffCase & { type: string; detail: string; errors: { path: string }[] }
const versionOf = async (id: string) =>
  (await sql<{ version: number }>`select version from cases."case" where id = ${id}`.execute(app.services.db)).rows[0]
    ?.version ?? 0
const act = async (who: { cookie: string }, id: string, kind: string, fields: object = {}) =>
  send<Answer>(app, who, 'POST', `/staff/cases/${id}/${kind}`, {
    actId: newId(),
    version: await versionOf(id),
    ...fields,
  })
const mine = async (id: string) => (await send<CaseDetail>(app, citizen, 'GET', `/cases/${id}`)).body
const apply = async (id: string, kind: string, fields: object = {}) =>
  send<CaseDetail & { type: string; errors: { path: string }[] }>(app, citizen, 'POST', `/cases/${id}/${kind}`, {
    actId: newId(),
    version: await versionOf(id),
    ...fields,
  })
async function accepted(item: keyof typeof items = 'plain'): Promise<string> {
  const id = await aCase(item)
  expect((await act(clerk, id, 'acceptance')).status).toBe(200)
  return id
}
const suspend = { special: '听证', days: 8, reason: '申请人要求听证。' }
const opinion = '材料齐全，符合条件。'

test('a listed special procedure, proposed by the clerk and approved by the head, stops both clocks', async () => {
  const id = await accepted()
  expect((await act(clerk, id, 'suspension-proposal', { ...suspend, special: '散步' })).body.errors[0]?.path).toBe(
    '/special',
  )
  expect((await act(clerk, id, 'suspension-proposal', { ...suspend, days: 16 })).body.errors[0]?.path).toBe('/days')
  const proposed = await act(clerk, id, 'suspension-proposal', suspend)
  expect(proposed.body).toMatchObject({ status: 'accepted', proposal: { kind: 'suspension', days: 8 } })
  expect((await mine(id)).timeline.map(({ title }) => title)).toEqual(['提交申请', '予以受理'])

  app.clock.set('2026-11-05T02:00:00Z')
  const approved = await act(head, id, 'proposal-approval', { kind: 'suspension' })
  expect(approved.body).toMatchObject({ status: 'suspended', proposal: null, special: { name: '听证', endedOn: null } })
  expect(approved.body.promiseDue).toMatchObject({ colour: 'done' })
  expect((await mine(id)).dues).toMatchObject([{ kind: 'special', date: '2026-11-17' }])
  expect((await act(clerk, id, 'review', { conclusion: 'grant', opinion })).body.type).toBe(
    'urn:problem:cases:not-allowed-now',
  )

  app.clock.set('2026-11-12T02:00:00Z')
  const resumed = await act(clerk, id, 'resumption', { result: '听证已举行。' })
  expect(resumed.body).toMatchObject({
    status: 'accepted',
    promiseDue: { date: '2026-11-23', colour: 'green' },
    special: { endedOn: '2026-11-12', result: '听证已举行。' },
  })
})

test('nobody approves his own proposal; the head may refuse it and the applicant hears nothing of it', async () => {
  const id = await accepted()
  await act(head, id, 'suspension-proposal', suspend)
  expect((await act(head, id, 'proposal-approval', { kind: 'suspension' })).body).toMatchObject({
    type: 'urn:problem:cases:not-allowed-now',
    detail: '不能批准自己提出的申请',
  })
  expect((await act(head, id, 'proposal-rejection', { reason: '没有必要。' })).body).toMatchObject({ proposal: null })
  expect((await mine(id)).timeline).toHaveLength(2)
})

test('one extension, before the limit has passed, of ten working days at most', async () => {
  const id = await accepted()
  expect((await act(clerk, id, 'extension-proposal', { days: 11, reason: '案情复杂。' })).body.errors[0]?.path).toBe(
    '/days',
  )
  await act(clerk, id, 'extension-proposal', { days: 10, reason: '案情复杂。' })
  const extended = await act(head, id, 'proposal-approval', { kind: 'extension' })
  expect(extended.body).toMatchObject({ promiseDue: { date: '2026-11-30' }, legalDue: { date: '2026-12-14' } })
  expect((await act(clerk, id, 'extension-proposal', { days: 1, reason: '再等等。' })).body.detail).toBe(
    '办理期限只能延长一次，已经延长过',
  )
  const late = await accepted()
  app.clock.set('2026-12-01T02:00:00Z')
  expect((await act(clerk, late, 'extension-proposal', { days: 5, reason: '案情复杂。' })).body.detail).toBe(
    '法定时限已到期，不能再延长',
  )
})

test('silence for five working days is acceptance as of the receipt, once, however many clocks run', async () => {
  const id = await aCase()
  app.clock.set('2026-11-09T15:59:00Z')
  await runClocks(app.services)
  expect((await mine(id)).status).toBe('submitted')
  app.clock.set('2026-11-09T16:00:00Z')
  await Promise.all([1, 2, 3].map(() => runClocks(app.services)))
  const deemed = await mine(id)
  expect(deemed).toMatchObject({ status: 'accepted', promiseDue: { from: '2026-11-02', date: '2026-11-16' } })
  expect(deemed.timeline.map(({ title, by }) => [title, by])).toEqual([
    ['提交申请', '申请人'],
    ['逾期未告知，视为受理', '系统'],
  ])
})

test('a supplement in the last minute is in time; one that never comes ends the case', async () => {
  const requests = [{ materialId: 'id-card', what: '反面看不清，请重新拍摄。' }]
  const [punctual, silent] = [await aCase(), await aCase()]
  for (const id of [punctual, silent]) await act(clerk, id, 'supplement-notice', { requests })
  expect((await mine(silent)).dues).toMatchObject([{ kind: 'answer', date: '2026-11-23' }])
  app.clock.set('2026-11-23T15:59:00Z')
  await runClocks(app.services)
  const files = [{ materialId: 'id-card', fileIds: [await anUpload(app, citizen.id)] }]
  expect((await apply(punctual, 'supplement', { materials: files })).body.status).toBe('submitted')
  app.clock.set('2026-11-23T16:00:00Z')
  await runClocks(app.services)
  expect(await mine(silent)).toMatchObject({ status: 'terminated', actions: [] })
  expect((await apply(silent, 'supplement', { materials: files })).status).toBe(409)
})

test('sent back before acceptance: the applicant mends it, and the one supplement notice is still to come', async () => {
  const requests = [{ materialId: null, what: '用途请写具体单位。' }]
  const id = await aCase()
  expect((await act(clerk, id, 'pre-return', { requests })).body).toMatchObject({ status: 'pre-returned' })
  expect((await mine(id)).actions).toEqual(['resubmit', 'withdraw'])
  expect((await apply(id, 'supplement', { materials: [] })).status).toBe(409)
  app.clock.set('2026-11-04T02:00:00Z')
  expect((await apply(id, 'resubmission', { materials: [] })).body).toMatchObject({
    status: 'submitted',
    noticeDue: { from: '2026-11-04', date: '2026-11-11' },
  })
  expect((await act(clerk, id, 'supplement-notice', { requests })).body).toMatchObject({ status: 'correction' })
})

test('what was promised for later is owed: no result before it, and it lapses', async () => {
  const promised = { ...(await aSubmission(app, citizen, items.plain)), owed: [LATER] }
  const first = { ...promised, owed: ['id-card'] }
  expect((await send<Answer>(app, citizen, 'POST', '/cases', first)).body.errors.map(({ path }) => path)).toContain(
    '/owed/0',
  )
  const twin = newId()
  expect((await send(app, citizen, 'POST', '/cases', promised)).status).toBe(201)
  expect((await send(app, citizen, 'POST', '/cases', { ...promised, id: twin })).status).toBe(201)
  const { id } = promised
  for (const each of [id, twin]) await act(clerk, each, 'acceptance')
  expect((await mine(id)).owed).toMatchObject({ dueOn: '2026-11-13', materials: [{ materialId: LATER }] })
  await act(clerk, id, 'review', { conclusion: 'grant', opinion })
  expect((await act(head, id, 'grant')).body.detail).toBe('容缺材料还没有补齐，不能发出结果')
  expect((await apply(id, 'owed-materials', { materials: [] })).body.errors[0]?.path).toBe(`/materials/${LATER}`)
  const files = [{ materialId: LATER, fileIds: [await anUpload(app, citizen.id)] }]
  expect((await apply(id, 'owed-materials', { materials: files })).body.actions).not.toContain('hand-in-later')
  expect((await act(head, id, 'grant')).body.status).toBe('granted')

  app.clock.set('2026-11-13T16:00:00Z')
  await runClocks(app.services)
  expect((await mine(twin)).status).toBe('terminated')
})

test('a paper result is delivered within ten working days of the decision', async () => {
  const id = await accepted('paper')
  await act(clerk, id, 'review', { conclusion: 'grant', opinion })
  expect((await act(head, id, 'grant', { resultNumber: '示证 1 号' })).body).toMatchObject({
    status: 'certifying',
    dues: [{ kind: 'delivery', date: '2026-11-16' }],
  })
  expect((await apply(id, 'withdrawal')).status).toBe(409)
  const delivered = await act(clerk, id, 'delivery', { method: 'post', proof: 'EMS 123456' })
  expect(delivered.body).toMatchObject({ status: 'delivered', delivery: { method: 'post' }, actions: [] })
})

test('at once: one officer accepts and decides the same day', async () => {
  const id = await accepted('instant')
  expect((await act(head, id, 'grant')).body.status).toBe('granted')
})

test('decided on a promise, checked afterwards, taken back when it was untrue', async () => {
  const [kept, broken] = [await accepted('promise'), await accepted('promise')]
  for (const id of [kept, broken]) expect((await act(head, id, 'grant')).body.status).toBe('checking')
  expect((await mine(kept)).dues).toMatchObject([{ kind: 'check', date: '2027-01-01', provisional: true }])
  expect((await act(clerk, kept, 'promise-confirmation', { opinion: '现场核查相符。' })).body.status).toBe('granted')
  const revoked = await act(head, broken, 'revocation', { reason: '现场没有该场所。' })
  expect(revoked.body).toMatchObject({ status: 'revoked', decision: { granted: false } })
  expect(revoked.body.decision?.remedies).toBeTruthy()
})

test('a case can be ended when it has lost its purpose, with reasons, at any time before the decision', async () => {
  const id = await accepted()
  expect((await act(head, id, 'termination', { reason: '' })).status).toBe(400)
  expect((await act(head, id, 'termination', { reason: '申请人已注销。' })).body).toMatchObject({
    status: 'terminated',
  })
})

test('sixteen heads approve one proposal at once: one procedure begins, fifteen hear that somebody was faster', async () => {
  const id = await accepted()
  await act(clerk, id, 'suspension-proposal', suspend)
  const heads = await Promise.all(Array.from({ length: 16 }, () => anOfficer(app, agencyCode, ['approve'])))
  const version = await versionOf(id)
  const answers = await Promise.all(
    heads.map((each) =>
      send<Answer>(app, each, 'POST', `/staff/cases/${id}/proposal-approval`, {
        actId: newId(),
        version,
        kind: 'suspension',
      }),
    ),
  )
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(answers.filter(({ body }) => body.type === 'urn:problem:cases:moved')).toHaveLength(15)
})

test('accepted by silence, what was promised gets its day too', async () => {
  const promised = { ...(await aSubmission(app, citizen, items.plain)), owed: [LATER] }
  expect((await send(app, citizen, 'POST', '/cases', promised)).status).toBe(201)
  app.clock.set('2026-11-09T16:00:00Z')
  await runClocks(app.services)
  expect((await mine(promised.id)).owed).toMatchObject({ dueOn: '2026-11-23', handedInAt: null })
})

test('a promised material that is asked for and handed in with a supplement is owed no more', async () => {
  const promised = { ...(await aSubmission(app, citizen, items.plain)), owed: [LATER] }
  await send(app, citizen, 'POST', '/cases', promised)
  const requests = [{ materialId: LATER, what: '请现在就提交。' }]
  await act(clerk, promised.id, 'supplement-notice', { requests })
  const files = [{ materialId: LATER, fileIds: [await anUpload(app, citizen.id)] }]
  expect((await apply(promised.id, 'supplement', { materials: files })).body).toMatchObject({
    status: 'submitted',
    owed: null,
  })
})

test('a procedure that decides on a promise at once takes nothing later', async () => {
  const promised = { ...(await aSubmission(app, citizen, items.promise)), owed: [LATER] }
  expect((await send<Answer>(app, citizen, 'POST', '/cases', promised)).body.errors).toMatchObject([
    { path: '/owed/0' },
  ])
})

test('a proposal that nobody answered goes with the review', async () => {
  const id = await accepted()
  await act(clerk, id, 'suspension-proposal', suspend)
  expect((await act(clerk, id, 'review', { conclusion: 'grant', opinion })).body).toMatchObject({
    status: 'reviewed',
    proposal: null,
  })
})

test('a new calendar moves running clocks and their alarms; what happened stays', async () => {
  const id = await accepted()
  const clock = async () =>
    (
      await sql<{ due: string; alarm: string; version: number }>`
        select due_on as due, alarm_on as alarm, version from cases."case" where id = ${id}`.execute(app.services.db)
    ).rows[0]
  expect(await clock()).toEqual({ due: '2026-11-16', alarm: '2026-11-09', version: 2 })
  await app.services.db
    .transaction()
    .execute((tx) => saveDays(tx, [{ date: '2026-11-05', kind: 'holiday', name: '示例假日' }], 'test-2026-more'))
  // The calendar in force is read again within a second of a publication.
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  await recountClocks(app.services)
  expect(await clock()).toEqual({ due: '2026-11-17', alarm: '2026-11-10', version: 2 })
})
