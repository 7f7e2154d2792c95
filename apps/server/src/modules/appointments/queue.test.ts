import type { StaffBooking } from '@zhengtong/contract/appointment-desk'
import type { Board, Queue, Ticket } from '@zhengtong/contract/appointment-queue'
import type { Booking, BookingList } from '@zhengtong/contract/appointments'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { aHall, booking, type Hall } from '../../testing/appointments.ts'
import { startTestApp } from '../../testing/app.ts'
import { aCitizen, anOfficer, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'

type Person = Awaited<ReturnType<typeof aCitizen>>
let app: TestApp
let hall: Hall
let officer: { cookie: string }
let stranger: { cookie: string }
let people: [Person, Person, Person]
beforeAll(async () => {
  app = await startTestApp()
  hall = await aHall(app)
  officer = await anOfficer(app, hall.agency.code, ['appointments-desk'])
  stranger = await anOfficer(app, hall.other.code, ['appointments-desk'])
  const three = await Promise.all(['张三', '李四', '王五'].map((name) => aCitizen(app, name)))
  people = three as typeof people
})
afterAll(() => app.close())
beforeEach(async () => {
  app.clock.set('2026-11-23T02:00:00Z')
  await sql`truncate appointments.booking, appointments.booking_key, appointments.code, appointments.slot, appointments.queue,
    appointments.ticket, platform.attempt`.execute(app.services.db)
})

type Answer<T> = { status: number; body: T & Record<string, unknown> }
const factOf = ({ body }: { body: Record<string, unknown> }) => String(body['type']).replace('urn:problem:', '')
const checkIn = (who: { cookie: string }, code: string) =>
  send<StaffBooking & Record<string, unknown>>(app, who, 'POST', `/staff/appointments/halls/${hall.hallId}/check-in`, {
    code,
  })
const at = (path: string) => `/staff/appointments/services/${hall.serviceId}/${path}`
const call = (window: number, actId = newId(), who = officer): Promise<Answer<Ticket>> =>
  send(app, who, 'POST', at('call'), { window, actId })
const act = (number: string, name: string, body?: object, who = officer): Promise<Answer<Ticket>> =>
  send(app, who, 'POST', at(`tickets/${number}/${name}`), body)
const queue = async () => (await send<Queue>(app, officer, 'GET', at('queue'))).body
const halls = async () =>
  (await send<{ boardKey: string; checkInCode: string }[]>(app, officer, 'GET', '/staff/appointments/halls')).body[0]
const board = async (key: string) =>
  send<Board & Record<string, unknown>>(app, undefined, 'GET', `/halls/${hall.hallId}/board?key=${key}`)
const mine = async (who: Person) => (await send<BookingList>(app, who, 'GET', '/bookings')).body.rows[0]
const myself = (who: Person, id: string, hallCode: string): Promise<Answer<Booking>> =>
  send(app, who, 'POST', `/bookings/${id}/check-in`, { hallCode })

test('checked in by code, called in turn, recalled, skipped and served; each once, and only by the hall’s own', async () => {
  const [zhang, li, wang] = people
  const early = await booking(app, hall, zhang, { minute: 570 })
  const first = await booking(app, hall, li)
  const late = await booking(app, hall, wang)
  expect(factOf(await checkIn(officer, first.body.code)), 'not on another day').toBe('appointments:code-unknown')
  app.clock.set('2026-11-24T00:50:00Z')
  expect((await checkIn(stranger, first.body.code)).status).toBe(404)
  for (let n = 0; n < 2; n += 1)
    expect((await checkIn(officer, early.body.code)).body).toMatchObject({
      queueNumber: 'A001',
      status: 'arrived',
      personName: '张*',
    })
  expect((await checkIn(officer, first.body.code)).body.queueNumber).toBe('A002')
  expect(factOf({ body: (await send(app, zhang, 'DELETE', `/bookings/${early.body.id}`)).body })).toBe(
    'appointments:done',
  )
  expect((await mine(zhang))?.queue).toMatchObject({ status: 'waiting', ahead: 1, waitMinutes: 5 })

  expect((await call(1, newId(), stranger)).status).toBe(404)
  expect(factOf(await call(3))).toBe('appointments:no-such-window')
  const actId = newId()
  for (let n = 0; n < 2; n += 1)
    expect((await call(1, actId)).body, 'the earlier time first').toMatchObject({ number: 'A002', window: 1, calls: 1 })
  expect(factOf(await call(1))).toBe('appointments:window-busy')
  expect((await mine(li))?.queue).toMatchObject({ status: 'called', window: 1 })
  expect((await act('A002', 'recall', { window: 1 })).body.calls).toBe(2)
  expect(factOf(await act('A002', 'recall', { window: 2 }))).toBe('appointments:ticket-state')
  for (let n = 0; n < 2; n += 1) expect((await act('A002', 'skip')).body.status).toBe('skipped')
  expect(factOf(await act('A002', 'done'))).toBe('appointments:ticket-state')
  expect((await call(1)).body.number).toBe('A001')
  expect(factOf(await act('A002', 'recall', { window: 1 })), 'the window is taken').toBe('appointments:window-busy')
  expect((await act('A002', 'recall', { window: 2 })).body).toMatchObject({ window: 2, calls: 3 })
  app.clock.set('2026-11-24T01:02:00Z')
  for (let n = 0; n < 2; n += 1) expect((await act('A002', 'done')).body.status).toBe('served')
  expect((await mine(li))?.status).toBe('served')
  expect((await act('A002', 'done', undefined, stranger)).status).toBe(404)
  expect((await act('A999', 'done')).status).toBe(404)

  app.clock.set('2026-11-24T01:40:00Z')
  await checkIn(officer, late.body.code)
  expect(await queue()).toMatchObject({
    served: 1,
    averageMinutes: 12,
    tickets: [
      { number: 'A001', status: 'called', window: 1 },
      { number: 'A003', status: 'waiting' },
    ],
  })
  expect(factOf(await call(2))).toBe('undefined')
  expect(factOf({ body: (await call(2)).body })).toBe('appointments:window-busy')
})

test('who comes without an appointment gets a number too, in line from when he came', async () => {
  const [zhang] = people
  const { body } = await booking(app, hall, zhang)
  app.clock.set('2026-11-24T01:10:00Z')
  const walkIn = (actId: string, who = officer): Promise<Answer<Ticket>> =>
    send(app, who, 'POST', at('walk-ins'), { actId })
  expect((await walkIn(newId(), stranger)).status).toBe(404)
  const actId = newId()
  const both = await Promise.all([walkIn(actId), walkIn(actId)])
  expect(both.map((answer) => answer.body.number)).toEqual(['A001', 'A001'])
  await checkIn(officer, body.code)
  expect((await call(1)).body.number, 'the appointment of 9:00 before who came at 9:10').toBe('A002')
  expect((await call(2)).body).toMatchObject({ number: 'A001', itemName: '现场取号' })
  expect((await act('A001', 'done')).body.status).toBe('served')
})

test('windows that call at once get different numbers', async () => {
  for (const who of people) await booking(app, hall, who)
  app.clock.set('2026-11-24T00:50:00Z')
  for (const who of people) await checkIn(officer, (await mine(who))?.code ?? '')
  await sql`update appointments.service set windows = 5`.execute(app.services.db)
  const calls = await Promise.all([1, 2, 3, 4, 5].map((window) => call(window)))
  expect(new Set(calls.filter(({ status }) => status === 200).map(({ body }) => body.number)).size).toBe(3)
  expect(calls.filter(({ body }) => body['type'] === 'urn:problem:appointments:nobody-waiting')).toHaveLength(2)
  await sql`update appointments.service set windows = 2`.execute(app.services.db)
})

test('the display shows numbers and the code of the hour to who has its key; the code checks a person in from an hour before', async () => {
  const [zhang, li] = people
  const { body } = await booking(app, hall, zhang)
  const key = (await halls())?.boardKey ?? ''
  expect((await board('wrong')).status).toBe(404)
  app.clock.set('2026-11-23T23:59:00Z')
  const early = (await board(key)).body.checkInCode
  expect(factOf(await myself(zhang, body.id, early))).toBe('appointments:check-in-time')
  app.clock.set('2026-11-24T00:20:00Z')
  const code = (await board(key)).body.checkInCode
  expect(code).toMatch(/^\d{4}$/)
  expect((await halls())?.checkInCode).toBe(code)
  expect((await mine(zhang))?.canCheckIn).toBe(true)
  expect((await myself(li, body.id, code)).status).toBe(404)
  expect(factOf(await myself(zhang, body.id, code === '0000' ? '0001' : '0000'))).toBe('appointments:hall-code')
  for (let n = 0; n < 2; n += 1) expect((await myself(zhang, body.id, code)).body.queueNumber).toBe('A001')
  await call(2)
  expect((await board(key)).body).toMatchObject({
    hallName: '测试大厅',
    calls: [{ number: 'A001', window: 2, calls: 1 }],
    services: [{ name: '户籍窗口', waiting: 0 }],
  })
  expect(JSON.stringify((await board(key)).body)).not.toContain('张')
  const next = await booking(app, hall, li, { minute: 570 })
  for (let n = 0; n < 10; n += 1) await myself(li, next.body.id, code === '9999' ? '9998' : '9999')
  expect((await myself(li, next.body.id, code)).status, 'ten guesses an hour').toBe(429)
})
