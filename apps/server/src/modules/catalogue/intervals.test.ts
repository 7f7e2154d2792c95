import type { ListedItem } from '@zhengtong/contract/catalogue-lists'
import type { Guide } from '@zhengtong/contract/guide'
import { legalDateOf, shiftDays, startOfDay } from '@zhengtong/domain/plain-date'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { startTestApp } from '../../testing/app.ts'
import { aCitizen, anItem, anOfficer, aSubmission, type TestApp } from '../../testing/factories.ts'
import { guideOffice } from '../../testing/guide-changes.ts'
import { send } from '../../testing/request.ts'
import { itemInForce } from './items.ts'

const app: TestApp = await startTestApp()
afterAll(() => app.close())
const { province, editor, office, nextItem, create, show, act, reviewed } = await guideOffice(app, 7400)
let item: Awaited<ReturnType<typeof nextItem>>
beforeEach(async () => {
  item = await nextItem()
})
const versionAt = async (at: Date) => (await itemInForce(app.services.db, item.code, at))?.version

test('a planned version takes over at 00:00 of its day, a millisecond before the old one holds', async () => {
  const day = shiftDays(legalDateOf(app.clock.now()), 10)
  const id = await reviewed({ promiseDay: 2 }, {}, { effectiveOn: day })
  expect((await act(office, id, 'approve')).body.state).toBe('approved')
  const from = new Date(startOfDay(day))
  expect([await versionAt(new Date(from.getTime() - 1)), await versionAt(from)]).toEqual([1, 2])
  const list = await send<{ rows: ListedItem[] }>(app, editor, 'GET', `/staff/catalogue/items?search=${item.code}`)
  expect(list.body.rows[0]).toMatchObject({ version: 1, planned: { version: 2 } })
})

test('of two changes published at once one wins; the other has to be brought up to it first', async () => {
  const ids = [await reviewed({ promiseDay: 2 }), await reviewed({ promiseExplain: '当天核对。' })]
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
  expect((await act(office, id, 'approve')).status).toBe(200)
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
  const second = await anItem(app, province.agency, { taskName: '另一个事项' }, item.serial + 500)
  const provincial = await anOfficer(app, province.agency.code, ['catalogue-approve-office'], {
    scope: 'region',
    regionCode: '770000',
  })
  const key = `7701200${String(item.serial).padStart(4, '0')}9`
  const saved = await send(app, provincial, 'PUT', `/staff/catalogue/base/${key}`, {
    name: '合并后的事项',
    type: '20',
    byLaw: [{ name: '某办法' }],
    useLevels: ['4'],
    version: 0,
  })
  expect(saved.status).toBe(200)
  const body = { kind: 'merge', itemCode: null, baseKey: key, predecessors: [first.code, second.code] }
  const id = await reviewed({}, body)
  expect((await act(office, id, 'approve')).body.state).toBe('published')
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
  const provincial = await anOfficer(app, province.agency.code, ['catalogue-approve-office'], {
    scope: 'region',
    regionCode: '770000',
  })
  const put = (version: number, useLevels: string[]) =>
    send(app, provincial, 'PUT', `/staff/catalogue/base/${item.baseKey}`, {
      name: item.name,
      type: '20',
      byLaw: [{ name: '新的办法' }],
      useLevels,
      version,
    })
  expect(
    (
      await send(app, office, 'PUT', `/staff/catalogue/base/${item.baseKey}`, {
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
  const { status, body } = await create(elsewhere, { kind: 'add', itemCode: null, baseKey: item.baseKey })
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
  expect((await act(office, id, 'approve')).status).toBe(200)
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
