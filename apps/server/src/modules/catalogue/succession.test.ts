import type { ItemPage } from '@zhengtong/contract/catalogue'
import type { ChangeDetail } from '@zhengtong/contract/catalogue-changes'
import type { ListedItem } from '@zhengtong/contract/catalogue-lists'
import { shiftDays, legalDateOf, startOfDay } from '@zhengtong/domain/plain-date'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { startTestApp } from '../../testing/app.ts'
import { aCitizen, anItem, anOfficer, aSubmission, type TestApp } from '../../testing/factories.ts'
import { guideOffice } from '../../testing/guide-changes.ts'
import { send } from '../../testing/request.ts'
import * as access from '../access/index.ts'
import { itemInForce } from './items.ts'

const app: TestApp = await startTestApp()
afterAll(() => app.close())
const { province, editor, agencyReviewer, legal, office, nextItem, create, show, save, act, reviewed } =
  await guideOffice(app, 8100)
const whole = { scope: 'region', regionCode: '770000' } as const
const provincial = await anOfficer(app, province.agency.code, ['catalogue-approve-office'], whole)
const CITY = { ...province.other, code: '11770100MB0000019Y', name: '云溪市公安局', regionCode: '770100', level: '3' }
await app.services.db
  .transaction()
  .execute((tx) => access.upsertAgencies(tx, [access.agencyRow({ ...CITY, source: 'test' })]))
let item: Awaited<ReturnType<typeof nextItem>>
let serial = 8600
beforeEach(async () => {
  item = await nextItem()
})
const tomorrow = (days = 1) => shiftDays(legalDateOf(app.clock.now()), days)
const goTo = (day: string) => app.clock.advance(new Date(startOfDay(day)).getTime() - app.clock.now().getTime())
const page = async (code: string) => (await send<ItemPage>(app, undefined, 'GET', `/items/${code}`)).body
const listed = async (code: string) =>
  (await send<{ rows: ListedItem[] }>(app, editor, 'GET', `/staff/catalogue/items?search=${code}`)).body.rows[0]

/** A base item that nobody has an implementation of. */
async function aBase(name: string): Promise<string> {
  serial += 1
  const baseKey = `77012000${serial}`
  const body = { name, type: '20', byLaw: [{ name: '某办法' }], useLevels: ['4'], version: 0 }
  expect((await send(app, provincial, 'PUT', `/staff/catalogue/base/${baseKey}`, body)).status).toBe(200)
  return baseKey
}
const part = async (name: string, effectiveOn: string | null, other: object = {}) =>
  reviewed(
    {},
    { kind: 'split', itemCode: null, baseKey: await aBase(name), predecessors: [item.code], ...other },
    { effectiveOn },
  )

test('what is split ends at the instant the new item begins; who is under way finishes, a draft and a late one are told', async () => {
  const citizen = await aCitizen(app)
  const running = await aSubmission(app, citizen, item)
  expect((await send(app, citizen, 'POST', '/cases', running)).status).toBe(201)
  const drafted = await aSubmission(app, citizen, item)
  const { id: draftId, ...application } = drafted
  const mine = { ...application, onBehalfOf: null, forRelative: null, owed: [] }
  expect((await send(app, citizen, 'PUT', `/drafts/${draftId}`, mine)).status).toBe(200)

  const id = await part('拆出的事项', tomorrow())
  expect(await show(editor, id)).toMatchObject({
    endsOld: true,
    predecessors: [{ code: item.code, state: 'in-force', endsAt: null, pending: 0 }],
  })
  expect((await act(office, id, 'approve')).body).toMatchObject({
    state: 'approved',
    predecessors: [{ state: 'in-force', endsAt: expect.any(String) }],
  })
  const { itemCode, effectiveOn } = await show(editor, id)
  goTo(effectiveOn ?? '')
  const stateAt = async (code: string, at: Date) => (await itemInForce(app.services.db, code, at))?.state
  const justBefore = new Date(app.clock.now().getTime() - 1)
  expect([await stateAt(item.code, justBefore), await stateAt(itemCode, justBefore)]).toEqual(['in-force', undefined])
  expect(await page(item.code)).toMatchObject({
    state: 'cancelled',
    cannotApplyBecause: `这个事项已取消，现在请办理“拆出的事项”（${province.agency.name}）`,
    successors: [{ code: itemCode, name: '拆出的事项' }],
  })
  expect(await page(itemCode)).toMatchObject({ state: 'in-force', successors: [] })

  expect((await send(app, citizen, 'GET', `/cases/${running.id}`)).body).toMatchObject({ itemVersion: 1 })
  const opened = await send<{ changes: object[] }>(app, citizen, 'GET', `/drafts/${draftId}`)
  expect(opened.body.changes).toEqual([
    { kind: 'gone', path: '', message: expect.stringContaining('现在请办理“拆出的事项”') },
  ])
  const refused = await send(app, citizen, 'POST', '/cases', drafted)
  expect([refused.status, refused.body['detail']]).toEqual([409, '这个事项已取消，不再收新的申请'])
})

test('of two parts approved at once both stand, and the old item ends where the later one begins', async () => {
  const [early, late] = [await part('早的部分', tomorrow()), await part('晚的部分', tomorrow(5))]
  expect((await show(editor, early)).predecessors).toMatchObject([{ pending: 1 }])
  const answers = await Promise.all([early, late].map((id) => act(office, id, 'approve')))
  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  expect((await listed(item.code))?.plannedState).toMatchObject({
    state: 'cancelled',
    from: startOfDay(tomorrow(5)).replace('.000', ''),
  })
})

test('of two mergers of one item at once one has it, whatever the order they name their items in', async () => {
  const second = await anItem(app, province.agency, { taskName: '另一个' }, item.serial + 300)
  const merge = async (name: string, predecessors: string[]) =>
    reviewed({}, { kind: 'merge', itemCode: null, baseKey: await aBase(name), predecessors })
  const ids = [await merge('合并甲', [item.code, second.code]), await merge('合并乙', [second.code, item.code])]
  const answers = await Promise.all(ids.map((id) => act(office, id, 'approve')))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
  const lost = ids[answers.findIndex(({ status }) => status === 409)] ?? ''
  const { itemCode, state } = await show(editor, lost)
  expect([state, (await send(app, undefined, 'GET', `/items/${itemCode}`)).status]).toEqual(['office', 404])
})

test('a part beside a planned suspension of the old item waits until that is settled; nothing is written', async () => {
  const rest = await reviewed(null, { kind: 'suspend' }, { effectiveOn: tomorrow(3) })
  const id = await part('另一部分', tomorrow())
  const answers = await Promise.all([act(office, rest, 'approve'), act(office, id, 'approve')])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
  expect(answers.find(({ status }) => status === 409)?.body.type).toBe('urn:problem:catalogue:state-planned')
})

test('who says that both go on leaves the old item as it is', async () => {
  const id = await part('并行的部分', null, { keepsOld: true })
  expect((await act(office, id, 'approve')).body).toMatchObject({ state: 'published', endsOld: false })
  expect(await page(item.code)).toMatchObject({ state: 'in-force', successors: [] })
})

test('what the city hands down ends with the approval of an office that reaches the city, and of no other', async () => {
  serial += 1
  const handed = await anItem(app, CITY, { taskName: '市里的事项', useLevel: ['3', '4'] }, serial)
  const body = { kind: 'hand-down', itemCode: null, baseKey: null, predecessors: [handed.code] }
  const county = await anOfficer(app, province.agency.code, ['catalogue-approve-office'])
  const { body: begun } = await create(editor, body)
  await save(editor, begun, {})
  await act(editor, begun.id, 'submit')
  for (const reviewer of [agencyReviewer, legal]) await act(reviewer, begun.id, 'approve')
  expect(await show(county, begun.id)).toMatchObject({
    actions: expect.not.arrayContaining(['approve']),
    whyNot: expect.stringContaining('原事项同时停办'),
  } satisfies Partial<ChangeDetail>)
  expect((await act(county, begun.id, 'approve')).status).toBe(403)
  expect((await act(office, begun.id, 'approve')).body.state).toBe('published')
  expect(await page(handed.code)).toMatchObject({ state: 'cancelled', successors: [{ code: begun.itemCode }] })
})
