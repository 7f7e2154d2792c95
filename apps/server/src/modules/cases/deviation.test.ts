import type { CaseDetail } from '@zhengtong/contract/cases'
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
beforeAll(async () => {
  app = await startTestApp()
  province = await aProvince(app)
  citizen = await aCitizen(app)
  clerk = await anOfficer(app, province.agency.code, ['accept', 'review'])
})
afterAll(() => app.close())

type Answer = CaseDetail & { type: string; errors: { path: string }[] }
const beyond = { name: '房屋安全鉴定报告', reason: '房龄超过五十年，现场查看有裂缝。' }

async function aCase(): Promise<string> {
  const submission = await aSubmission(app, citizen, province.item)
  expect((await send(app, citizen, 'POST', '/cases', submission)).status).toBe(201)
  return submission.id
}
const ask = (id: string, request: object, kind = 'supplement-notice', version = 1) =>
  send<Answer>(app, clerk, 'POST', `/staff/cases/${id}/${kind}`, {
    actId: newId(),
    version,
    requests: [{ materialId: null, what: '请提交。', ...request }],
  })
const apply = (id: string, kind: string, version: number, fields: object, who = citizen) =>
  send<Answer>(app, who, 'POST', `/cases/${id}/${kind}`, { actId: newId(), version, ...fields })

test('what the guide does not name is asked for with a name and a reason, never as something else', async () => {
  const id = await aCase()
  for (const [request, path] of [
    [{ beyond: { ...beyond, name: '其他材料' } }, '/requests/0/beyond/name'],
    [{ beyond: { ...beyond, name: '居民身份证' } }, '/requests/0/beyond/name'],
    [{ beyond, materialId: 'id-card' }, '/requests/0/materialId'],
    [{ materialId: '+1-1' }, '/requests/0/materialId'],
  ] as const)
    expect((await ask(id, request)).body.errors).toMatchObject([{ path }])
  expect((await ask(id, { beyond: { name: beyond.name } })).status).toBe(400)
  const { rows } = await sql`select 1 from cases.timeline where case_id = ${id}`.execute(app.services.db)
  expect(rows).toHaveLength(1)
  expect((await ask(id, { beyond })).body).toMatchObject({
    status: 'correction',
    supplement: { requests: [{ materialId: '+1-1', beyond }], objection: null },
  })
})

test('the applicant objects once and need not bring it then; a stranger cannot', async () => {
  const id = await aCase()
  await ask(id, { beyond })
  expect((await apply(id, 'supplement', 2, { materials: [] })).body.errors).toMatchObject([{ path: '/materials/+1-1' }])
  const invented = [{ materialId: '+9-9', fileIds: [await anUpload(app, citizen.id)] }]
  expect((await apply(id, 'supplement', 2, { materials: invented })).status).toBe(400)
  expect((await apply(id, 'objection', 2, { words: '没有依据。' }, await aCitizen(app))).status).toBe(404)
  expect((await apply(id, 'objection', 2, { words: '' })).status).toBe(400)
  expect((await apply(id, 'objection', 2, { words: '没有依据。' })).body).toMatchObject({
    status: 'correction',
    supplement: { objection: { words: '没有依据。' } },
  })
  expect((await apply(id, 'objection', 3, { words: '再说一次。' })).body.type).toBe('urn:problem:cases:not-allowed-now')
  expect((await apply(id, 'supplement', 3, { materials: [] })).body).toMatchObject({ status: 'submitted' })
})

test('there is nothing to object to in a notice that keeps to the guide', async () => {
  const id = await aCase()
  const told = await ask(id, { materialId: 'id-card' })
  expect(told.body.status).toBe('correction')
  expect((await apply(id, 'objection', 2, { words: '没有依据。' })).body.type).toBe('urn:problem:cases:not-allowed-now')
})

test('what was brought beyond the guide is a material of the case, also after another notice', async () => {
  const id = await aCase()
  await ask(id, { beyond }, 'pre-return')
  const fileId = await anUpload(app, citizen.id)
  const answered = await apply(id, 'resubmission', 2, { materials: [{ materialId: '+0-1', fileIds: [fileId] }] })
  expect(answered.body.materials.find(({ name }) => name === beyond.name)?.files).toMatchObject([{ id: fileId }])
  await ask(id, { materialId: 'id-card' }, 'supplement-notice', 3)
  const { materials } = (await send<CaseDetail>(app, citizen, 'GET', `/cases/${id}`)).body
  expect(materials.find(({ materialId }) => materialId === '+0-1')?.files).toMatchObject([{ id: fileId }])
})
