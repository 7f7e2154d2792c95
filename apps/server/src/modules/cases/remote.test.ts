import type { CaseDetail } from '@zhengtong/contract/cases'
import type { QueueRow } from '@zhengtong/contract/queues'
import type { StaffCase } from '@zhengtong/contract/staff-cases'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { startTestApp } from '../../testing/app.ts'
import { aCitizen, anItem, anOfficer, aProvince, aSubmission, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'
import { runClocks } from './run-clocks.ts'

let app: TestApp
let citizen: Awaited<ReturnType<typeof aCitizen>>
let item: Awaited<ReturnType<typeof anItem>>
let plain: Awaited<ReturnType<typeof anItem>>
let receivingCode: string
type Officer = { id: string; cookie: string }
let clerk: Officer, receiver: Officer, reviewer: Officer, supervisor: Officer
const BEGIN = '2026-11-02T02:00:00Z'
beforeAll(async () => {
  app = await startTestApp()
  app.clock.set(BEGIN)
  const { agency, other, item: standard } = await aProvince(app)
  citizen = await aCitizen(app)
  plain = standard
  receivingCode = other.code
  const limits = {
    promiseDay: 10,
    promiseType: 'workday' as const,
    anticipateDay: 20,
    anticipateType: 'workday' as const,
  }
  const receivingAgencies = [{ code: other.code, name: '清河区公安分局' }]
  item = await anItem(app, agency, { ...limits, flow: 'remote', receivingAgencies }, 7501)
  clerk = await anOfficer(app, agency.code, ['accept', 'review'])
  receiver = await anOfficer(app, other.code, ['accept', 'review', 'decide'])
  reviewer = await anOfficer(app, other.code, ['review'])
  supervisor = await anOfficer(app, agency.code, ['supervise'], { scope: 'region', regionCode: '770000' })
})
afterAll(() => app.close())
beforeEach(() => app.clock.set(BEGIN))

type Answer = StaffCase & { type: string; detail: string; errors: { path: string }[] }
async function handedIn(receivedBy: string | null, of = item) {
  const submission = { ...(await aSubmission(app, citizen, of)), receivedBy }
  return { id: submission.id, answer: await send<Answer>(app, citizen, 'POST', '/cases', submission) }
}
const act = (who: Officer, id: string, kind: string, version: number, fields: object = {}) =>
  send<Answer>(app, who, 'POST', `/staff/cases/${id}/${kind}`, { actId: newId(), version, ...fields })
const queueOf = async (who: Officer, queue: string) =>
  (await send<{ rows: QueueRow[] }>(app, who, 'GET', `/staff/cases?queue=${queue}&limit=50`)).body.rows.map(
    ({ id }) => id,
  )
const mine = async (id: string) => (await send<CaseDetail>(app, citizen, 'GET', `/cases/${id}`)).body

test('handed in elsewhere: sent on there, accepted here, counted from the receipt there and once', async () => {
  const { id, answer } = await handedIn(receivingCode)
  expect(answer).toMatchObject({ status: 201, body: { noticeDueOn: '2026-11-09' } })
  expect(await mine(id)).toMatchObject({ status: 'collected', receivingAgencyName: '清河区公安分局' })
  expect([await queueOf(receiver, 'to-forward'), await queueOf(clerk, 'to-accept')]).toEqual([[id], []])
  // The list honours its filters; nobody handles a case here.
  for (const [filter, found] of [
    ['handler=none', [id]],
    ['status=collected&dueTo=2026-11-09', [id]],
    ['handler=me', []],
    ['dueFrom=2026-11-10', []],
    [`item=${plain.code}`, []],
    ['status=submitted', []],
  ] as const)
    expect(await queueOf(receiver, `to-forward&${filter}`), filter).toEqual(found)
  const seen = await send<StaffCase>(app, receiver, 'GET', `/staff/cases/${id}`)
  expect(seen.body).toMatchObject({ actions: ['forward'], whyNot: {} })
  for (const kind of ['acceptance', 'refusal'])
    expect((await act(receiver, id, kind, 1, { ground: 'other', reason: '不符合规定。' })).status).toBe(
      kind === 'refusal' ? 404 : 400,
    )
  expect((await act(receiver, id, 'acceptance', 1)).status).toBe(404)
  expect((await act(clerk, id, 'acceptance', 1)).body.type).toBe('urn:problem:cases:not-allowed-now')
  expect((await act(clerk, id, 'forwarding', 1)).status).toBe(404)
  expect((await send(app, reviewer, 'GET', `/staff/cases/${id}`)).status).toBe(404)
  expect((await act(reviewer, id, 'forwarding', 1)).status).toBe(403)

  app.clock.set('2026-11-04T02:00:00Z')
  const [first, second] = await Promise.all([act(receiver, id, 'forwarding', 1), act(receiver, id, 'forwarding', 1)])
  expect([first.status, second.status].toSorted()).toEqual([200, 409])
  expect(await queueOf(receiver, 'to-forward')).toEqual([])
  expect((await mine(id)).noticeDue).toMatchObject({ from: '2026-11-02', date: '2026-11-09' })
  expect((await act(receiver, id, 'acceptance', 2)).status).toBe(404)
  expect((await act(clerk, id, 'acceptance', 2)).body).toMatchObject({
    status: 'accepted',
    promiseDue: { from: '2026-11-04' },
  })
  const statistics = async (who: Officer) =>
    (await send<{ cases: number }[]>(app, who, 'GET', '/staff/case-statistics')).body.reduce(
      (sum, { cases }) => sum + cases,
      0,
    )
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from cases."case"`.execute(app.services.db)
  expect([await statistics(receiver), await statistics(supervisor)]).toEqual([0, rows[0]?.n])
})

test('silence at the receiving agency is acceptance as of the receipt there', async () => {
  const { id } = await handedIn(receivingCode)
  app.clock.set('2026-11-09T16:00:00Z')
  await runClocks(app.services)
  expect(await mine(id)).toMatchObject({ status: 'accepted', promiseDue: { from: '2026-11-02' } })
})

test('handed in at the deciding agency it begins there; at one that the guide does not name it is refused', async () => {
  const { id } = await handedIn(null)
  expect((await mine(id)).status).toBe('submitted')
  for (const [code, of] of [
    ['11770101MB0000190F', item],
    [receivingCode, plain],
  ] as const) {
    const refused = await handedIn(code, of)
    expect(refused.answer.body.errors).toMatchObject([{ path: '/receivedBy' }])
    expect((await send(app, citizen, 'GET', `/cases/${refused.id}`)).status).toBe(404)
  }
})

test('the applicant withdraws before it is sent on', async () => {
  const { id } = await handedIn(receivingCode)
  expect((await mine(id)).actions).toEqual(['withdraw'])
  const withdrawn = await send(app, citizen, 'POST', `/cases/${id}/withdrawal`, { actId: newId(), version: 1 })
  expect(withdrawn.status).toBe(200)
  expect((await act(receiver, id, 'forwarding', 2)).body.type).toBe('urn:problem:cases:not-allowed-now')
})
