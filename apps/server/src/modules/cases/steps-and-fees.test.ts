import type { CaseDetail } from '@zhengtong/contract/cases'
import type { StaffCase } from '@zhengtong/contract/staff-cases'
import type { Card } from '@zhengtong/contract/supervision'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { modules } from '../../modules.ts'
import { startTestApp } from '../../testing/app.ts'
import { aCitizen, anItem, anOfficer, aProvince, aSubmission, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'
import { takeAlarms } from './alarms.ts'
import { runClocks } from './run-clocks.ts'

let app: TestApp
let citizen: Awaited<ReturnType<typeof aCitizen>>
let items: Record<'stepped' | 'fee' | 'free', Awaited<ReturnType<typeof anItem>>>
let clerk: { id: string; cookie: string }
let second: { id: string; cookie: string }
let head: { id: string; cookie: string }
let both: { id: string; cookie: string }
let supervisor: { id: string; cookie: string }
let stranger: { id: string; cookie: string }
const BEGIN = '2026-11-02T02:00:00Z'
const opinion = '材料齐全，符合条件。'
beforeAll(async () => {
  app = await startTestApp()
  app.clock.set(BEGIN)
  const { agency, other } = await aProvince(app)
  citizen = await aCitizen(app)
  const limits = {
    anticipateDay: 20,
    anticipateType: 'workday' as const,
    promiseDay: 10,
    promiseType: 'workday' as const,
    specialProcedure: [{ name: '听证' }],
  }
  const fees = [
    { feeName: '住宅登记费', feeStand: '每件 80 元', byLaw: '示例标准', amount: 8000, isDesc: true, orderNum: 1 },
    { feeName: '工本费', feeStand: '按本数', byLaw: '示例标准', isDesc: false, orderNum: 2 },
  ]
  const step = (name: string, status: 'accepted' | 'first-reviewed' | 'reviewed', days: number) => ({
    step: name,
    detail: name,
    status,
    days,
  })
  items = {
    stepped: await anItem(
      app,
      agency,
      {
        ...limits,
        flow: 'stepped',
        handleFlow: [step('初审', 'accepted', 3), step('复审', 'first-reviewed', 3), step('决定', 'reviewed', 1)],
      },
      7301,
    ),
    fee: await anItem(app, agency, { ...limits, flow: 'fee', isFee: true, fees }, 7302),
    free: await anItem(app, agency, { ...limits, flow: 'fee' }, 7303),
  }
  clerk = await anOfficer(app, agency.code, ['accept', 'review'])
  second = await anOfficer(app, agency.code, ['review'])
  both = await anOfficer(app, agency.code, ['review', 'decide'])
  head = await anOfficer(app, agency.code, ['decide', 'approve', 'review'])
  supervisor = await anOfficer(app, agency.code, ['supervise'], { scope: 'region', regionCode: '770100' })
  stranger = await anOfficer(app, other.code, ['accept', 'review', 'decide', 'approve'])
})
afterAll(() => app.close())
beforeEach(() => app.clock.set(BEGIN))

type Answer = StaffCase & { type: string; detail: string; errors: { path: string; message: string }[] }
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
async function accepted(item: keyof typeof items): Promise<string> {
  const submission = await aSubmission(app, citizen, items[item])
  expect((await send(app, citizen, 'POST', '/cases', submission)).status).toBe(201)
  expect((await act(clerk, submission.id, 'acceptance')).status).toBe(200)
  return submission.id
}
async function billed(): Promise<string> {
  const id = await accepted('fee')
  await act(clerk, id, 'review', { conclusion: 'grant', opinion })
  expect((await act(head, id, 'bill', { items: [{ orderNum: 1, amount: 8000 }] })).body.status).toBe('paying')
  return id
}

test('three officers: the first reviews, another reviews again, a third decides; each step has its day', async () => {
  const id = await accepted('stepped')
  expect((await mine(id)).dues).toMatchObject([{ kind: 'step', title: '初审期限', date: '2026-11-05' }])
  expect((await act(clerk, id, 'review', { conclusion: 'grant', opinion })).body.type).toBe(
    'urn:problem:cases:not-allowed-now',
  )
  expect((await act(stranger, id, 'first-review', { opinion })).status).toBe(404)
  expect((await act(clerk, id, 'first-review', { opinion: '' })).status).toBe(400)
  app.clock.set('2026-11-04T02:00:00Z')
  expect((await act(clerk, id, 'first-review', { opinion })).body).toMatchObject({
    status: 'first-reviewed',
    dues: [{ kind: 'step', title: '复审期限', date: '2026-11-09' }],
    promiseDue: { date: '2026-11-16' },
  })
  expect((await act(clerk, id, 'review', { conclusion: 'grant', opinion })).body).toMatchObject({
    type: 'urn:problem:cases:same-officer',
    detail: '初审和复审不能由同一人办理',
  })
  expect((await act(second, id, 'send-back', { opinion: '请核对学历。' })).body.status).toBe('accepted')
  await act(clerk, id, 'first-review', { opinion })
  await act(both, id, 'review', { conclusion: 'grant', opinion })
  expect((await act(both, id, 'grant')).body.type).toBe('urn:problem:cases:same-officer')
  expect((await act(head, id, 'return', { opinion: '请再核对额度。' })).body.status).toBe('first-reviewed')
  await act(both, id, 'review', { conclusion: 'grant', opinion })
  expect((await act(head, id, 'grant')).body.status).toBe('granted')
  expect((await mine(id)).timeline.filter(({ title }) => title === '初审完成')).toMatchObject([
    { note: null },
    { note: null },
  ])
})

test('a step that takes too long has its own alarms although the whole is in time', async () => {
  const id = await accepted('stepped')
  const alarms = async () =>
    app.services.db
      .transaction()
      .execute(async (tx) =>
        (await takeAlarms(tx, app.services, 1_000))?.flatMap(({ caseId, rule, level }) =>
          caseId === id ? [`${rule} ${level}`] : [],
        ),
      )
  app.clock.set('2026-11-04T02:00:00Z')
  expect(await alarms()).toEqual(['step-accepted yellow'])
  app.clock.set('2026-11-06T02:00:00Z')
  expect(await alarms()).toEqual(['step-accepted yellow', 'step-accepted red'])
  await act(clerk, id, 'first-review', { opinion })
  expect((await mine(id)).dues).toMatchObject([{ title: '复审期限', colour: 'green' }])
})

test('a fee is billed as the guide says, paid at the window, and only then is the case granted', async () => {
  const id = await accepted('fee')
  await act(clerk, id, 'review', { conclusion: 'grant', opinion })
  expect((await act(head, id, 'grant')).body.detail).toBe('费用还没有缴清或减免')
  for (const [wrong, path] of [
    [[{ orderNum: 1, amount: 9000 }], '/items/0/amount'],
    [[{ orderNum: 9, amount: 100 }], '/items/0/orderNum'],
    [
      [
        { orderNum: 2, amount: 500 },
        { orderNum: 2, amount: 500 },
      ],
      '/items/1/orderNum',
    ],
  ] as const)
    expect((await act(head, id, 'bill', { items: wrong })).body.errors).toMatchObject([{ path }])
  expect((await act(clerk, id, 'bill', { items: [{ orderNum: 1, amount: 8000 }] })).status).toBe(403)
  const items = [
    { orderNum: 1, amount: 8000 },
    { orderNum: 2, amount: 500 },
  ]
  expect((await act(head, id, 'bill', { items })).body).toMatchObject({
    status: 'paying',
    fee: { amount: 8500, dueOn: '2026-11-16' },
    promiseDue: { colour: 'green' },
  })
  expect(await mine(id)).toMatchObject({ actions: ['withdraw'], dues: [{ kind: 'payment', date: '2026-11-16' }] })
  expect((await act(stranger, id, 'payment', { receiptNumber: '77001234' })).status).toBe(404)
  const [one, other] = await Promise.all([
    act(clerk, id, 'payment', { receiptNumber: '77001234' }),
    act(head, id, 'fee-waiver', { reason: '低保家庭。', basis: '示例减免办法第 3 条' }),
  ])
  expect([one.status, other.status].toSorted()).toEqual([200, 409])
  expect((await act(head, id, 'bill', { items })).body.detail).toBe('已经通知过缴费')
  expect((await act(head, id, 'grant')).body.status).toBe('granted')
})

test('a fee is waived by the head only, with reason and basis', async () => {
  const id = await billed()
  const waiver = { reason: '申请人是低保对象。', basis: '示例减免办法第 3 条' }
  expect((await act(clerk, id, 'fee-waiver', waiver)).status).toBe(403)
  expect((await act(head, id, 'fee-waiver', { reason: waiver.reason })).status).toBe(400)
  expect((await act(head, id, 'fee-waiver', waiver)).body).toMatchObject({ status: 'reviewed', fee: { waiver } })
  expect((await act(head, id, 'grant')).body.status).toBe('granted')
})

test('while the applicant has to pay no officer gets a card; what is late by then has its own once he has paid', async () => {
  app.clock.set('2026-11-12T02:00:00Z')
  const id = await accepted('fee')
  app.clock.set('2026-11-25T02:00:00Z')
  await act(clerk, id, 'review', { conclusion: 'grant', opinion })
  await act(head, id, 'bill', { items: [{ orderNum: 1, amount: 8000 }] })
  const cards = async () =>
    (await send<{ rows: Card[] }>(app, supervisor, 'GET', '/supervision/cards?limit=50')).body.rows.flatMap(
      ({ caseId, rule, level }) => (caseId === id ? [`${rule} ${level}`] : []),
    )
  const raiseCards = async () =>
    modules.find(({ name }) => name === 'supervision')?.jobs?.['supervision:raise-cards']?.({}, app.services)
  app.clock.set('2026-12-09T02:00:00Z')
  await raiseCards()
  expect(await cards()).toEqual([])
  await act(clerk, id, 'payment', { receiptNumber: '77001234' })
  await Promise.all([1, 2].map(() => raiseCards()))
  expect((await cards()).toSorted()).toEqual(['legal yellow', 'promise red', 'promise yellow'])
})

test('who does not pay in time gets his application back, once; until then he may withdraw', async () => {
  const [late, gone] = [await billed(), await billed()]
  expect(
    (await send(app, citizen, 'POST', `/cases/${gone}/withdrawal`, { actId: newId(), version: await versionOf(gone) }))
      .status,
  ).toBe(200)
  app.clock.set('2026-11-16T15:59:00Z')
  await runClocks(app.services)
  expect((await mine(late)).status).toBe('paying')
  app.clock.set('2026-11-16T16:00:00Z')
  await Promise.all([1, 2].map(() => runClocks(app.services)))
  expect(await mine(late)).toMatchObject({ status: 'terminated', refusal: { reason: expect.stringContaining('缴费') } })
  expect((await act(clerk, late, 'payment', { receiptNumber: '77001234' })).status).toBe(409)
})

test('what the guide offers free of charge cannot be billed', async () => {
  const id = await accepted('free')
  await act(clerk, id, 'review', { conclusion: 'grant', opinion })
  expect((await act(head, id, 'bill', { items: [{ orderNum: 1, amount: 100 }] })).body.detail).toBe(
    '办事指南没有列明收费，不能收费',
  )
  expect((await act(head, id, 'grant')).body.status).toBe('granted')
})
