import type { AppointmentSlot, BookingList } from '@zhengtong/contract/appointments'
import { checkDigit } from '@zhengtong/domain/citizen-id'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import * as identity from '../identity/index.ts'
import { systemActor } from '../../platform/jobs.ts'
import { aHall, booking, wrongSlots, type Hall } from '../../testing/appointments.ts'
import { startTestApp } from '../../testing/app.ts'
import { aCitizen, anOfficer, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'
import { closeHall } from './close-hall.ts'
import { endBookingsOf } from './index.ts'
import { lockBookings } from './booking-store.ts'

// People who leave, halls that close while somebody books, and places that are kept for the old.
let app: TestApp
let hall: Hall
beforeAll(async () => {
  app = await startTestApp()
  hall = await aHall(app)
})
afterAll(() => app.close())
beforeEach(async () => {
  await sql`truncate appointments.booking, appointments.waiting, appointments.ticket, appointments.booking_key, appointments.code, appointments.slot`.execute(
    app.services.db,
  )
})
const count = async (table: string) =>
  (await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(app.services.db)).rows[0]?.n
const waiting = async () =>
  (
    await sql<{ n: number }>`select count(*)::int as n from pg_locks where locktype = 'advisory' and not granted
      and database = (select oid from pg_database where datname = current_database())`.execute(app.services.db)
  ).rows[0]?.n

test('a booking that is being made while the account is erased does not survive it', async () => {
  const who = await aCitizen(app)
  await booking(app, hall, who, { date: '2026-11-25' })
  const late = await app.services.db.transaction().execute(async (tx) => {
    await lockBookings(tx, who.id)
    const answer = booking(app, hall, who)
    await expect.poll(waiting).toBe(1)
    await endBookingsOf(tx, systemActor(app.services, 'test'), who.id)
    await identity.eraseCitizen(tx, who.id)
    return { answer }
  })
  expect((await late.answer).status).toBe(401)
  expect(await wrongSlots(app)).toEqual([])
  for (const table of ['appointments.booking', 'appointments.booking_key', 'appointments.code'])
    expect(await count(table), table).toBe(0)
})

test('a hall that closes while people book leaves none of them with a time, and tells each', async () => {
  const people = await Promise.all(Array.from({ length: 8 }, () => aCitizen(app)))
  const manager = await anOfficer(app, hall.agency.code, ['organise'], { scope: 'agency-tree' })
  const { regionCode } = hall.agency
  const change = { regionCode, name: '测试大厅', address: '人民路 1 号', hours: '工作日', windows: [] }
  const turn = (status: string, version: number) =>
    send(app, manager, 'POST', `/organisation/halls/${hall.hallId}/changes`, { ...change, status, version })
  const [early, ...rest] = people
  if (!early) throw new Error('nobody')
  expect((await booking(app, hall, early)).status).toBe(200)
  const [closed, ...answers] = await Promise.all([
    turn('closed', 1),
    ...rest.map((who) => booking(app, hall, who, { minute: 600 })),
  ])
  expect(closed.status).toBe(200)
  for (const { status } of answers) expect([200, 409]).toContain(status)
  await closeHall(app.services, hall.hallId)
  const { rows } = await sql`select from appointments.booking where status = 'booked'`.execute(app.services.db)
  expect(rows).toEqual([])
  const { body } = await send<BookingList>(app, early, 'GET', '/bookings')
  expect(body.rows).toMatchObject([{ status: 'cancelled', calledOff: true }])
  expect(await wrongSlots(app)).toEqual([])
  expect((await turn('active', 2)).status).toBe(200)
})

test('the last places of a time are for people of 60 and older', async () => {
  await sql`update appointments.service set reserved_percent = 50`.execute(app.services.db)
  await sql`insert into appointments.slot values (${hall.serviceId}, '2026-11-24', 540, 10, 5)`.execute(app.services.db)
  const [young, old] = await Promise.all([born('19661125'), born('19661123')])
  const left = async (who: { cookie: string }) => {
    const url = `/appointment-services/${hall.serviceId}/slots?date=2026-11-24`
    return (await send<AppointmentSlot[]>(app, who, 'GET', url)).body[0]?.left
  }
  expect([await left(young), await left(old)]).toEqual([0, 5])
  expect((await booking(app, hall, young)).body['type']).toBe('urn:problem:appointments:full')
  expect((await booking(app, hall, old)).status).toBe(200)
  expect((await booking(app, hall, young, { minute: 570 })).status).toBe(200)
  await sql`update appointments.service set reserved_percent = 0`.execute(app.services.db)
})

/** A citizen with this birthday. */
async function born(day: string) {
  const who = await aCitizen(app)
  const first17 = `770101${day}${String(Math.floor(Math.random() * 1000)).padStart(3, '0')}`
  const sealed = app.services.crypto.seal('identity', first17 + checkDigit(first17))
  await sql`update identity.citizen set id_number_sealed = ${sealed} where id = ${who.id}`.execute(app.services.db)
  return who
}
