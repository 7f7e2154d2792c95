import type { QueueRow } from '@zhengtong/contract/queues'
import type { SavedView } from '@zhengtong/contract/saved-views'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { startTestApp } from '../../testing/app.ts'
import { aCitizen, anItem, anOfficer, aProvince, aSubmission, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'

let app: TestApp
let province: Awaited<ReturnType<typeof aProvince>>
type Officer = Awaited<ReturnType<typeof anOfficer>>
let clerk: Officer
let colleague: Officer
let decider: Officer
const ids: Record<'free' | 'mine' | 'his' | 'accepted' | 'late' | 'other' | 'done', string> = {
  free: '',
  mine: '',
  his: '',
  accepted: '',
  late: '',
  other: '',
  done: '',
}
const act = (who: Officer, id: string, kind: string, version: number, fields: object = {}) =>
  send(app, who, 'POST', `/staff/cases/${id}/${kind}`, { actId: newId(), version, ...fields })

beforeAll(async () => {
  app = await startTestApp()
  province = await aProvince(app)
  const citizen = await aCitizen(app)
  clerk = await anOfficer(app, province.agency.code, ['accept', 'review'])
  colleague = await anOfficer(app, province.agency.code, ['accept'])
  decider = await anOfficer(app, province.agency.code, ['decide'])
  const other = await anItem(app, province.agency, {}, 7002)
  const apply = async (item = province.item) => {
    const submission = await aSubmission(app, citizen, item)
    expect((await send(app, citizen, 'POST', '/cases', submission)).status).toBe(201)
    return submission.id
  }
  for (const name of Object.keys(ids) as (keyof typeof ids)[])
    ids[name] = await apply(name === 'other' ? other : undefined)
  await act(clerk, ids.mine, 'claim', 1, { handlerId: null })
  await act(colleague, ids.his, 'claim', 1, { handlerId: null })
  await act(colleague, ids.accepted, 'acceptance', 1)
  await act(clerk, ids.done, 'refusal', 1, { ground: 'other', reason: '依法不予受理。' })
  await sql`update cases."case" set due_on = '2026-11-20' where id = ${ids.late}`.execute(app.services.db)
})
afterAll(() => app.close())

const named = (rows: { id: string }[]) =>
  rows.map(({ id }) => Object.entries(ids).find(([, each]) => each === id)?.[0]).toSorted()
async function queue(who: Officer, query: string): Promise<(string | undefined)[]> {
  const { status, body } = await send<{ rows: QueueRow[] }>(app, who, 'GET', `/staff/cases?${query}`)
  expect(status).toBe(200)
  return named(body.rows)
}
const counts = async (who: Officer) => (await send<Record<string, number>>(app, who, 'GET', '/staff/case-counts')).body

test('each queue holds what its name says, and its count is its length', async () => {
  const expected = {
    mine: ['mine'],
    'for-me': ['accepted', 'free', 'late', 'mine', 'other'],
    agency: ['accepted', 'free', 'his', 'late', 'mine', 'other'],
    // Promised within a working day of acceptance.
    'due-soon': ['accepted'],
    overdue: ['late'],
    'to-accept': ['free', 'his', 'late', 'mine', 'other'],
  }
  const counted = await counts(clerk)
  for (const [name, cases] of Object.entries(expected)) {
    expect(await queue(clerk, `queue=${name}`), name).toEqual(cases)
    expect(counted[name], name).toBe(cases.length)
  }
  expect(await queue(clerk, 'queue=done')).toEqual(['done'])
  expect(await queue(decider, 'queue=for-me')).toEqual([])
})

test('filters narrow a queue, its pages and its export', async () => {
  const { rows } = (await send<{ rows: QueueRow[] }>(app, clerk, 'GET', '/staff/cases?queue=agency')).body
  const otherItem = rows.find(({ id }) => id === ids.other)?.itemCode ?? ''
  expect(await queue(clerk, `queue=agency&item=${otherItem}`)).toEqual(['other'])
  expect(await queue(clerk, 'queue=agency&status=accepted')).toEqual(['accepted'])
  expect(await queue(clerk, 'queue=agency&dueTo=2026-11-20')).toEqual(['late'])
  expect(await queue(clerk, 'queue=agency&handler=none')).toEqual(['accepted', 'free', 'late', 'other'])
  expect(await queue(clerk, 'queue=agency&handler=me')).toEqual(['mine'])
  expect(await queue(clerk, 'queue=done&status=granted')).toEqual([])
  expect((await send(app, clerk, 'GET', '/staff/cases?queue=agency&dueTo=tomorrow')).status).toBe(400)

  const seen: string[] = []
  let cursor = ''
  do {
    const page = await send<{ rows: QueueRow[]; next: string | null }>(
      app,
      clerk,
      'GET',
      `/staff/cases?queue=agency&handler=none&limit=3${cursor ? `&cursor=${cursor}` : ''}`,
    )
    seen.push(...page.body.rows.map(({ id }) => id))
    cursor = page.body.next ?? ''
  } while (cursor)
  expect(named(seen.map((id) => ({ id })))).toEqual(['accepted', 'free', 'late', 'other'])

  const list = await app.app.inject({
    method: 'POST',
    url: '/api/v1/staff/case-exports',
    headers: { cookie: clerk.cookie },
    payload: { queue: 'agency', handler: 'me' },
  })
  expect(list.body.trim().split('\n')).toHaveLength(3)
})

test('a case without a due day comes last, and no page is lost behind it or before it', async () => {
  await sql`update cases."case" set due_on = null where id = any (${[ids.his, ids.other]}::uuid[])`.execute(
    app.services.db,
  )
  const seen: string[] = []
  let cursor = ''
  do {
    const { status, body } = await send<{ rows: QueueRow[]; next: string | null }>(
      app,
      clerk,
      'GET',
      `/staff/cases?queue=agency&limit=1${cursor ? `&cursor=${cursor}` : ''}`,
    )
    expect(status).toBe(200)
    seen.push(...body.rows.map(({ id }) => id))
    cursor = body.next ?? ''
  } while (cursor)
  expect(seen.slice(-2).toSorted()).toEqual([ids.his, ids.other].toSorted())
  expect(named(seen.map((id) => ({ id })))).toEqual(['accepted', 'free', 'his', 'late', 'mine', 'other'])
  await sql`update cases."case" set due_on = notice_due_on where due_on is null and status = 'submitted'`.execute(
    app.services.db,
  )
})

test('a deputy works on what his colleague has, and another agency sees none of it', async () => {
  await sql`insert into access.deputy (id, staff_id, deputy_id, from_on, to_on)
    values (${newId()}, ${colleague.id}, ${clerk.id}, '2026-11-01', '2026-12-31')`.execute(app.services.db)
  expect(await queue(clerk, 'queue=for-me')).toContain('his')
  await sql`delete from access.deputy`.execute(app.services.db)
  const stranger = await anOfficer(app, province.other.code, ['accept', 'review', 'decide'])
  for (const name of ['mine', 'for-me', 'agency', 'overdue', 'due-soon', 'done'])
    expect(await queue(stranger, `queue=${name}`), name).toEqual([])
  expect(Object.values(await counts(stranger)).every((count) => count === 0)).toBe(true)
})

test('views are an officer’s own: saved, renamed, one of them the first, removed, and no more than 20', async () => {
  const wish = { name: '没人经办的', queue: 'agency', filter: { handler: 'none' }, isDefault: true }
  const put = (id: string, change: object = {}) =>
    send<SavedView[]>(app, clerk, 'PUT', `/staff/views/${id}`, { ...wish, ...change })
  const [first, second] = [newId(), newId()]
  await put(first)
  expect((await put(second, { name: '第二个' })).body).toEqual([
    { ...wish, id: first, isDefault: false },
    { ...wish, id: second, name: '第二个' },
  ])
  expect((await put(first, { name: '改名' })).body[0]).toMatchObject({ name: '改名', isDefault: true })
  expect((await send(app, colleague, 'GET', '/staff/views')).body).toEqual([])
  await send(app, colleague, 'DELETE', `/staff/views/${first}`)
  expect((await put(newId(), { name: ' ' })).status).toBe(400)
  expect((await put(newId(), { filter: { owner: 'x' } })).status).toBe(400)

  const answers = await Promise.all(Array.from({ length: 20 }, () => put(newId(), { isDefault: false })))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(18)
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(2)
  expect((await send<SavedView[]>(app, clerk, 'DELETE', `/staff/views/${first}`)).body).toHaveLength(19)
  expect((await put(first, { name: '又一个' })).body.map(({ name }) => name)).toContain('又一个')
})
