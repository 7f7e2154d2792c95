import type { Colleague } from '@zhengtong/contract/assignment'
import type { StaffCase } from '@zhengtong/contract/staff-cases'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { startTestApp } from '../../testing/app.ts'
import { aCitizen, anOfficer, aProvince, aSubmission, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'

let app: TestApp
let province: Awaited<ReturnType<typeof aProvince>>
let citizen: Awaited<ReturnType<typeof aCitizen>>
type Officer = Awaited<ReturnType<typeof anOfficer>>
let clerk: Officer
let colleague: Officer
let reviewer: Officer
let head: Officer
beforeAll(async () => {
  app = await startTestApp()
  province = await aProvince(app)
  citizen = await aCitizen(app)
  clerk = await anOfficer(app, province.agency.code, ['accept'])
  colleague = await anOfficer(app, province.agency.code, ['accept'])
  reviewer = await anOfficer(app, province.agency.code, ['review'])
  head = await anOfficer(app, province.agency.code, ['decide', 'approve'])
})
afterAll(() => app.close())

async function aCase(): Promise<string> {
  const submission = await aSubmission(app, citizen, province.item)
  expect((await send(app, citizen, 'POST', '/cases', submission)).status).toBe(201)
  return submission.id
}
const act = (who: { cookie: string }, id: string, kind: string, fields: object = {}, version = 1) =>
  send<StaffCase & { type: string; detail?: string }>(app, who, 'POST', `/staff/cases/${id}/${kind}`, {
    actId: newId(),
    version,
    ...fields,
  })
const claim = (who: Officer, id: string, version = 1, handlerId: string | null = null) =>
  act(who, id, 'claim', { handlerId }, version)
const read = async (who: Officer, id: string) => (await send<StaffCase>(app, who, 'GET', `/staff/cases/${id}`)).body
const assignments = async (id: string) =>
  (
    await sql<{ kind: string }>`select kind from cases.assignment where case_id = ${id} order by seq`.execute(
      app.services.db,
    )
  ).rows.map(({ kind }) => kind)

test('16 officers claim one case at once: one has it, 15 learn who, and the case itself feels nothing', async () => {
  const id = await aCase()
  const before = await read(clerk, id)
  const officers = await Promise.all(Array.from({ length: 16 }, () => anOfficer(app, province.agency.code, ['accept'])))
  const answers = await Promise.all(officers.map((officer) => claim(officer, id)))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  const refused = answers.filter(({ body }) => body.type === 'urn:problem:cases:handled-by-another')
  expect(refused).toHaveLength(15)
  expect(refused[0]?.body.detail).toContain('现在的经办人是测试员')
  expect(await assignments(id)).toEqual(['claim'])
  const after = await read(clerk, id)
  expect(after).toMatchObject({ version: before.version, status: before.status, noticeDue: before.noticeDue })
  expect(after.timeline).toHaveLength(1)
  expect(after.handlings.map(({ title }) => title)).toEqual(['认领'])
  const { body } = await send<{ timeline: unknown[] }>(app, citizen, 'GET', `/cases/${id}`)
  expect(body.timeline).toHaveLength(1)
  expect((await send(app, citizen, 'POST', `/cases/${id}/withdrawal`, { actId: newId(), version: 1 })).status).toBe(200)
})

test('a claimed case is its handler’s: a colleague reads why he may not act, until it is given back', async () => {
  const id = await aCase()
  const mine = await claim(clerk, id)
  expect(mine.body).toMatchObject({ handler: { id: clerk.id }, assignment: ['release', 'transfer'] })
  const seen = await read(colleague, id)
  expect(seen.actions).toEqual([])
  expect(seen.assignment).toEqual([])
  expect(seen.whyNot['accept']).toContain('经办人是测试员')
  expect((await act(colleague, id, 'acceptance')).body.type).toBe('urn:problem:cases:handled-by-another')
  expect((await act(colleague, id, 'release', { handlerId: clerk.id, reason: '我来办' })).status).toBe(403)
  const actId = newId()
  const release = { actId, version: 1, handlerId: clerk.id }
  for (const _ of [1, 2])
    expect((await send(app, clerk, 'POST', `/staff/cases/${id}/release`, release)).status).toBe(200)
  expect((await send(app, clerk, 'POST', `/staff/cases/${id}/claim`, release)).body['type']).toBe(
    'urn:problem:cases:act-differs',
  )
  expect(await assignments(id)).toEqual(['claim', 'release'])
  expect((await act(colleague, id, 'acceptance')).status).toBe(200)
})

test('who acts has taken the case, and the step of another role waits in the pool', async () => {
  const id = await aCase()
  const accepted = await act(clerk, id, 'acceptance')
  expect(accepted.body.handler).toBeNull()
  expect((await claim(clerk, id, 2)).status).toBe(403)
  await claim(reviewer, id, 2)
  const opinion = '材料齐全，符合条件。'
  expect((await act(reviewer, id, 'review', { conclusion: 'grant', opinion }, 2)).body.handler).toBeNull()
  const returned = await act(head, id, 'return', { opinion: '请再核对。' }, 3)
  expect(returned.body.handler?.id).toBe(reviewer.id)
  await act(reviewer, id, 'review', { conclusion: 'grant', opinion }, 4)
  expect((await act(head, id, 'grant', {}, 5)).body).toMatchObject({ status: 'granted', handler: { id: head.id } })
  expect((await claim(head, id, 6, head.id)).body.type).toBe('urn:problem:cases:not-allowed-now')
})

test('a case goes to a colleague who may do the step; the head takes it from one and gives it to another', async () => {
  const id = await aCase()
  await claim(clerk, id)
  const colleagues = await send<Colleague[]>(app, clerk, 'GET', `/staff/cases/${id}/colleagues`)
  expect(colleagues.body.map((each) => each.id)).toContain(colleague.id)
  expect(colleagues.body.map((each) => each.id)).not.toContain(reviewer.id)
  const reason = '下周休假。'
  expect((await act(clerk, id, 'transfer', { handlerId: clerk.id, to: reviewer.id, reason })).status).toBe(400)
  const given = await act(clerk, id, 'transfer', { handlerId: clerk.id, to: colleague.id, reason })
  expect(given.body).toMatchObject({ handler: { id: colleague.id }, assignment: [] })
  expect(given.body.handlings.at(-1)).toMatchObject({ title: '转给测试员经办', note: reason })
  // Who has not seen the change is told.
  expect((await act(head, id, 'transfer', { handlerId: clerk.id, to: clerk.id, reason })).body.type).toBe(
    'urn:problem:cases:handled-by-another',
  )
  expect((await act(head, id, 'release', { handlerId: colleague.id })).status).toBe(400)
  expect((await act(head, id, 'transfer', { handlerId: colleague.id, to: clerk.id, reason })).status).toBe(200)
  expect((await act(head, id, 'release', { handlerId: clerk.id, reason: '重新分配。' })).body.handler).toBeNull()
  expect(await assignments(id)).toEqual(['claim', 'transfer', 'transfer', 'release'])
})

test('the deputy acts for the handler and may take his case over; who has left office holds nothing', async () => {
  const [id, other] = [await aCase(), await aCase()]
  const leaver = await anOfficer(app, province.agency.code, ['accept'])
  await claim(clerk, id)
  await claim(leaver, other)
  await sql`insert into access.deputy (id, staff_id, deputy_id, from_on, to_on)
    values (${newId()}, ${clerk.id}, ${colleague.id}, '2026-11-01', '2026-12-31')`.execute(app.services.db)
  expect((await read(colleague, id)).assignment).toEqual(['claim', 'release', 'transfer'])
  expect((await claim(colleague, id, 1, clerk.id)).body.handler?.id).toBe(colleague.id)
  await sql`update access.staff set active = false where id = ${leaver.id}`.execute(app.services.db)
  expect((await act(colleague, other, 'acceptance')).status).toBe(200)
  await sql`delete from access.deputy`.execute(app.services.db)
})

test('another agency finds no such case to claim, and nobody claims what he may not do', async () => {
  const id = await aCase()
  const stranger = await anOfficer(app, province.other.code, ['accept', 'approve'])
  expect((await claim(stranger, id)).status).toBe(404)
  expect((await send(app, stranger, 'GET', `/staff/cases/${id}/colleagues`)).status).toBe(404)
  expect((await claim(reviewer, id)).status).toBe(403)
  expect((await claim(clerk, id, 7)).body.type).toBe('urn:problem:cases:moved')
  expect(await assignments(id)).toEqual([])
})
