import type { Booking, BookingList, Waiting } from '@zhengtong/contract/appointments'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { aHall, booking, wrongSlots, type Hall } from '../../testing/appointments.ts'
import { startTestApp } from '../../testing/app.ts'
import { aCitizen, anOfficer, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'
import { endOffer } from './leave-waiting.ts'
import { closePastTimes } from './missed.ts'
import { tellOfOffer } from './notify.ts'

type Person = Awaited<ReturnType<typeof aCitizen>>
let app: TestApp
let others: TestApp[]
let hall: Hall
let people: [Person, Person, Person, Person, Person, Person]
beforeAll(async () => {
  app = await startTestApp()
  hall = await aHall(app, [{ weekday: 2, fromMinute: 540, toMinute: 600, slotMinutes: 30, capacity: 1 }])
  others = [await startTestApp({ DATABASE_URL: app.services.config.databaseUrl }, app.clock)]
  const six = await Promise.all(Array.from({ length: 6 }, () => aCitizen(app)))
  people = six as typeof people
})
afterAll(async () => {
  for (const each of others) await each.close()
  await app.close()
})
beforeEach(async () => {
  app.clock.set('2026-11-23T02:00:00Z')
  await sql`truncate appointments.booking, appointments.waiting, appointments.booking_key, appointments.code, appointments.slot`.execute(
    app.services.db,
  )
})

const factOf = ({ body }: { body: Record<string, unknown> }) => String(body['type']).replace('urn:problem:', '')
const wait = (who: Person, id = newId(), change: object = {}) => {
  const wish = { serviceId: hall.serviceId, itemCode: hall.item.code, date: '2026-11-24', minute: 540, ...change }
  return send<Waiting & Record<string, unknown>>(app, who, 'PUT', `/appointment-waits/${id}`, wish)
}
const accept = (who: Person, id: string, via = app) =>
  send<Booking & Record<string, unknown>>(via, who, 'POST', `/appointment-waits/${id}/accept`)
const leave = (who: Person, id: string, via = app) => send(via, who, 'DELETE', `/appointment-waits/${id}`)
const listOf = async (who: Person) => (await send<BookingList>(app, who, 'GET', '/bookings')).body
const waitsOf = async (who: Person) => (await listOf(who)).waiting
const events = async (type: string) =>
  (await sql`select from platform.event where type = ${type}`.execute(app.services.db)).rows.length

test('who waits for a full time is offered the place that is given up, in the order of coming, and takes it or not', async () => {
  const [holder, first, second, third] = people
  expect(factOf(await wait(first))).toBe('appointments:not-full')
  const held = await booking(app, hall, holder)
  const [a, b, c] = [newId(), newId(), newId()]
  expect((await wait(first, a)).body).toMatchObject({ status: 'waiting', ahead: 0, hallName: '测试大厅' })
  expect((await wait(first, a)).status, 'again, the same').toBe(200)
  expect(factOf(await wait(first))).toBe('appointments:already-waiting')
  expect(factOf(await wait(first, a, { minute: 570 }))).toBe('appointments:id-taken')
  expect((await wait(second, b)).body).toMatchObject({ ahead: 1 })
  expect((await wait(third, c)).status).toBe(200)
  expect(factOf(await wait(holder))).toBe('appointments:one-a-day')
  expect(factOf(await accept(first, a))).toBe('appointments:offer-over')

  await send(app, holder, 'DELETE', `/bookings/${held.body.id}`)
  expect(await waitsOf(first)).toMatchObject([{ status: 'offered', expiresAt: '2026-11-23T02:15:00Z' }])
  expect(factOf(await booking(app, hall, holder)), 'it is kept for him').toBe('appointments:full')
  expect((await leave(second, a)).status, 'not his').toBe(404)
  expect((await accept(second, a)).status).toBe(404)
  for (let n = 0; n < 2; n += 1) expect((await leave(first, a)).status).toBe(204)
  expect(await waitsOf(first)).toEqual([])

  expect(await waitsOf(second)).toMatchObject([{ status: 'offered' }])
  const taken = await accept(second, b)
  expect(taken).toMatchObject({ status: 200, body: { status: 'booked', date: '2026-11-24', minute: 540 } })
  expect((await accept(second, b)).body.id, 'again, the same booking').toBe(taken.body.id)
  expect(await waitsOf(third)).toMatchObject([{ status: 'waiting', ahead: 0 }])
  expect(await wrongSlots(app)).toEqual([])
})

test('an offer that nobody answers goes to the next, and to everybody when nobody waits', async () => {
  const [holder, first, second] = people
  const held = await booking(app, hall, holder)
  const [a, b] = [newId(), newId()]
  await wait(first, a)
  await wait(second, b)
  await send(app, holder, 'DELETE', `/bookings/${held.body.id}`)
  await endOffer(app.services, hall.serviceId, a)
  expect(await waitsOf(first), 'not before its time').toMatchObject([{ status: 'offered' }])
  app.clock.set('2026-11-23T02:15:00Z')
  expect(factOf(await accept(first, a))).toBe('appointments:offer-over')
  for (let n = 0; n < 2; n += 1) await endOffer(app.services, hall.serviceId, a)
  expect(await waitsOf(second)).toMatchObject([{ status: 'offered' }])
  app.clock.set('2026-11-23T02:30:00Z')
  await endOffer(app.services, hall.serviceId, b)
  expect((await booking(app, hall, holder)).status).toBe(200)
  expect(await wrongSlots(app)).toEqual([])
})

test('told of the offer in-app and by SMS; at night it is kept until the morning', async () => {
  const [holder, first] = people
  const held = await booking(app, hall, holder)
  const id = newId()
  await wait(first, id)
  app.clock.set('2026-11-23T15:00:00Z')
  await send(app, holder, 'DELETE', `/bookings/${held.body.id}`)
  expect(await waitsOf(first)).toMatchObject([{ expiresAt: '2026-11-24T00:15:00Z' }])
  const subject = { serviceId: hall.serviceId, waitingId: id }
  const event = { id: newId(), type: 'appointment.offered', subject, at: app.clock.now().toISOString() } as const
  for (let n = 0; n < 2; n += 1)
    await app.services.db.transaction().execute((tx) => tellOfOffer(tx, event, app.services))
  const notices = await send<{ rows: { text: string }[] }>(app, first, 'GET', '/notices')
  expect(notices.body.rows[0]?.text).toContain('给您留到 8:15')
  const { rows } = await sql<{ runAt: string }>`select run_at from graphile_worker._private_jobs j join platform.sms s
    on j.payload->>'smsId' = s.id::text where template = 'appointment-offered'`.execute(app.services.db)
  expect(rows.map(({ runAt }) => new Date(runAt).toISOString())).toEqual(['2026-11-24T00:00:00.000Z'])
})

test('waiting counts as an open booking; who books himself waits no longer that day; over at the start of the time', async () => {
  const [holder, first, second] = people
  await booking(app, hall, holder)
  await booking(app, hall, holder, { date: '2026-12-01', minute: 540 })
  await booking(app, hall, second, { minute: 570 })
  expect((await wait(first)).status).toBe(200)
  expect((await wait(first, newId(), { minute: 570 })).status).toBe(200)
  expect((await wait(first, newId(), { date: '2026-12-01' })).status).toBe(200)
  expect(
    factOf(await booking(app, hall, first, { date: '2026-12-01', minute: 570 })),
    'the wait of that day gives way',
  ).toBe('undefined')
  expect(await waitsOf(first)).toHaveLength(2)
  expect(factOf(await wait(first, newId(), { date: '2026-12-01' }))).toBe('appointments:too-many')
  const ended = await events('appointment.wait-ended')
  app.clock.set('2026-11-24T01:00:00Z')
  expect(await waitsOf(first)).toMatchObject([{ minute: 570 }])
  for (let n = 0; n < 2; n += 1) await closePastTimes(app.services)
  expect(await events('appointment.wait-ended')).toBe(ended + 1)
})

test('more places go to those who wait, a closed day ends their wait, and the erased leave the line', async () => {
  const [holder, first, second] = people
  const manager = await anOfficer(app, hall.agency.code, ['appointments-settings'])
  const url = `/staff/appointments/services/${hall.serviceId}`
  const version = async () => (await send<{ version: number }>(app, manager, 'GET', url)).body.version
  const except = async (hours: object | null) =>
    send(app, manager, 'PUT', `${url}/exceptions`, {
      date: '2026-11-24',
      reason: '加号',
      hours,
      version: await version(),
    })
  await booking(app, hall, holder)
  await wait(first)
  await wait(second)
  const hours = { fromMinute: 540, toMinute: 600, slotMinutes: 30, capacity: 2 }
  expect((await except(hours)).status).toBe(200)
  expect(await waitsOf(first)).toMatchObject([{ status: 'offered' }])
  expect(await waitsOf(second)).toMatchObject([{ status: 'waiting', ahead: 0 }])
  expect(await wrongSlots(app)).toEqual([])
  expect((await except(null)).status).toBe(200)
  for (const who of [first, second]) expect(await waitsOf(who)).toEqual([])
  expect(await wrongSlots(app)).toEqual([])
  await sql`delete from appointments.exception`.execute(app.services.db)
})

test('cancelling, accepting, passing on and booking at once, through two APIs, never lose or double a place', async () => {
  const both = [app, ...others]
  for (let round = 0; round < 6; round += 1) {
    await sql`truncate appointments.booking, appointments.waiting, appointments.booking_key, appointments.code, appointments.slot`.execute(
      app.services.db,
    )
    const [holder, ...rest] = people
    const held = await booking(app, hall, holder)
    const ids = rest.map(() => newId())
    for (const [n, who] of rest.entries()) await wait(who, ids[n])
    await send(app, holder, 'DELETE', `/bookings/${held.body.id}`)
    const answers = await Promise.all([
      ...rest.flatMap((who, n) => [
        accept(who, ids[n] ?? '', both[n % 2]),
        accept(who, ids[n] ?? '', both[(n + 1) % 2]),
        ...(n % 2 === round % 2 ? [leave(who, ids[n] ?? '', both[n % 2])] : []),
      ]),
      booking(app, hall, holder),
    ])
    for (const { status } of answers) expect([200, 204, 409]).toContain(status)
    expect(await wrongSlots(app)).toEqual([])
    const { rows } = await sql`select from appointments.booking where status = 'booked'`.execute(app.services.db)
    expect(rows.length).toBeLessThanOrEqual(1)
  }
})
