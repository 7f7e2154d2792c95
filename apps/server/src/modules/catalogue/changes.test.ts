import type { Permission } from '@zhengtong/contract/access'
import type { ChangeDetail, ChangeSummary, ListedItem } from '@zhengtong/contract/catalogue-changes'
import type { Guide } from '@zhengtong/contract/guide'
import { legalDateOf, shiftDays, startOfDay } from '@zhengtong/domain/plain-date'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { startTestApp } from '../../testing/app.ts'
import { aCitizen, anItem, anOfficer, aProvince, aSubmission, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'
import { itemInForce } from './items.ts'

type Person = Awaited<ReturnType<typeof anOfficer>>
let app: TestApp
let province: Awaited<ReturnType<typeof aProvince>>
let editor: Person
let reviewers: Person[]
let serial = 7200
let item: { code: string; version: number }

const region = { scope: 'region', regionCode: '770100' } as const
beforeAll(async () => {
  app = await startTestApp()
  province = await aProvince(app)
  const { code } = province.agency
  editor = await anOfficer(app, code, ['catalogue-edit'])
  reviewers = [
    await anOfficer(app, code, ['catalogue-approve-agency']),
    await anOfficer(app, province.other.code, ['catalogue-approve-legal'], region),
    await anOfficer(app, province.other.code, ['catalogue-approve-office'], region),
  ]
})
afterAll(() => app.close())
beforeEach(async () => {
  serial += 1
  item = await anItem(app, province.agency, { taskName: `变更事项 ${serial}` }, serial)
  app.clock.advance(1_000)
})

const base = () => item.code.slice(19)
const create = (who: Person, body: object = {}, id = newId()) =>
  send<ChangeDetail>(app, who, 'POST', '/staff/catalogue/changes', {
    ...{ id, kind: 'change', itemCode: item.code, baseKey: null, predecessors: [] },
    ...body,
  })
const show = async (who: Person, id: string) =>
  (await send<ChangeDetail>(app, who, 'GET', `/staff/catalogue/changes/${id}`)).body
const save = async (
  who: Person,
  { id, version, guide, effectiveOn, reason }: ChangeDetail,
  change: Partial<Guide> | null,
  other: object = {},
) =>
  send<{ version: number; errors: { path: string }[] }>(app, who, 'PUT', `/staff/catalogue/changes/${id}`, {
    version,
    effectiveOn,
    reason: reason || '材料有调整',
    guide: change === null ? null : { ...guide, ...change },
    ...other,
  })
const act = async (who: Person, id: string, name: string, note: string | null = null, version?: number) =>
  send<ChangeDetail & { type: string; errors: { path: string; message: string }[] }>(
    app,
    who,
    'POST',
    `/staff/catalogue/changes/${id}/acts`,
    { actId: newId(), act: name, note, version: version ?? (await show(editor, id)).version },
  )
/** A change of the item that waits for the last review. */
async function reviewed(change: Partial<Guide> | null, body: object = {}, other: object = {}): Promise<string> {
  const { status, body: begun } = await create(editor, body)
  expect([status, begun]).toMatchObject([201, {}])
  await save(editor, begun, change, other)
  expect((await act(editor, begun.id, 'submit')).body).toMatchObject({ state: 'agency' })
  for (const reviewer of reviewers.slice(0, 2)) expect((await act(reviewer, begun.id, 'approve')).status).toBe(200)
  return begun.id
}
const versionAt = async (at: Date) => (await itemInForce(app.services.db, item.code, at))?.version

test('a change goes from its editor through three reviewers to the next version, and each may do only his part', async () => {
  const { status, body: begun } = await create(editor)
  expect([status, begun.state, begun.actions]).toEqual([201, 'draft', ['submit', 'withdraw']])
  expect(begun.published).toMatchObject({ version: 1 })
  expect((await save(editor, begun, { promiseDay: 2 })).body.version).toBe(2)
  expect((await act(reviewers[0] ?? editor, begun.id, 'approve')).status).toBe(409)
  await act(editor, begun.id, 'submit')
  expect((await act(reviewers[1] ?? editor, begun.id, 'approve')).status).toBe(403)
  const waiting = await send<{ rows: ChangeSummary[] }>(
    app,
    reviewers[0],
    'GET',
    '/staff/catalogue/changes?waiting=true',
  )
  expect(waiting.body.rows.map(({ id }) => id)).toEqual([begun.id])
  for (const reviewer of reviewers) expect((await act(reviewer, begun.id, 'approve', '同意')).status).toBe(200)
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
  const [first = editor] = reviewers
  expect((await act(first, begun.id, 'return')).body.errors[0]?.path).toBe('/note')
  expect((await act(first, begun.id, 'return', '承诺时限的依据没有写')).body.state).toBe('returned')
  await save(editor, await show(editor, begun.id), { promiseExplain: '窗口当天核对。' })
  expect((await act(editor, begun.id, 'submit')).body).toMatchObject({ state: 'agency' })
  expect((await act(first, begun.id, 'approve')).body.state).toBe('legal')
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
  expect(guide).toMatchObject({ taskName: `变更事项 ${serial}`, taskType: '20', taskCode: item.code, useLevel: ['4'] })
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

test('a planned version takes over at 00:00 of its day, a millisecond before the old one holds', async () => {
  const day = shiftDays(legalDateOf(app.clock.now()), 10)
  const id = await reviewed({ promiseDay: 2 }, {}, { effectiveOn: day })
  expect((await act(reviewers[2] ?? editor, id, 'approve')).body.state).toBe('approved')
  const from = new Date(startOfDay(day))
  expect([await versionAt(new Date(from.getTime() - 1)), await versionAt(from)]).toEqual([1, 2])
  const list = await send<{ rows: ListedItem[] }>(app, editor, 'GET', `/staff/catalogue/items?search=${item.code}`)
  expect(list.body.rows[0]).toMatchObject({ version: 1, planned: { version: 2 } })
})

test('of two changes published at once one wins; the other has to be brought up to it first', async () => {
  const ids = [await reviewed({ promiseDay: 2 }), await reviewed({ promiseExplain: '当天核对。' })]
  const [, , office = editor] = reviewers
  const answers = await Promise.all(ids.map((id) => act(office, id, 'approve')))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
  const late = ids[answers.findIndex(({ status }) => status === 409)] ?? ''
  await act(office, late, 'return', '请并入新版本')
  const seen = await show(editor, late)
  expect(seen).toMatchObject({ newer: { version: 2 }, published: { version: 1 } })
  expect((await act(editor, late, 'submit')).body.type).toBe('urn:problem:catalogue:version-moved')
  const { body } = await act(editor, late, 'rebase')
  expect(body).toMatchObject({ newer: null, published: { version: 2 } })
  expect(body.guide).toMatchObject({ promiseDay: 2, promiseExplain: '当天核对。' })
})

test('versions of an item cannot overlap in the database', async () => {
  const { db } = app.services
  const row = await db
    .selectFrom('catalogue.itemVersion')
    .selectAll()
    .where('itemCode', '=', item.code)
    .executeTakeFirstOrThrow()
  const twin = { ...row, version: 9, guide: JSON.stringify(row.guide) as never, effectiveTo: '2099-01-01T00:00:00Z' }
  await expect(db.insertInto('catalogue.itemVersion').values(twin).execute()).rejects.toThrow(/item_version_interval/)
})

test('a suspension holds from its day: new applications are refused, the case under way and the draft stay', async () => {
  const citizen = await aCitizen(app)
  const running = await aSubmission(app, citizen, item)
  expect((await send(app, citizen, 'POST', '/cases', running)).status).toBe(201)
  const day = shiftDays(legalDateOf(app.clock.now()), 1)
  const id = await reviewed(null, { kind: 'suspend' }, { effectiveOn: day })
  expect((await act(reviewers[2] ?? editor, id, 'approve')).status).toBe(200)
  const before = await aSubmission(app, citizen, item)
  expect((await send(app, citizen, 'POST', '/cases', before)).status).toBe(201)
  app.clock.advance(new Date(startOfDay(day)).getTime() - app.clock.now().getTime())
  const after = await aSubmission(app, citizen, item)
  const refused = await send(app, citizen, 'POST', '/cases', after)
  expect([refused.status, refused.body['detail']]).toEqual([409, '这个事项已暂停办理'])
  expect((await send(app, citizen, 'GET', `/cases/${running.id}`)).body).toMatchObject({ itemVersion: 1 })
  expect((await create(editor, { kind: 'resume' })).status).toBe(201)
})

test('two items are merged into one of the base list: the old ones end where it begins, and are linked to it', async () => {
  const first = item
  const second = await anItem(app, province.agency, { taskName: '另一个事项' }, serial + 500)
  const office = await anOfficer(app, province.agency.code, ['catalogue-approve-office'], {
    scope: 'region',
    regionCode: '770000',
  })
  const key = `7701200${String(serial).padStart(4, '0')}9`
  const saved = await send(app, office, 'PUT', `/staff/catalogue/base/${key}`, {
    ...{ name: '合并后的事项', type: '20', byLaw: [{ name: '某办法' }], useLevels: ['4'], version: 0 },
  })
  expect(saved.status).toBe(200)
  const body = { kind: 'merge', itemCode: null, baseKey: key, predecessors: [first.code, second.code] }
  const id = await reviewed({}, body)
  expect((await act(reviewers[2] ?? editor, id, 'approve')).body.state).toBe('published')
  const list = await send<{ rows: ListedItem[] }>(app, editor, 'GET', `/staff/catalogue/items?search=${first.code}`)
  expect(list.body.rows[0]?.state).toBe('cancelled')
  const { body: merged } = await send<{ links: unknown[] }>(
    app,
    editor,
    'GET',
    `/staff/catalogue/items/${second.code}/versions`,
  )
  expect(merged.links).toMatchObject([{ kind: 'merge', predecessor: second.code }])
})

test('a level that the base list does not give is refused; a new edition of it flags what was published under the old one', async () => {
  const office = await anOfficer(app, province.agency.code, ['catalogue-approve-office'], {
    scope: 'region',
    regionCode: '770000',
  })
  const put = (version: number, useLevels: string[]) =>
    send(app, office, 'PUT', `/staff/catalogue/base/${base()}`, {
      ...{ name: `变更事项 ${serial}`, type: '20', byLaw: [{ name: '新的办法' }], useLevels, version },
    })
  const [, , local = editor] = reviewers
  expect(
    (
      await send(app, local, 'PUT', `/staff/catalogue/base/${base()}`, {
        name: '改名',
        type: '20',
        byLaw: [],
        useLevels: ['4'],
        version: 1,
      })
    ).status,
  ).toBe(403)
  expect((await put(1, ['3'])).status).toBe(200)
  expect((await put(1, ['4'])).status).toBe(409)
  const list = await send<{ rows: ListedItem[] }>(app, editor, 'GET', '/staff/catalogue/items?behind=true')
  expect(list.body.rows.map(({ code }) => code)).toEqual([item.code])
  const elsewhere = await anOfficer(app, province.other.code, ['catalogue-edit'])
  const { status, body } = await create(elsewhere, { kind: 'add', itemCode: null, baseKey: base() })
  expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining('市级行使')])
})

test('situations decide what is asked for at submission; whoever has a draft of the old version is told field by field', async () => {
  const citizen = await aCitizen(app)
  const draft = await aSubmission(app, citizen, item)
  const { id: draftId, ...application } = draft
  const mine = { ...application, onBehalfOf: null, forRelative: null, owed: [] }
  expect((await send(app, citizen, 'PUT', `/drafts/${draftId}`, mine)).status).toBe(200)
  const { guide: old } = (await itemInForce(app.services.db, item.code, app.clock.now())) ?? {}
  if (!old) throw new Error('no guide')
  const { form, materials } = old
  const letter = { ...materials[1], id: 'offer', materialName: '录用通知', isNeed: '1' } as Guide['materials'][number]
  const id = await reviewed({
    form: {
      ...form,
      required: [...(form.required ?? []), 'city'],
      properties: { ...form.properties, city: { type: 'string', title: '工作城市', minLength: 2, maxLength: 20 } },
      'x-steps': (form['x-steps'] ?? []).map((step) =>
        step.title === '用途' ? { ...step, fields: [...step.fields, 'city'] } : step,
      ),
    },
    materials: [...materials, letter],
    situations: [{ field: 'purpose', options: [{ value: 'job', materials: ['offer'], fields: ['city'] }] }],
  })
  app.clock.advance(1_000)
  expect((await act(reviewers[2] ?? editor, id, 'approve')).status).toBe(200)
  const opened = await send<{ form: object; changes: object[] }>(app, citizen, 'GET', `/drafts/${draftId}`)
  expect(opened.body).toMatchObject({ outdated: true, form: draft.form })
  expect(opened.body.changes).toEqual([
    { kind: 'new', path: '/form/city', message: '新增“工作城市”，必须填写' },
    { kind: 'new', path: '/materials/offer', message: '新增材料“录用通知”，必须提交' },
  ])
  expect((await send(app, citizen, 'POST', '/cases', draft)).status).toBe(409)
  const refused = await send<{ errors: { path: string }[] }>(app, citizen, 'POST', '/cases', {
    ...draft,
    itemVersion: 2,
  })
  expect(refused.body.errors.map(({ path }) => path)).toEqual(['/form/city', '/materials/offer'])
  // Another purpose needs neither.
  const { employer: _, ...rest } = draft.form
  const other = { ...draft, itemVersion: 2, form: { ...rest, purpose: 'adoption', city: '云溪' } }
  expect((await send(app, citizen, 'POST', '/cases', other)).status).toBe(201)
  const { body: seen } = await send<{ form: object; materials: { materialId: string }[] }>(
    app,
    citizen,
    'GET',
    `/cases/${draftId}`,
  )
  expect(Object.keys(seen.form)).not.toContain('city')
  expect(seen.materials.map(({ materialId }) => materialId)).toEqual(['id-card'])
})
