import type { CaseDetail } from '@zhengtong/contract/cases'
import { MOST_MARKS, type MarkList } from '@zhengtong/contract/marks'
import type { StaffCase } from '@zhengtong/contract/staff-cases'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { startTestApp } from '../../testing/app.ts'
import { aCitizen, anOfficer, anUpload, aProvince, aSubmission, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'

type Officer = Awaited<ReturnType<typeof anOfficer>>
let app: TestApp
let province: Awaited<ReturnType<typeof aProvince>>
let citizen: Awaited<ReturnType<typeof aCitizen>>
let clerk: Officer
let colleague: Officer
let reviewer: Officer
beforeAll(async () => {
  app = await startTestApp()
  province = await aProvince(app)
  citizen = await aCitizen(app)
  clerk = await anOfficer(app, province.agency.code, ['accept'])
  colleague = await anOfficer(app, province.agency.code, ['accept'])
  reviewer = await anOfficer(app, province.agency.code, ['review'])
})
afterAll(() => app.close())

let caseId: string
let picture: string
let paper: string
beforeEach(async () => {
  const submission = await aSubmission(app, citizen, province.item)
  ;[caseId, picture, paper] = [submission.id, submission.materials[0]?.fileIds[0] ?? '', await aPdf()]
  submission.materials.push({ materialId: 'purpose-proof', fileIds: [paper] })
  await send(app, citizen, 'POST', '/cases', submission)
})

async function aPdf(mediaType = 'application/pdf'): Promise<string> {
  const id = await anUpload(app, citizen.id)
  await sql`update files.file set media_type = ${mediaType}, name = '录用通知.pdf' where id = ${id}`.execute(
    app.services.db,
  )
  return id
}
type Answer = MarkList & { type: string; detail?: string; errors: { path: string }[] }
const rect = { x: 0.6, y: 0.7, width: 0.2, height: 0.1 }
const wish = (more: object = {}) => ({
  materialId: 'purpose-proof',
  fileId: paper,
  page: 2,
  rect,
  note: '印章看不清',
  version: 0,
  ...more,
})
const put = (id: string, more: object = {}, who = clerk, inCase = caseId) =>
  send<Answer>(app, who, 'PUT', `/staff/cases/${inCase}/marks/${id}`, wish(more))
const drop = (id: string, who = clerk) => send<Answer>(app, who, 'DELETE', `/staff/cases/${caseId}/marks/${id}`)
const list = (who: Officer) => send<Answer>(app, who, 'GET', `/staff/cases/${caseId}/marks`)
const notify = (requests: object[], version = 1, kind = 'supplement-notice') =>
  send<StaffCase & Answer>(app, clerk, 'POST', `/staff/cases/${caseId}/${kind}`, { actId: newId(), version, requests })
const answer = (version: number, files: string[], kind = 'supplement') =>
  send<CaseDetail>(app, citizen, 'POST', `/cases/${caseId}/${kind}`, {
    actId: newId(),
    version,
    materials: [{ materialId: 'purpose-proof', fileIds: files }],
  })
const mine = async (who = citizen) => send<CaseDetail>(app, who, 'GET', `/cases/${caseId}`)
const count = async () =>
  (
    await sql<{ n: number }>`select count(*)::int as n from cases.mark where case_id = ${caseId}`.execute(
      app.services.db,
    )
  ).rows[0]?.n

test('a mark says where it is in words, and colleagues see it', async () => {
  await put(newId())
  await put(newId(), { materialId: 'id-card', fileId: picture, page: 1, rect: { x: 0, y: 0, width: 1, height: 1 } })
  expect((await list(colleague)).body).toMatchObject({
    whyNot: null,
    marks: [
      { where: '整张图片', materialId: 'id-card', rect: { width: 1 }, mayChange: false },
      { where: '第2页右下方', note: '印章看不清', officerName: '测试员', version: 1, sentAt: null, mayChange: false },
    ],
  })
  expect((await list(reviewer)).body.whyNot).toContain('没有受理这个办件的权限')
  expect((await list(clerk)).body.marks.every(({ mayChange }) => mayChange)).toBe(true)
})

test('a mark outside its page, on no page, or on a file that is not there is refused and nothing is written', async () => {
  const other = await aSubmission(app, citizen, province.item)
  await send(app, citizen, 'POST', '/cases', other)
  const ofd = await aPdf('application/ofd')
  await sql`insert into cases.material_file values (${caseId}, 'purpose-proof', ${ofd}, false)`.execute(app.services.db)
  for (const [more, path] of [
    [{ rect: { ...rect, x: 0.9 } }, '/rect'],
    [{ rect: { ...rect, width: 0 } }, '/rect'],
    [{ rect: { ...rect, y: -0.1 } }, '/rect/y'],
    [{ page: 0 }, '/page'],
    [{ page: 2, materialId: 'id-card', fileId: picture }, '/page'],
    [{ fileId: newId() }, '/fileId'],
    [{ fileId: other.materials[0]?.fileIds[0], materialId: 'id-card' }, '/fileId'],
    [{ materialId: 'id-card' }, '/fileId'],
    [{ fileId: ofd }, '/fileId'],
    [{ note: '  ' }, '/note'],
    [{ note: '长'.repeat(201) }, '/note'],
  ] as const) {
    const { status, body } = await put(newId(), more)
    expect([status, body.errors?.[0]?.path], JSON.stringify(more)).toEqual([400, path])
  }
  expect(await count()).toBe(0)
})

test('the same mark again is one mark; two changes at once have one winner', async () => {
  const id = newId()
  const first = await Promise.all([put(id), put(id), put(id)])
  expect(first.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(await count()).toBe(1)
  const notes = ['印章不清楚', '请重新盖章', '日期看不清']
  const changes = await Promise.all(notes.map((note) => put(id, { note, version: 1 })))
  expect(changes.map(({ status }) => status).toSorted()).toEqual([200, 409, 409])
  expect(changes.find(({ status }) => status === 409)?.body.type).toBe('urn:problem:cases:mark-moved')
  const won = (await list(clerk)).body.marks[0]
  expect(won).toMatchObject({ version: 2 })
  expect((await put(id, { note: won?.note, version: 1 })).body.marks[0]).toMatchObject({ version: 2 })
  await drop(id)
  expect((await drop(id)).body.marks).toEqual([])
  expect((await put(id, { note: '又改了', version: 2 })).status).toBe(409)
})

test('others change a mark only when they handle the case', async () => {
  const id = newId()
  await put(id)
  expect((await put(id, { note: '别人改的', version: 1 }, colleague)).body.type).toBe(
    'urn:problem:cases:mark-of-another',
  )
  expect((await drop(id, colleague)).status).toBe(403)
  await send(app, colleague, 'POST', `/staff/cases/${caseId}/claim`, { actId: newId(), version: 1, handlerId: null })
  expect((await list(colleague)).body.marks[0]).toMatchObject({ mayChange: true })
  expect((await put(id, { note: '经办人改的', version: 1 }, colleague)).status).toBe(200)
  expect((await drop(id)).body.marks).toEqual([])
})

test('officers of another agency and other duties draw nothing here', async () => {
  const id = newId()
  await put(id)
  const stranger = await anOfficer(app, province.other.code, ['accept', 'review', 'decide'])
  for (const { status } of [await put(newId(), {}, stranger), await list(stranger), await drop(id, stranger)])
    expect(status).toBe(404)
  expect((await put(newId(), {}, reviewer)).status).toBe(403)
  expect((await put(newId(), {}, clerk, newId())).status).toBe(404)
  expect(await count()).toBe(1)
})

test('no more than fifty drafts, whatever comes at once', async () => {
  await Promise.all(Array.from({ length: MOST_MARKS - 2 }, () => put(newId())))
  const last = await Promise.all([1, 2, 3, 4].map(() => put(newId())))
  expect(last.map(({ status }) => status).toSorted()).toEqual([200, 200, 409, 409])
  expect(last.find(({ status }) => status === 409)?.body.type).toBe('urn:problem:cases:too-many-marks')
  expect(await count()).toBe(MOST_MARKS)
})

test('the notice takes the ticked marks along; the applicant reads them, nobody else, and they stay as they are', async () => {
  const [sent, left] = [newId(), newId()]
  await put(sent)
  await put(left, { page: 3 })
  const asked = { materialId: 'purpose-proof', what: '请重新上传。', markIds: [sent] }
  expect((await notify([asked])).body).toMatchObject({
    status: 'correction',
    supplement: { requests: [{ marks: [{ id: sent, page: 2, where: '第2页右下方', note: '印章看不清' }] }] },
  })
  const seen = (await mine()).body.supplement?.requests[0]
  expect(seen).toEqual({
    materialId: 'purpose-proof',
    what: '请重新上传。',
    marks: [{ id: sent, fileId: paper, page: 2, rect, where: '第2页右下方', note: '印章看不清' }],
  })
  expect((await mine(await aCitizen(app))).status).toBe(404)

  const late = await put(newId())
  expect([late.body.type, late.body.detail]).toEqual([
    'urn:problem:cases:not-allowed-now',
    expect.stringContaining('不能要求补正，所以不能标注'),
  ])
  expect((await drop(sent)).status).toBe(409)
  await answer(2, [await aPdf()])
  expect((await put(sent, { note: '改已发出的', version: 1 })).body.detail).toContain('已经随通知发给申请人')
  expect((await drop(sent)).status).toBe(409)
  const { marks } = (await list(clerk)).body
  expect(marks.map(({ id, sentAt, mayChange }) => [id, sentAt !== null, mayChange])).toEqual([
    [sent, true, false],
    [left, false, true],
  ])
})

test('the written notice names every place, also where the officer used other words', async () => {
  const [said, unsaid] = [newId(), newId()]
  await put(said)
  await put(unsaid, { page: 3, note: '没有签名' })
  await notify([
    { materialId: 'purpose-proof', what: '第2页右下方：印章看不清\n请补。', markIds: [said, unsaid] },
    { materialId: 'id-card', what: '请重新拍照。' },
  ])
  const { body } = await send<{ id: string; title: string }[]>(app, citizen, 'GET', `/cases/${caseId}/documents`)
  expect(body.map(({ title }) => title)).toContain('申请材料补正告知书')
  const { rows } = await sql<{ sealed: string }>`select content_sealed as sealed from documents.document
    where case_id = ${caseId} and kind = 'supplement'`.execute(app.services.db)
  const content = app.services.crypto.open(rows[0]?.sealed ?? '')
  expect(content).toContain('第2页右下方：印章看不清；请补。；第3页右下方：没有签名')
  expect(content.match(/印章看不清/g)).toHaveLength(1)
})

test('a mark goes with its own material only, and only while it is there', async () => {
  const id = newId()
  await put(id)
  const asked = { what: '请重新上传。', markIds: [id] }
  for (const request of [
    { ...asked, materialId: 'id-card' },
    { ...asked, materialId: null },
    { ...asked, materialId: 'purpose-proof', markIds: [newId()] },
  ])
    expect((await notify([request])).body.errors).toMatchObject([{ path: '/requests/0/markIds' }])
  expect((await mine()).body.status).toBe('submitted')
  const [deleted, noticed] = await Promise.all([drop(id), notify([{ ...asked, materialId: 'purpose-proof' }])])
  // Whichever was first: the mark went with the notice, or the notice was refused because it was gone.
  expect([deleted.status, noticed.status].toSorted()).toEqual([200, deleted.status === 200 ? 400 : 409])
})

test('sent back before acceptance the marks go along too, and new ones may follow', async () => {
  const id = newId()
  await put(id)
  await notify([{ materialId: 'purpose-proof', what: '请改。', markIds: [id] }], 1, 'pre-return')
  expect((await mine()).body.supplement?.requests[0]?.marks).toHaveLength(1)
  await answer(2, [await aPdf()], 'resubmission')
  const next = await put(newId())
  // Now the material has two files: the words say which.
  expect(next.body.marks[0]?.where).toBe('“录用通知.pdf”第2页右下方')
})
