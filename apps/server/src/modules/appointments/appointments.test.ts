import type { BookingList } from '@zhengtong/contract/appointments'
import type { StaffBooking } from '@zhengtong/contract/appointment-desk'
import type { ServiceSettings } from '@zhengtong/contract/appointment-settings'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { aHall, booking, wrongSlots, type Hall } from '../../testing/appointments.ts'
import { startTestApp } from '../../testing/app.ts'
import { aCitizen, anOfficer, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'
import { closePastTimes } from './missed.ts'

let app: TestApp
let hall: Hall
let zhang: { id: string; cookie: string }
let li: typeof zhang
let officer: { cookie: string }
let stranger: { cookie: string }
beforeAll(async () => {
  app = await startTestApp()
  hall = await aHall(app)
  zhang = await aCitizen(app, '张三')
  li = await aCitizen(app, '李四')
  officer = await anOfficer(app, hall.agency.code, ['appointments-desk', 'appointments-settings'])
  stranger = await anOfficer(app, hall.other.code, ['appointments-desk', 'appointments-settings'])
})
afterAll(() => app.close())
beforeEach(async () => {
  app.clock.set('2026-11-23T02:00:00Z')
  await sql`truncate appointments.booking, appointments.waiting, appointments.ticket, appointments.booking_key, appointments.code, appointments.slot, appointments.queue, appointments.exception cascade`.execute(
    app.services.db,
  )
})

const factOf = ({ body }: { body: Record<string, unknown> }) => String(body['type']).replace('urn:problem:', '')
const bookings = (who: { cookie: string }) => send<BookingList>(app, who, 'GET', '/bookings')
const cancel = (who: { cookie: string }, id: string) => send(app, who, 'DELETE', `/bookings/${id}`)
const move = (who: { cookie: string }, id: string, date: string, minute: number) =>
  send(app, who, 'POST', `/bookings/${id}/move`, { date, minute })
const days = async () =>
  (
    await send<{ date: string; state: string; left: number }[]>(
      app,
      zhang,
      'GET',
      `/appointment-services/${hall.serviceId}/days`,
    )
  ).body
const dayOf = async (date: string) => (await days()).find((day) => day.date === date)
const settings = async () =>
  (await send<ServiceSettings>(app, officer, 'GET', `/staff/appointments/services/${hall.serviceId}`)).body
const except = async (change: object, who = officer) =>
  send<{ calledOff: number } & Record<string, unknown>>(
    app,
    who,
    'PUT',
    `/staff/appointments/services/${hall.serviceId}/exceptions`,
    {
      date: '2026-11-24',
      reason: '系统升级',
      hours: null,
      version: (await settings()).version,
      ...change,
    },
  )
const desk = (who: { cookie: string }, path: string, body?: unknown) =>
  send<StaffBooking & Record<string, unknown>>(app, who, 'POST', `/staff/appointments/${path}`, body)

test('the halls of an item, their days with places left, and the times of a day', async () => {
  const halls = await send<object[]>(app, zhang, 'GET', `/appointment-services?itemCode=${hall.item.code}`)
  expect(halls.body).toMatchObject([{ id: hall.serviceId, hallName: '测试大厅', address: '人民路 1 号' }])
  expect((await send(app, zhang, 'GET', '/appointment-services?itemCode=unknown')).body).toEqual([])
  const all = await days()
  expect(all).toHaveLength(15)
  // It is 10:00: three half-hours of the morning and eight of the afternoon are still to come.
  expect(all[0]).toMatchObject({ date: '2026-11-23', state: 'open', left: (3 + 8) * 10 })
  expect(await dayOf('2026-11-28'), 'the hall works on Saturday').toMatchObject({ state: 'open', left: 50 })
  expect(await dayOf('2026-11-29')).toMatchObject({ state: 'closed', left: 0 })
  const slots = await send<object[]>(app, zhang, 'GET', `/appointment-services/${hall.serviceId}/slots?date=2026-11-28`)
  expect(slots.body).toHaveLength(5)
  expect(slots.body[0]).toEqual({ minute: 540, untilMinute: 570, left: 10, past: false })
  expect((await send(app, zhang, 'GET', `/appointment-services/${hall.serviceId}/slots?date=2026-02-30`)).body).toEqual(
    [],
  )
  expect((await send(app, zhang, 'GET', `/appointment-services/${newId()}/days`)).status).toBe(404)
})

test('legal holidays close a hall that keeps them, and an exception opens the day again', async () => {
  app.clock.set('2026-09-28T02:00:00Z')
  expect(await dayOf('2026-10-01')).toMatchObject({ state: 'closed', reason: '法定节假日' })
  const hours = { fromMinute: 540, toMinute: 600, slotMinutes: 30, capacity: 3 }
  expect((await except({ date: '2026-10-01', reason: '国庆便民专场', hours })).status).toBe(200)
  expect(await dayOf('2026-10-01')).toMatchObject({ state: 'open', left: 6, reason: '国庆便民专场' })
})

test('a place is booked once an id; the same id with other content, or of another person, is refused', async () => {
  const id = newId()
  const first = await booking(app, hall, zhang, {}, id)
  expect(first).toMatchObject({
    status: 200,
    body: {
      id,
      hallName: '测试大厅',
      serviceName: '户籍窗口',
      minute: 540,
      untilMinute: 570,
      status: 'booked',
      canChange: true,
    },
  })
  expect(first.body.code).toMatch(/^\d{6}$/)
  expect((await booking(app, hall, zhang, {}, id)).body).toEqual(first.body)
  expect(factOf(await booking(app, hall, zhang, { minute: 570 }, id))).toBe('appointments:id-taken')
  expect(factOf(await booking(app, hall, li, {}, id))).toBe('appointments:id-taken')
  expect(await dayOf('2026-11-24')).toMatchObject({ left: 139 })
  const { rows } = await sql<{ row: string }>`select b::text as row from appointments.booking b`.execute(
    app.services.db,
  )
  expect(rows).toHaveLength(1)
  expect(rows[0]?.row).not.toContain('张三')
})

test('desk and settings are functions of their own: neither opens the other', async () => {
  const clerk = await anOfficer(app, hall.agency.code, ['accept', 'appointments-desk'])
  const manager = await anOfficer(app, hall.agency.code, ['accept', 'appointments-settings'])
  const day = `/staff/appointments/halls/${hall.hallId}/bookings?date=2026-11-24`
  const rules = `/staff/appointments/services/${hall.serviceId}`
  const tried = async (who: { cookie: string }) => [
    (await send(app, who, 'GET', day)).status,
    (await send(app, who, 'GET', rules)).status,
    (await send<object[]>(app, who, 'GET', '/staff/appointments/halls')).body.length,
  ]
  expect(await tried(clerk)).toEqual([200, 403, 1])
  expect(await tried(manager)).toEqual([403, 200, 1])
  expect(await tried(await anOfficer(app, hall.agency.code, ['accept']))).toEqual([403, 403, 0])
})

test('another person’s booking is not there', async () => {
  const { body } = await booking(app, hall, zhang)
  expect((await bookings(li)).body.rows).toEqual([])
  expect((await cancel(li, body.id)).status).toBe(404)
  expect((await move(li, body.id, '2026-11-25', 540)).status).toBe(404)
  expect((await desk(stranger, `halls/${hall.hallId}/check-in`, { code: body.code })).status).toBe(404)
  expect((await desk(stranger, `bookings/${body.id}/missed`)).status).toBe(404)
  expect(
    (await send(app, stranger, 'GET', `/staff/appointments/halls/${hall.hallId}/bookings?date=2026-11-24`)).status,
  ).toBe(404)
  expect((await send(app, stranger, 'GET', `/staff/appointments/services/${hall.serviceId}`)).status).toBe(404)
  expect((await except({}, stranger)).status).toBe(404)
  expect((await send(app, stranger, 'GET', '/staff/appointments/halls')).body).toEqual([])
})

test('times that are not offered are refused, each with its reason', async () => {
  const refused = async (change: object) => factOf(await booking(app, hall, zhang, change))
  expect(await refused({ minute: 541 })).toBe('appointments:closed')
  expect(await refused({ date: '2026-11-29' })).toBe('appointments:closed')
  expect(await refused({ date: '2026-02-30' })).toBe('appointments:closed')
  expect(await refused({ date: '2026-11-23', minute: 600 })).toBe('appointments:past')
  expect(await refused({ date: '2026-12-08' })).toBe('appointments:not-open-yet')
  expect(await refused({ itemCode: 'unknown' })).toBe('appointments:item-not-served')
  expect(await refused({ serviceId: newId() })).toBe('appointments:service-not-found')
})

test('the last day opens at its minute', async () => {
  app.clock.set('2026-11-23T23:59:00Z')
  expect((await days()).at(-1)).toMatchObject({
    date: '2026-12-08',
    state: 'not-yet',
    opensAt: '2026-11-24T00:00:00.000Z',
  })
  expect(factOf(await booking(app, hall, zhang, { date: '2026-12-08' }))).toBe('appointments:not-open-yet')
  app.clock.set('2026-11-24T00:00:00Z')
  expect((await booking(app, hall, zhang, { date: '2026-12-08' })).status).toBe(200)
})

test('one booking a service and day, three in all, and a cancelled one counts no more', async () => {
  const first = await booking(app, hall, zhang)
  expect(factOf(await booking(app, hall, zhang, { minute: 570 }))).toBe('appointments:one-a-day')
  for (const date of ['2026-11-25', '2026-11-26']) expect((await booking(app, hall, zhang, { date })).status).toBe(200)
  expect(factOf(await booking(app, hall, zhang, { date: '2026-11-27' }))).toBe('appointments:too-many')
  for (let n = 0; n < 2; n += 1) expect((await cancel(zhang, first.body.id)).status).toBe(204)
  expect((await booking(app, hall, zhang, { date: '2026-11-27' })).status).toBe(200)
  expect(factOf(await move(zhang, first.body.id, '2026-11-30', 540))).toBe('appointments:done')
  app.clock.set('2026-11-28T02:00:00Z')
  expect((await booking(app, hall, zhang, { date: '2026-11-30' })).status, 'days that are over do not count').toBe(200)
  expect(await wrongSlots(app)).toEqual([])
})

test('it can be cancelled and moved until one hour before the start', async () => {
  const { body } = await booking(app, hall, zhang)
  app.clock.set('2026-11-24T00:00:01Z')
  expect(factOf(await cancel(zhang, body.id))).toBe('appointments:too-late')
  expect(factOf(await move(zhang, body.id, '2026-11-25', 540))).toBe('appointments:too-late')
  app.clock.set('2026-11-24T00:00:00Z')
  for (let n = 0; n < 2; n += 1)
    expect(await move(zhang, body.id, '2026-11-28', 570)).toMatchObject({
      status: 200,
      body: { date: '2026-11-28', minute: 570 },
    })
  expect(await dayOf('2026-11-24')).toMatchObject({ left: 140 })
  expect(await dayOf('2026-11-28')).toMatchObject({ left: 49 })
})

test('a move to a full time leaves everything as it was', async () => {
  const { body } = await booking(app, hall, zhang)
  await sql`insert into appointments.slot values (${hall.serviceId}, '2026-11-25', 540, 10, 10)`.execute(
    app.services.db,
  )
  expect(factOf(await move(zhang, body.id, '2026-11-25', 540))).toBe('appointments:full')
  expect((await bookings(zhang)).body.rows).toMatchObject([{ id: body.id, date: '2026-11-24', code: body.code }])
})

test('missed by the worker after the hall’s patience, and too often missed means no booking until a day that he is told', async () => {
  for (const date of ['2026-11-24', '2026-11-25', '2026-11-26']) {
    const { body } = await booking(app, hall, zhang, { date })
    expect(factOf(await desk(officer, `bookings/${body.id}/missed`)), 'his time has not passed').toBe(
      'appointments:wrong-state',
    )
    // 15 minutes after the end of his time, and not a minute before.
    app.clock.set(`${date}T01:44:00Z`)
    await closePastTimes(app.services)
    expect((await bookings(zhang)).body.rows.find(({ id }) => id === body.id)?.status).toBe('booked')
    app.clock.set(`${date}T01:45:00Z`)
    await closePastTimes(app.services)
    expect((await bookings(zhang)).body.rows.find(({ id }) => id === body.id)?.status).toBe('missed')
  }
  expect(factOf(await booking(app, hall, zhang, { date: '2026-11-27' }))).toBe('appointments:blocked')
  expect((await bookings(zhang)).body.blocks).toEqual([
    {
      serviceId: hall.serviceId,
      serviceName: '户籍窗口',
      hallName: '测试大厅',
      until: '2026-12-26',
      missed: 3,
      days: 30,
    },
  ])
  expect((await booking(app, hall, li, { date: '2026-11-27' })).status).toBe(200)
  app.clock.set('2026-12-25T15:59:00Z')
  expect(factOf(await booking(app, hall, zhang, { date: '2026-12-28' }))).toBe('appointments:blocked')
  app.clock.set('2026-12-25T16:00:00Z')
  expect((await booking(app, hall, zhang, { date: '2026-12-28' })).status).toBe(200)
})

test('an appeal that holds takes one miss away, with a reason, and ends the block', async () => {
  await sql`update appointments.service set no_show_limit = 1`.execute(app.services.db)
  const { body } = await booking(app, hall, zhang)
  const excuse = (who: { cookie: string }, reason = '大厅停电') => desk(who, `bookings/${body.id}/excuse`, { reason })
  expect(factOf(await excuse(officer))).toBe('appointments:wrong-state')
  app.clock.set('2026-11-24T01:30:00Z')
  expect((await desk(officer, `bookings/${body.id}/missed`)).body.status).toBe('missed')
  expect(factOf(await booking(app, hall, zhang, { date: '2026-11-27' }))).toBe('appointments:blocked')
  expect((await excuse(stranger)).status).toBe(404)
  expect((await excuse(officer)).body).toMatchObject({ status: 'missed', excuse: '大厅停电' })
  expect((await excuse(officer, '另一个原因')).body.excuse, 'the first reason stays').toBe('大厅停电')
  expect((await bookings(zhang)).body).toMatchObject({ blocks: [], rows: [{ excused: true }] })
  expect((await booking(app, hall, zhang, { date: '2026-11-27' })).status).toBe(200)
  const { rows } = await sql`select from platform.event where type = 'appointment.excused'
    and subject->>'bookingId' = ${body.id}`.execute(app.services.db)
  expect(rows).toHaveLength(1)
  await sql`update appointments.service set no_show_limit = 3`.execute(app.services.db)
})

test('closing a day calls its bookings off, and settings seen too long ago are refused', async () => {
  const { body } = await booking(app, hall, zhang)
  const { version } = await settings()
  expect((await except({ version })).body.calledOff).toBe(1)
  expect(factOf(await except({ version }))).toBe('appointments:stale')
  expect((await bookings(zhang)).body.rows).toMatchObject([{ id: body.id, status: 'cancelled', calledOff: true }])
  expect(await dayOf('2026-11-24')).toMatchObject({ state: 'closed', reason: '系统升级' })
  const url = `/staff/appointments/services/${hall.serviceId}/exceptions/removal`
  const back = { date: '2026-11-24', version: (await settings()).version }
  expect((await send(app, officer, 'POST', url, back)).status).toBe(200)
  expect(await dayOf('2026-11-24')).toMatchObject({ state: 'open', left: 140 })
  expect(await wrongSlots(app)).toEqual([])
})

test('who books while the day is closed keeps no place that is not there', async () => {
  const { version } = await settings()
  const people = await Promise.all(Array.from({ length: 8 }, () => aCitizen(app)))
  await Promise.all([...people.map((who) => booking(app, hall, who)), except({ version })])
  const { rows } = await sql`select from appointments.booking where status = 'booked'`.execute(app.services.db)
  expect(rows).toEqual([])
  expect(await wrongSlots(app)).toEqual([])
})

test('an officer opens a service, gives it hours without overlaps, and fewer places take none from those who have one', async () => {
  const id = newId()
  const fields = {
    name: '身份证窗口',
    items: [hall.item.code],
    windows: 1,
    prefix: 'B',
    daysAhead: 7,
    releaseMinute: 0,
    keepsHolidays: true,
    reservedPercent: 0,
    graceMinutes: 15,
    noShowLimit: 3,
    noShowDays: 30,
    blockDays: 30,
    holdMinutes: 15,
  }
  const put = (change: object, who = officer) =>
    send<ServiceSettings & Record<string, unknown>>(app, who, 'PUT', `/staff/appointments/services/${id}`, {
      hallId: hall.hallId,
      ...fields,
      version: 0,
      ...change,
    })
  const open = (openings: object[], version: number) =>
    send(app, officer, 'PUT', `/staff/appointments/services/${id}/openings`, { openings, version })
  const hours = { weekday: 2, fromMinute: 540, toMinute: 600, slotMinutes: 30, capacity: 2 }
  expect((await put({}, stranger)).status).toBe(404)
  expect(factOf(await put({ prefix: 'A' }))).toBe('appointments:service-taken')
  expect((await put({})).body).toMatchObject({ name: '身份证窗口', version: 1, openings: [] })
  expect(factOf(await put({}))).toBe('appointments:stale')
  expect((await put({ windows: 3, version: 1 })).body).toMatchObject({ windows: 3, version: 2 })
  expect(factOf(await open([hours, { ...hours, fromMinute: 570, toMinute: 630 }], 2))).toBe('appointments:bad-hours')
  expect(factOf(await open([{ ...hours, toMinute: 560 }], 2))).toBe('appointments:bad-hours')
  expect((await open([hours], 2)).status).toBe(200)
  for (const who of [zhang, li]) expect((await booking(app, hall, who, { serviceId: id })).status).toBe(200)
  expect((await open([{ ...hours, capacity: 1 }], 3)).body, 'nobody is dropped, and the hall is told').toMatchObject({
    over: [{ date: '2026-11-24', minute: 540, taken: 2, capacity: 1 }],
  })
  expect(factOf(await booking(app, hall, await aCitizen(app), { serviceId: id }))).toBe('appointments:full')
  expect(await wrongSlots(app)).toEqual([])
})

test('one id sent by two people at once: one has the place, the other hears that the id is taken', async () => {
  for (let round = 0; round < 5; round += 1) {
    const id = newId()
    const answers = await Promise.all([zhang, li].map((who) => booking(app, hall, who, {}, id)))
    expect(answers.filter(({ status }) => status < 300)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(1)
    for (const who of [zhang, li]) await cancel(who, id)
  }
})

test('a hall that was closed takes no booking and no move; a booking there can still be cancelled', async () => {
  const held = await booking(app, hall, zhang)
  await sql`update access.hall set status = 'closed' where id = ${hall.hallId}`.execute(app.services.db)
  expect(factOf(await booking(app, hall, li))).toBe('appointments:closed')
  expect(factOf(await move(zhang, held.body.id, '2026-11-25', 540))).toBe('appointments:closed')
  expect((await cancel(zhang, held.body.id)).status).toBeLessThan(300)
  await sql`update access.hall set status = 'active' where id = ${hall.hallId}`.execute(app.services.db)
})
