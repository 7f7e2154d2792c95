import type { BatchOutcome } from '@zhengtong/contract/batches'
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
let head: Officer
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
const rowsOf = (ids: string[], version = 1) => ids.map((id) => ({ id, actId: newId(), version }))
const batch = (who: Officer, act: string, rows: object[], words: object = {}) =>
  send<BatchOutcome[]>(app, who, 'POST', `/staff/case-batches/${act}`, { rows, ...words })
const statusOf = async (id: string) => (await send<StaffCase>(app, clerk, 'GET', `/staff/cases/${id}`)).body.status
const opinion = '材料齐全，符合条件。'

test('several cases go from acceptance to grant, each with its own act, and the same batch again changes nothing', async () => {
  const ids = [await aCase(), await aCase(), await aCase()]
  const rows = rowsOf(ids)
  for (const _ of [1, 2])
    expect((await batch(clerk, 'acceptance', rows)).body).toEqual(ids.map((id) => ({ id, done: true, why: '' })))
  expect((await batch(clerk, 'review', rowsOf(ids, 2), { opinion })).body.every(({ done }) => done)).toBe(true)
  expect((await batch(head, 'grant', rowsOf(ids, 3))).body.every(({ done }) => done)).toBe(true)
  for (const id of ids) expect(await statusOf(id)).toBe('granted')
  const { rows: counted } = await sql<{ n: number }>`
    select count(*)::int as n from cases.timeline where case_id = any (${ids}::uuid[])`.execute(app.services.db)
  expect(counted[0]?.n).toBe(12)
})

test('one that cannot be done keeps no other back, and each says why', async () => {
  const [fresh, moved, his, elsewhere] = [await aCase(), await aCase(), await aCase(), newId()]
  const colleague = await anOfficer(app, province.agency.code, ['accept'])
  await send(app, clerk, 'POST', `/staff/cases/${moved}/acceptance`, { actId: newId(), version: 1 })
  await send(app, colleague, 'POST', `/staff/cases/${his}/claim`, { actId: newId(), version: 1, handlerId: null })
  const { status, body } = await batch(clerk, 'acceptance', rowsOf([moved, his, elsewhere, fresh]))
  expect(status).toBe(200)
  expect(body.map(({ done }) => done)).toEqual([false, false, false, true])
  expect(body[0]?.why).toContain('刚刚被处理过')
  expect(body[1]?.why).toContain('经办人是测试员')
  expect(body[2]?.why).toContain('没有找到')
  expect(await statusOf(fresh)).toBe('accepted')
  expect(await statusOf(his)).toBe('submitted')
})

test('a batch has at most 50 rows, is for those who may act, and reaches no other agency', async () => {
  const id = await aCase()
  expect((await batch(clerk, 'acceptance', rowsOf(Array.from({ length: 51 }, () => id)))).status).toBe(400)
  expect((await batch(clerk, 'acceptance', [])).status).toBe(400)
  expect((await batch(clerk, 'review', rowsOf([id]))).status).toBe(400)
  expect((await batch(head, 'acceptance', rowsOf([id]))).status).toBe(403)
  const stranger = await anOfficer(app, province.other.code, ['accept'])
  expect((await batch(stranger, 'acceptance', rowsOf([id]))).body[0]).toMatchObject({ done: false })
  expect(await statusOf(id)).toBe('submitted')
})
