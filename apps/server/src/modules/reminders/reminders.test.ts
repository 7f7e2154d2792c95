import type { StaffMessage } from '@zhengtong/contract/reminders'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { modules } from '../../modules.ts'
import type { Event } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import { startTestApp } from '../../testing/app.ts'
import { aCitizen, anItem, anOfficer, aProvince, aSubmission, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'
import { tellHandler } from './remind.ts'

let app: TestApp
let province: Awaited<ReturnType<typeof aProvince>>
let citizen: Awaited<ReturnType<typeof aCitizen>>
let item: Awaited<ReturnType<typeof anItem>>
type Officer = Awaited<ReturnType<typeof anOfficer>>
let clerk: Officer
let head: Officer
let supervisor: Officer
/** Monday morning; ten working days end on 16 November. */
const BEGIN = '2026-11-02T02:00:00Z'
beforeAll(async () => {
  app = await startTestApp()
  app.clock.set(BEGIN)
  province = await aProvince(app)
  const { agency } = province
  citizen = await aCitizen(app)
  const limits = { anticipateDay: 20, anticipateType: 'workday', promiseDay: 10, promiseType: 'workday' } as const
  item = await anItem(app, agency, limits, 7301)
  clerk = await anOfficer(app, agency.code, ['accept'])
  head = await anOfficer(app, agency.code, ['decide', 'approve'])
  supervisor = await anOfficer(app, agency.code, ['supervise'], { scope: 'region', regionCode: '770100' })
})
afterAll(() => app.close())
beforeEach(() => app.clock.set(BEGIN))

const act = (who: Officer, id: string, kind: string, version: number, fields: object = {}) =>
  send(app, who, 'POST', `/staff/cases/${id}/${kind}`, { actId: newId(), version, ...fields })
/** Cases that a new reviewer has just taken. */
async function casesOf(count: number): Promise<{ reviewer: Officer; ids: string[] }> {
  const reviewer = await anOfficer(app, province.agency.code, ['review'])
  const ids: string[] = []
  for (let n = 0; n < count; n += 1) {
    const submission = await aSubmission(app, citizen, item)
    await send(app, citizen, 'POST', '/cases', submission)
    await act(clerk, submission.id, 'acceptance', 1)
    expect((await act(reviewer, submission.id, 'claim', 2, { handlerId: null })).status).toBe(200)
    ids.push(submission.id)
  }
  return { reviewer, ids }
}
const job = async (name: string) => modules.find(({ jobs }) => jobs?.[name])?.jobs?.[name]?.({}, app.services)
/** What the worker does each minute, at that time. */
async function sweepAt(instant: string) {
  app.clock.set(instant)
  await job('supervision:raise-cards')
  await job('reminders:deliver')
}
const inbox = async (who: Officer) =>
  (await send<{ rows: StaffMessage[] }>(app, who, 'GET', '/staff/messages?limit=50')).body.rows
const kindsOf = async (who: Officer, caseId: string) =>
  (await inbox(who))
    .flatMap(({ items }) => items.filter((each) => each.caseId === caseId).map(({ kind }) => kind))
    .toReversed()

test('the handler is reminded as the time runs, then the head, then who supervises, each of each once', async () => {
  const { reviewer, ids } = await casesOf(1)
  const [id = ''] = ids
  await sweepAt('2026-11-06T02:00:00Z')
  expect(await kindsOf(reviewer, id)).toEqual([])
  // Half of the time: it is told with the digest at nine.
  await sweepAt('2026-11-09T00:30:00Z')
  expect(await kindsOf(reviewer, id)).toEqual([])
  for (const instant of ['2026-11-09T01:01:00Z', '2026-11-12T02:00:00Z', '2026-11-13T01:30:00Z']) await sweepAt(instant)
  expect(await kindsOf(reviewer, id)).toEqual(['half', 'two', 'yellow'])
  expect(await kindsOf(head, id)).toEqual([])
  await sweepAt('2026-11-16T02:00:00Z')
  expect(await kindsOf(head, id)).toEqual(['today'])
  app.clock.set('2026-11-17T02:00:00Z')
  // Several processes, and one that starts again.
  await Promise.all([1, 2, 3].map(() => job('supervision:raise-cards')))
  await Promise.all([1, 2, 3].map(() => job('reminders:deliver')))
  await job('reminders:deliver')
  expect(await kindsOf(reviewer, id)).toEqual(['half', 'two', 'yellow', 'today', 'red'])
  expect(await kindsOf(head, id)).toEqual(['today', 'red'])
  expect(await kindsOf(supervisor, id)).toEqual(['red'])
  expect(await kindsOf(clerk, id)).toEqual([])
})

test('after a standstill of two weeks each finds one message, and only of what is true now', async () => {
  const { reviewer, ids } = await casesOf(6)
  const before = (await inbox(head)).length
  await sweepAt('2026-11-19T02:00:00Z')
  const messages = await inbox(reviewer)
  expect(messages).toHaveLength(1)
  expect(messages[0]).toMatchObject({ count: 6, readAt: null })
  expect(new Set(messages[0]?.items.map(({ kind }) => kind))).toEqual(new Set(['red']))
  expect(messages[0]?.items.map(({ caseId }) => caseId).toSorted()).toEqual(ids.toSorted())
  expect(await inbox(head)).toHaveLength(before + 1)
  await sweepAt('2026-11-19T02:01:00Z')
  expect(await inbox(reviewer)).toHaveLength(1)
})

test('what comes at night waits for the morning; what was given away again is not told', async () => {
  const { ids } = await casesOf(2)
  const [id = '', other = ''] = ids
  const receiver = await anOfficer(app, province.agency.code, ['review'])
  app.clock.set('2026-11-02T15:30:00Z')
  const eventOf = (caseId: string): Event => ({
    id: newId(),
    type: 'case.transferred',
    subject: { caseId, to: receiver.id },
    at: app.clock.now().toISOString(),
  })
  await sql`update cases."case" set handler_id = ${receiver.id} where id = ${id}`.execute(app.services.db)
  const event = eventOf(id)
  for (const each of [event, event, eventOf(other)])
    await app.services.db.transaction().execute((tx) => tellHandler(tx, each, app.services))
  await job('reminders:deliver')
  expect(await inbox(receiver)).toEqual([])
  app.clock.set('2026-11-03T00:00:00Z')
  await job('reminders:deliver')
  expect(await kindsOf(receiver, id)).toEqual(['assigned'])
  expect(await kindsOf(receiver, other)).toEqual([])
})

test('an officer may do without the early reminders, reads his own inbox and nobody else’s', async () => {
  const { reviewer, ids } = await casesOf(1)
  const [id = ''] = ids
  expect((await send(app, reviewer, 'GET', '/staff/reminder-preference')).body).toEqual({ half: true, two: true })
  expect((await send(app, reviewer, 'PUT', '/staff/reminder-preference', { half: false, yellow: false })).status).toBe(
    400,
  )
  await send(app, reviewer, 'PUT', '/staff/reminder-preference', { half: false, two: false })
  for (const instant of ['2026-11-09T02:00:00Z', '2026-11-12T02:00:00Z', '2026-11-13T02:00:00Z']) await sweepAt(instant)
  expect(await kindsOf(reviewer, id)).toEqual(['yellow'])
  const [message] = await inbox(reviewer)
  const unread = async () => (await send(app, reviewer, 'GET', '/staff/unread-messages')).body
  expect(await unread()).toEqual({ count: 1 })
  expect((await send(app, head, 'POST', `/staff/messages/${message?.id}/read`)).status).toBe(404)
  expect(await unread()).toEqual({ count: 1 })
  expect((await send(app, reviewer, 'POST', `/staff/messages/${message?.id}/read`)).status).toBe(204)
  expect(await unread()).toEqual({ count: 0 })
  expect((await send(app, head, 'POST', '/staff/messages/read')).status).toBe(204)
  expect((await send(app, head, 'GET', '/staff/unread-messages')).body).toEqual({ count: 0 })
})
