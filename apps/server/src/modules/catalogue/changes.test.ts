import type { Permission } from '@zhengtong/contract/access'
import type { ChangeSummary } from '@zhengtong/contract/catalogue-changes'
import type { ListedItem } from '@zhengtong/contract/catalogue-lists'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { startTestApp } from '../../testing/app.ts'
import { anOfficer, type TestApp } from '../../testing/factories.ts'
import { guideOffice } from '../../testing/guide-changes.ts'
import { send } from '../../testing/request.ts'
import { itemInForce } from './items.ts'

const app: TestApp = await startTestApp()
afterAll(() => app.close())
const { province, editor, agencyReviewer, legal, office, nextItem, create, show, save, act } = await guideOffice(
  app,
  7200,
)
let item: Awaited<ReturnType<typeof nextItem>>
beforeEach(async () => {
  item = await nextItem()
})
const versionAt = async (at: Date) => (await itemInForce(app.services.db, item.code, at))?.version

test('a change goes from its editor through three reviewers to the next version, and each may do only his part', async () => {
  const { status, body: begun } = await create(editor)
  expect([status, begun.state, begun.actions]).toEqual([201, 'draft', ['submit', 'withdraw']])
  expect(begun.published).toMatchObject({ version: 1 })
  expect((await save(editor, begun, { promiseDay: 2 })).body.version).toBe(2)
  expect((await act(agencyReviewer, begun.id, 'approve')).status).toBe(409)
  await act(editor, begun.id, 'submit')
  expect((await act(legal, begun.id, 'approve')).status).toBe(403)
  const waiting = await send<{ rows: ChangeSummary[] }>(
    app,
    agencyReviewer,
    'GET',
    '/staff/catalogue/changes?waiting=true',
  )
  expect(waiting.body.rows.map(({ id }) => id)).toEqual([begun.id])
  for (const reviewer of [agencyReviewer, legal, office])
    expect((await act(reviewer, begun.id, 'approve', '同意')).status).toBe(200)
  const after = await show(editor, begun.id)
  expect(after).toMatchObject({ state: 'published', actions: [], canEdit: false })
  expect(after.steps.map(({ title }) => title)).toEqual([
    '新建',
    '提交审核',
    '部门审核通过',
    '法制审核通过',
    '政务办审核通过',
  ])
  expect(await versionAt(app.clock.now())).toBe(2)
  expect((await save(editor, after, { promiseDay: 3 })).status).toBe(409)
})

test('somebody of another agency finds neither the item nor the change, and nothing is written', async () => {
  const stranger = await anOfficer(app, province.other.code, ['catalogue-edit'])
  const { body: begun } = await create(editor)
  expect((await send(app, stranger, 'GET', `/staff/catalogue/changes/${begun.id}`)).status).toBe(404)
  expect((await save(stranger, begun, { promiseDay: 2 })).status).toBe(404)
  expect((await act(stranger, begun.id, 'submit', null, 1)).status).toBe(404)
  expect((await create(stranger)).status).toBe(404)
  expect((await send(app, stranger, 'GET', `/staff/catalogue/items/${item.code}/versions`)).status).toBe(404)
  const list = await send<{ rows: ListedItem[] }>(app, stranger, 'GET', '/staff/catalogue/items?limit=50')
  expect(list.body.rows).toEqual([])
  expect((await show(editor, begun.id)).version).toBe(1)
})

test('editor and reviewers are different people, even when one person may do everything', async () => {
  const all = await anOfficer(app, province.agency.code, [
    'catalogue-edit',
    'catalogue-approve-agency',
    'catalogue-approve-legal',
  ] satisfies Permission[])
  const { body: begun } = await create(editor)
  await save(editor, begun, { promiseDay: 2 })
  await act(editor, begun.id, 'submit')
  expect((await act(all, begun.id, 'approve')).status).toBe(200)
  expect((await show(all, begun.id)).whyNot).toContain('别的同事')
  expect((await act(all, begun.id, 'approve')).body.type).toBe('urn:problem:catalogue:another-person')
  const { body: own } = await create(all)
  await save(all, own, { promiseDay: 2 })
  await act(all, own.id, 'submit')
  expect((await act(all, own.id, 'approve')).status).toBe(409)
})

test('a change is returned with a reason, mended and submitted again; without a reason it is not', async () => {
  const { body: begun } = await create(editor)
  await save(editor, begun, { promiseDay: 2 })
  await act(editor, begun.id, 'submit')
  expect((await act(agencyReviewer, begun.id, 'return')).body.errors[0]?.path).toBe('/note')
  expect((await act(agencyReviewer, begun.id, 'return', '承诺时限的依据没有写')).body.state).toBe('returned')
  await save(editor, await show(editor, begun.id), { promiseExplain: '窗口当天核对。' })
  expect((await act(editor, begun.id, 'submit')).body).toMatchObject({ state: 'agency' })
  expect((await act(agencyReviewer, begun.id, 'approve')).body.state).toBe('legal')
})

test('what breaks the rules is not submitted, and the editor hears of each field', async () => {
  const { body: begun } = await create(editor)
  await save(editor, begun, { promiseDay: 90, situations: [{ field: 'nothing', options: [] }] })
  const { status, body } = await act(editor, begun.id, 'submit')
  expect([status, body.errors.map(({ path }) => path)]).toEqual([422, ['/promiseDay', '/situations/0']])
  expect((await show(editor, begun.id)).state).toBe('draft')
})

test('locked elements stay those of the base list, whatever is sent', async () => {
  const { body: begun } = await create(editor)
  await save(editor, begun, { taskName: '改名', taskType: '01', byLaw: [], taskCode: 'X'.repeat(31), useLevel: ['1'] })
  const { guide } = await show(editor, begun.id)
  expect(guide).toMatchObject({ taskName: item.name, taskType: '20', taskCode: item.code, useLevel: ['4'] })
})

test('two editors of one copy: the second is told; the same save again is not refused', async () => {
  const { body: begun } = await create(editor)
  expect((await save(editor, begun, { promiseDay: 2 })).status).toBe(200)
  expect((await save(editor, begun, { promiseDay: 2 })).body.version).toBe(2)
  expect((await save(editor, begun, { promiseDay: 3 })).status).toBe(409)
  const actId = newId()
  const twice = () =>
    send(app, editor, 'POST', `/staff/catalogue/changes/${begun.id}/acts`, {
      actId,
      act: 'withdraw',
      note: null,
      version: 2,
    })
  expect([(await twice()).status, (await twice()).status]).toEqual([200, 200])
})
