import type { CaseDetail } from '@zhengtong/contract/cases'
import type { QueueRow } from '@zhengtong/contract/queues'
import type { StaffCase } from '@zhengtong/contract/staff-cases'
import type { Card } from '@zhengtong/contract/supervision'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { EventType } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import { startTestApp } from '../../testing/app.ts'
import { aCitizen, anItem, anOfficer, aProvince, aSubmission, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'
import { tellSupervision } from '../../testing/told.ts'
import * as access from '../access/index.ts'
import { tellMissedOpinions } from './opinions.ts'

let app: TestApp
let citizen: Awaited<ReturnType<typeof aCitizen>>
let item: Awaited<ReturnType<typeof anItem>>
type Officer = { id: string; cookie: string }
let clerk: Officer,
  head: Officer,
  police: Officer,
  colleague: Officer,
  welfare: Officer,
  window: Officer,
  supervisor: Officer,
  stranger: Officer
const BEGIN = '2026-11-02T02:00:00Z'
const opinion = '材料齐全，符合条件。'
const WELFARE = '11770101MB0000190F'
const STRANGER = '11770101MB0000182L'
beforeAll(async () => {
  app = await startTestApp()
  app.clock.set(BEGIN)
  const { agency, other } = await aProvince(app)
  await app.services.db.transaction().execute((tx) =>
    access.upsertAgencies(
      tx,
      [WELFARE, STRANGER].map((code) => access.agencyRow({ ...other, code, source: 'test' })),
    ),
  )
  citizen = await aCitizen(app)
  item = await anItem(
    app,
    agency,
    {
      anticipateDay: 20,
      anticipateType: 'workday',
      promiseDay: 10,
      promiseType: 'workday',
      flow: 'joint',
      jointAgencies: [
        { code: other.code, name: '清河区公安分局' },
        { code: WELFARE, name: '云岭区民政局' },
      ],
    },
    7401,
  )
  clerk = await anOfficer(app, agency.code, ['accept', 'review'])
  head = await anOfficer(app, agency.code, ['decide'])
  police = await anOfficer(app, other.code, ['review'])
  colleague = await anOfficer(app, other.code, ['review'])
  welfare = await anOfficer(app, WELFARE, ['review'])
  window = await anOfficer(app, other.code, ['accept'])
  supervisor = await anOfficer(app, agency.code, ['supervise'], { scope: 'region', regionCode: '770100' })
  stranger = await anOfficer(app, STRANGER, ['review', 'decide'])
})
afterAll(() => app.close())
beforeEach(() => app.clock.set(BEGIN))

type Answer = StaffCase & { type: string; detail: string; errors: { path: string; message: string }[] }
const versionOf = async (id: string) =>
  (await sql<{ version: number }>`select version from cases."case" where id = ${id}`.execute(app.services.db)).rows[0]
    ?.version ?? 0
const act = async (who: Officer, id: string, kind: string, fields: object = {}) =>
  send<Answer>(app, who, 'POST', `/staff/cases/${id}/${kind}`, {
    actId: newId(),
    version: await versionOf(id),
    ...fields,
  })
const say = (who: Officer, id: string, answer: 'agree' | 'disagree', words = '情况属实。', actId = newId()) =>
  send<Answer>(app, who, 'POST', `/staff/cases/${id}/opinions`, { actId, answer, words })
const open = (who: Officer, id: string) => send<StaffCase>(app, who, 'GET', `/staff/cases/${id}`)
const queueOf = async (who: Officer, queue: string) =>
  (await send<{ rows: QueueRow[] }>(app, who, 'GET', `/staff/cases?queue=${queue}&limit=50`)).body.rows.map(
    ({ id }) => id,
  )
/** What the worker does with such an event of the case. */
const told = (caseId: string, type: EventType) => tellSupervision(app, caseId, type)
const question = '请核实申请人的户籍和救助情况。'

async function accepted(): Promise<string> {
  const submission = await aSubmission(app, citizen, item)
  expect((await send(app, citizen, 'POST', '/cases', submission)).status).toBe(201)
  expect((await act(clerk, submission.id, 'acceptance')).status).toBe(200)
  return submission.id
}
async function asked(): Promise<string> {
  const id = await accepted()
  expect((await act(clerk, id, 'opinion-requests', { question, days: 3 })).status).toBe(200)
  return id
}

test('the agencies that are asked see the case, and only it, from then on; whoever was not asked does not', async () => {
  const id = await accepted()
  const twin = await accepted()
  expect((await open(police, id)).status).toBe(404)
  expect((await act(clerk, id, 'review', { conclusion: 'grant', opinion })).body.detail).toBe(
    '还没有征求会办部门的意见',
  )
  await act(clerk, id, 'opinion-requests', { question, days: 3 })
  expect((await act(clerk, id, 'opinion-requests', { question, days: 3 })).body.detail).toBe('已经征求过会办意见')
  const seen = await open(police, id)
  expect(seen.body).toMatchObject({
    actions: ['give-opinion'],
    whyNot: {},
    opinions: [{ isLate: false }, { isLate: false }],
  })
  expect((await open(police, twin)).status).toBe(404)
  expect((await open(stranger, id)).status).toBe(404)
  expect((await open(window, id)).status).toBe(404)
  expect((await say(stranger, id, 'agree')).status).toBe(404)

  expect(await queueOf(police, 'joint')).toEqual([id])
  // Filters look at the day by which this agency answers; who handles it elsewhere no filter tells.
  for (const [filter, found] of [
    [`item=${item.code}`, [id]],
    ['dueFrom=2026-11-05&dueTo=2026-11-05', [id]],
    ['handler=none', [id]],
    ['dueFrom=2026-11-06', []],
    ['status=submitted', []],
    ['handler=me', []],
  ] as const)
    expect(await queueOf(police, `joint&${filter}`), filter).toEqual(found)
  expect(await queueOf(stranger, 'joint')).toEqual([])
  expect(await queueOf(clerk, 'joint')).toEqual([])
  for (const queue of ['to-review', 'to-accept', 'done']) expect(await queueOf(police, queue)).toEqual([])
  const counts = await send<Record<string, number>>(app, police, 'GET', '/staff/case-counts')
  expect(counts.body).toMatchObject({ joint: 1, 'to-review': 0 })
  expect((await send<unknown[]>(app, police, 'GET', '/staff/case-statistics')).body).toEqual([])
  const { caseNumber, materials } = seen.body
  const found = await send<{ rows: QueueRow[] }>(
    app,
    police,
    'GET',
    `/staff/cases?queue=to-review&number=${caseNumber}`,
  )
  expect(found.body.rows).toMatchObject([{ id }])
  const file = materials[0]?.files[0]?.id ?? ''
  expect((await send(app, stranger, 'GET', `/staff/cases/${id}/files/${file}`)).status).toBe(404)
  const unmask = { field: 'applicant.idNumber', reason: '核对户籍' }
  expect((await send(app, police, 'POST', `/staff/cases/${id}/unmaskings`, unmask)).status).toBe(404)
  const exported = await app.app.inject({
    method: 'POST',
    url: '/api/v1/staff/case-exports',
    headers: { cookie: police.cookie },
    payload: { queue: 'joint' },
  })
  expect(exported.body).toContain(caseNumber)
})

test('who is asked can do nothing else to the case, and the citizen sees for which agency he read', async () => {
  const id = await asked()
  expect((await act(police, id, 'review', { conclusion: 'grant', opinion })).status).toBe(404)
  await open(welfare, id)
  const log = await send<{ rows: { caseId: string; agencyName: string }[] }>(app, citizen, 'GET', '/me/accesses')
  expect(log.body.rows.filter(({ caseId }) => caseId === id).map(({ agencyName }) => agencyName)).toContain(
    '云岭区民政局',
  )
  expect((await send<CaseDetail>(app, citizen, 'GET', `/cases/${id}`)).body.timeline.at(-1)).toMatchObject({
    title: '征求会办意见',
    note: null,
  })
})

test('agencies answer side by side, each once, whatever version they saw; the decision waits for all', async () => {
  const id = await asked()
  await act(clerk, id, 'review', { conclusion: 'grant', opinion })
  expect((await act(head, id, 'grant')).body.detail).toBe('还在等会办意见：云岭区民政局、清河区公安分局')
  const answers = await Promise.all([
    say(police, id, 'agree'),
    say(colleague, id, 'disagree'),
    say(police, id, 'agree'),
    say(welfare, id, 'agree'),
  ])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 409, 409])
  expect(answers.find(({ status }) => status === 409)?.body.type).toBe('urn:problem:cases:opinion-given')
  const after = await open(head, id)
  expect(after.body.opinions.map(({ answer }) => answer === null)).toEqual([false, false])
  expect((await act(head, id, 'return', { opinion: '请再核对。' })).status).toBe(200)
  await act(clerk, id, 'review', { conclusion: 'deny', opinion })
  expect((await act(head, id, 'denial', { reason: '经核实不符合示例办法第三条。' })).body.status).toBe('denied')
})

test('the same answer again changes nothing; a bad one writes nothing', async () => {
  const id = await asked()
  const actId = newId()
  expect((await say(police, id, 'agree', '', actId)).status).toBe(400)
  expect((await say(police, id, 'agree', '情况属实。', actId)).status).toBe(200)
  expect((await say(police, id, 'agree', '情况属实。', actId)).status).toBe(200)
  const { rows } = await sql`select 1 from cases.timeline where case_id = ${id} and action = 'give-opinion'`.execute(
    app.services.db,
  )
  expect(rows).toHaveLength(1)
})

test('who grants against another agency says why', async () => {
  const id = await asked()
  await say(police, id, 'disagree', '户籍不在本区。')
  await say(welfare, id, 'agree')
  await act(clerk, id, 'review', { conclusion: 'grant', opinion })
  const refused = await act(head, id, 'grant')
  expect(refused.body.errors).toMatchObject([
    { path: '/opinion', message: expect.stringContaining('清河区公安分局不同意') },
  ])
  expect((await act(head, id, 'grant', { opinion: '户籍已于 10 月迁入，附迁移证。' })).body.status).toBe('granted')
})

test('an agency that lets its days pass does not hold the case, is flagged once, and may still answer', async () => {
  const id = await asked()
  await say(welfare, id, 'agree')
  await act(clerk, id, 'review', { conclusion: 'grant', opinion })
  app.clock.set('2026-11-05T15:59:00Z')
  await tellMissedOpinions(app.services)
  expect((await act(head, id, 'grant')).status).toBe(409)
  app.clock.set('2026-11-05T16:00:00Z')
  await Promise.all([1, 2, 3].map(() => tellMissedOpinions(app.services)))
  const { rows } =
    await sql`select subject from platform.event where type = 'case.opinion-missed' and subject ->> 'caseId' = ${id}`.execute(
      app.services.db,
    )
  expect(rows).toHaveLength(1)
  expect((await open(head, id)).body.opinions.map(({ isLate }) => isLate).toSorted()).toEqual([false, true])
  await told(id, 'case.opinion-missed')
  const cards = await send<{ rows: Card[] }>(app, police, 'GET', '/supervision/cards?limit=50')
  expect(cards.body.rows.filter(({ caseId }) => caseId === id)).toMatchObject([
    { rule: 'opinion', level: 'red', agencyName: '清河区公安分局' },
  ])
  const [late, decided] = await Promise.all([
    say(police, id, 'disagree', '户籍不在本区。'),
    act(head, id, 'denial', { reason: '经核实不符合示例办法第三条。' }),
  ])
  expect(decided.status === 200 || decided.body.type === 'urn:problem:cases:moved').toBe(true)
  expect([200, 409]).toContain(late.status)
})

test('each of two late agencies has its own card, once after a restart, and who answers late keeps his', async () => {
  const id = await asked()
  app.clock.set('2026-11-06T02:00:00Z')
  await tellMissedOpinions(app.services)
  expect((await say(welfare, id, 'agree')).status).toBe(200)
  await Promise.all([1, 2, 3].map(() => told(id, 'case.opinion-missed')))
  await tellMissedOpinions(app.services)
  await told(id, 'case.opinion-missed')
  const cardsOf = async (who: Officer) =>
    (await send<{ rows: Card[] }>(app, who, 'GET', '/supervision/cards?limit=50')).body.rows
      .filter(({ caseId, rule }) => caseId === id && rule === 'opinion')
      .map(({ agencyName, level, state }) => `${agencyName} ${level} ${state}`)
      .toSorted()
  expect(await cardsOf(supervisor)).toEqual(['云岭区民政局 red open', '清河区公安分局 red open'])
  expect(await cardsOf(welfare)).toEqual(['云岭区民政局 red open'])
  expect(await cardsOf(police)).toEqual(['清河区公安分局 red open'])
  expect(await cardsOf(clerk)).toEqual([])
})

test('a case that ends takes its questions with it', async () => {
  const id = await asked()
  const withdrawal = { actId: newId(), version: await versionOf(id) }
  expect((await send(app, citizen, 'POST', `/cases/${id}/withdrawal`, withdrawal)).status).toBe(200)
  expect(await queueOf(police, 'joint')).not.toContain(id)
  expect((await say(police, id, 'agree')).body.type).toBe('urn:problem:cases:not-allowed-now')
  app.clock.set('2026-11-20T02:00:00Z')
  await tellMissedOpinions(app.services)
  const { rows } =
    await sql`select 1 from platform.event where type = 'case.opinion-missed' and subject ->> 'caseId' = ${id}`.execute(
      app.services.db,
    )
  expect(rows).toHaveLength(0)
})
