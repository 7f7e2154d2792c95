import type { StaffCase } from '@zhengtong/contract/staff-cases'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { startTestApp } from '../../testing/app.ts'
import { aCitizen, anOfficer, anUpload, aProvince, aSubmission, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'

let app: TestApp
let province: Awaited<ReturnType<typeof aProvince>>
let citizen: Awaited<ReturnType<typeof aCitizen>>
let clerk: { id: string; cookie: string }
let head: { id: string; cookie: string }
beforeAll(async () => {
  app = await startTestApp()
  province = await aProvince(app)
  citizen = await aCitizen(app)
  clerk = await anOfficer(app, province.agency.code, ['accept', 'review'])
  head = await anOfficer(app, province.agency.code, ['decide'])
})
afterAll(() => app.close())

async function aCase(): Promise<string> {
  const submission = await aSubmission(app, citizen, province.item)
  expect((await send(app, citizen, 'POST', '/cases', submission)).status).toBe(201)
  return submission.id
}
const act = (
  who: { cookie: string },
  id: string,
  kind: string,
  version: number,
  fields: object = {},
  actId = newId(),
) => send<StaffCase & { type: string }>(app, who, 'POST', `/staff/cases/${id}/${kind}`, { actId, version, ...fields })
const opinion = '材料齐全，符合条件。'
async function reviewed(): Promise<string> {
  const id = await aCase()
  await act(clerk, id, 'acceptance', 1)
  await act(clerk, id, 'review', 2, { conclusion: 'grant', opinion })
  return id
}
const timelineOf = async (id: string) =>
  (
    await sql<{ action: string }>`select action from cases.timeline where case_id = ${id} order by seq`.execute(
      app.services.db,
    )
  ).rows.map(({ action }) => action)

test('a case goes from submission to grant, each step with its clock and its actions', async () => {
  const id = await aCase()
  expect((await send<StaffCase>(app, clerk, 'GET', `/staff/cases/${id}`)).body.actions).toEqual([
    'accept',
    'request-supplement',
    'pre-return',
    'refuse',
  ])
  const accepted = await act(clerk, id, 'acceptance', 1)
  expect(accepted.body).toMatchObject({
    status: 'accepted',
    version: 2,
    promiseDue: { date: '2026-11-24', left: 1, colour: 'yellow' },
    legalDue: { date: '2026-11-26', left: 3, colour: 'green' },
  })
  expect((await act(clerk, id, 'review', 2, { conclusion: 'grant', opinion })).body).toMatchObject({
    status: 'reviewed',
    actions: [],
  })
  expect((await act(head, id, 'grant', 3, { resultNumber: '测〔2026〕1 号' })).body).toMatchObject({
    status: 'granted',
    decision: { granted: true, resultName: '无犯罪记录证明' },
  })
  expect(await timelineOf(id)).toEqual(['submit', 'accept', 'review', 'grant'])
})

test('16 officers decide one case at once: one wins, 15 get a clear conflict, one timeline row', async () => {
  const id = await reviewed()
  const officers = await Promise.all(Array.from({ length: 16 }, () => anOfficer(app, province.agency.code, ['decide'])))
  const answers = await Promise.all(
    officers.map((officer, index) =>
      index % 2 ? act(officer, id, 'grant', 3) : act(officer, id, 'denial', 3, { reason: '不符合条件。' }),
    ),
  )
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(answers.filter(({ status, body }) => status === 409 && body.type === 'urn:problem:cases:moved')).toHaveLength(
    15,
  )
  expect(await timelineOf(id)).toHaveLength(4)
})

test('an act repeated with its id changes nothing and answers with the state; the id serves no other act', async () => {
  const id = await aCase()
  const actId = newId()
  const answers = await Promise.all([1, 2, 3].map(() => act(clerk, id, 'acceptance', 1, {}, actId)))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(await timelineOf(id)).toEqual(['submit', 'accept'])
  expect((await act(clerk, id, 'review', 2, { conclusion: 'grant', opinion }, actId)).body.type).toBe(
    'urn:problem:cases:act-differs',
  )
})

test('whoever reviewed may not decide, but may see why', async () => {
  const both = await anOfficer(app, province.agency.code, ['accept', 'review', 'decide'])
  const id = await aCase()
  await act(both, id, 'acceptance', 1)
  const after = await act(both, id, 'review', 2, { conclusion: 'grant', opinion })
  expect(after.body.actions).toEqual(['return', 'terminate'])
  expect(after.body.whyNot).toHaveProperty('grant')
  expect((await act(both, id, 'grant', 3)).body.type).toBe('urn:problem:cases:same-officer')
})

test('another agency’s officer finds no such case, in list, detail, file and act', async () => {
  const stranger = await anOfficer(app, province.other.code, ['accept', 'review', 'decide'])
  const id = await aCase()
  const { body } = await send<StaffCase>(app, clerk, 'GET', `/staff/cases/${id}`)
  const fileId = body.materials[0]?.files[0]?.id ?? ''
  expect((await send(app, stranger, 'GET', `/staff/cases/${id}`)).status).toBe(404)
  expect((await send(app, stranger, 'GET', `/staff/cases/${id}/files/${fileId}`)).status).toBe(404)
  expect((await act(stranger, id, 'acceptance', 1)).status).toBe(404)
  expect((await send<{ rows: unknown[] }>(app, stranger, 'GET', '/staff/cases?queue=to-accept')).body.rows).toEqual([])
  expect(
    (await send<{ rows: unknown[] }>(app, stranger, 'GET', `/staff/cases?queue=to-accept&number=${body.queryCode}`))
      .body.rows,
  ).toEqual([])
  expect(await timelineOf(id)).toEqual(['submit'])
})

test('another citizen finds no such case', async () => {
  const stranger = await aCitizen(app)
  const id = await aCase()
  expect((await send(app, stranger, 'GET', `/cases/${id}`)).status).toBe(404)
  expect((await send(app, stranger, 'POST', `/cases/${id}/withdrawal`, { actId: newId(), version: 1 })).status).toBe(
    404,
  )
  expect(
    (await send(app, stranger, 'POST', `/cases/${id}/supplement`, { actId: newId(), version: 1, materials: [] }))
      .status,
  ).toBe(404)
})

test('without the permission an act is refused', async () => {
  const id = await aCase()
  expect((await act(head, id, 'acceptance', 1)).body.type).toBe('urn:problem:access:not-allowed')
})

test('every act out of turn is refused with the case’s status, and changes nothing', async () => {
  const id = await aCase()
  const everyone = await anOfficer(app, province.agency.code, ['accept', 'review', 'decide'])
  const outOfTurn = {
    review: { conclusion: 'grant', opinion },
    return: { opinion },
    grant: {},
    denial: { reason: '不行。' },
  }
  for (const [kind, fields] of Object.entries(outOfTurn))
    expect((await act(everyone, id, kind, 1, fields)).body.type).toBe('urn:problem:cases:not-allowed-now')
  expect(
    (
      await send<{ type: string }>(app, citizen, 'POST', `/cases/${id}/supplement`, {
        actId: newId(),
        version: 1,
        materials: [],
      })
    ).body.type,
  ).toBe('urn:problem:cases:not-allowed-now')
  expect(await timelineOf(id)).toEqual(['submit'])
})

test('a supplement is asked for once, answered with new files, and restarts the notice clock; a second is about those files only', async () => {
  app.clock.set('2026-11-23T02:00:00Z')
  const id = await aCase()
  const requests = [{ materialId: 'id-card', what: '反面看不清，请重新拍摄。' }]
  expect(
    (await act(clerk, id, 'supplement-notice', 1, { requests: [{ materialId: 'bribe', what: '别的' }] })).status,
  ).toBe(400)
  expect((await act(clerk, id, 'supplement-notice', 1, { requests })).body).toMatchObject({
    status: 'correction',
    supplement: { dueOn: '2026-12-14' },
  })
  app.clock.set('2026-11-25T02:00:00Z')
  const answer = (materials: unknown[]) =>
    send<StaffCase & { errors: { path: string }[] }>(app, citizen, 'POST', `/cases/${id}/supplement`, {
      actId: newId(),
      version: 2,
      materials,
    })
  expect((await answer([])).body.errors.map(({ path }) => path)).toEqual(['/materials/id-card'])
  const answered = await answer([{ materialId: 'id-card', fileIds: [await anUpload(app, citizen.id)] }])
  expect(answered.body).toMatchObject({
    status: 'submitted',
    receivedOn: '2026-11-25',
    noticeDue: { date: '2026-12-02' },
  })
  expect(answered.body.materials[0]?.files.map(({ supplemented }) => supplemented)).toEqual([false, true])
  const other = { requests: [{ materialId: null, what: '还要别的。' }] }
  expect((await act(clerk, id, 'supplement-notice', 3, other)).body).toMatchObject({
    type: 'urn:problem:request:invalid',
    errors: [{ path: '/requests/0/materialId' }],
  })
  expect((await act(clerk, id, 'supplement-notice', 3, { requests })).status).toBe(200)
  await send(app, citizen, 'POST', `/cases/${id}/supplement`, {
    actId: newId(),
    version: 4,
    materials: [{ materialId: 'id-card', fileIds: [await anUpload(app, citizen.id)] }],
  })
  expect((await act(clerk, id, 'supplement-notice', 5, { requests })).body.type).toBe(
    'urn:problem:cases:supplement-once',
  )
  app.clock.set('2026-11-23T02:00:00Z')
})

test('a refusal shows reasons and remedies; a final case takes no further act', async () => {
  const id = await aCase()
  await act(clerk, id, 'refusal', 1, { ground: 'not-competent', reason: '不属于本机关职权，请向清河区公安分局申请。' })
  const { body } = await send<{ status: string; refusal: { reason: string; remedies: string }; actions: string[] }>(
    app,
    citizen,
    'GET',
    `/cases/${id}`,
  )
  expect(body).toMatchObject({ status: 'refused', actions: [] })
  expect(body.refusal.remedies).toContain('行政复议')
  expect(
    (await send<{ type: string }>(app, citizen, 'POST', `/cases/${id}/withdrawal`, { actId: newId(), version: 2 })).body
      .type,
  ).toBe('urn:problem:cases:not-allowed-now')
})

test('a citizen withdraws before the decision, twice with the same effect, and not after it', async () => {
  const id = await aCase()
  const body = { actId: newId(), version: 1, reason: '不需要了' }
  expect((await send(app, citizen, 'POST', `/cases/${id}/withdrawal`, body)).body).toMatchObject({
    status: 'withdrawn',
  })
  expect((await send(app, citizen, 'POST', `/cases/${id}/withdrawal`, body)).status).toBe(200)
  expect(await timelineOf(id)).toEqual(['submit', 'withdraw'])
  const decided = await reviewed()
  await act(head, decided, 'denial', 3, { reason: '查有记录，不能出具。' })
  expect(
    (await send<{ type: string }>(app, citizen, 'POST', `/cases/${decided}/withdrawal`, { actId: newId(), version: 4 }))
      .body.type,
  ).toBe('urn:problem:cases:not-allowed-now')
})

test('a withdrawal and a decision at once: exactly one of them happens', async () => {
  const id = await reviewed()
  const answers = await Promise.all([
    act(head, id, 'grant', 3),
    send(app, citizen, 'POST', `/cases/${id}/withdrawal`, { actId: newId(), version: 3 }),
  ])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
  expect(await timelineOf(id)).toHaveLength(4)
})

test('what officers write to each other does not reach the applicant', async () => {
  const id = await reviewed()
  expect(JSON.stringify((await send(app, citizen, 'GET', `/cases/${id}`)).body)).not.toContain(opinion)
  expect(JSON.stringify((await send(app, clerk, 'GET', `/staff/cases/${id}`)).body)).toContain(opinion)
})

test('an officer sees the applicant masked', async () => {
  const { body } = await send<StaffCase>(app, clerk, 'GET', `/staff/cases/${await aCase()}`)
  expect(body.applicant.name).toBe('测*人')
  expect(body.applicant.idNumber).toMatch(/^770101\*+\d{3}[\dX]$/)
  expect(JSON.stringify(body.applicant)).not.toContain(citizen.phone)
  expect(body.form['idNumber']).toMatch(/\*{6,}/)
})

test('the queue comes in pages, the first due first, without repeats or gaps', async () => {
  for (let n = 0; n < 25; n += 1) await aCase()
  const seen: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: { body: { rows: { id: string; dueOn: string }[]; next: string | null } } = await send(
      app,
      clerk,
      'GET',
      `/staff/cases?queue=to-accept&limit=7${cursor ? `&cursor=${cursor}` : ''}`,
    )
    seen.push(...page.body.rows.map(({ dueOn, id }) => `${dueOn} ${id}`))
    cursor = page.body.next
  }
  expect(seen).toEqual(seen.toSorted())
  expect(new Set(seen).size).toBe(seen.length)
  const { body } = await send<Record<string, number>>(app, clerk, 'GET', '/staff/case-counts')
  expect(body['to-accept']).toBe(seen.length)
  expect((await send(app, clerk, 'GET', '/staff/cases?queue=to-accept&cursor=nonsense')).status).toBe(400)
})
