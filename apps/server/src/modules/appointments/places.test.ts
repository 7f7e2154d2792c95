import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { aHall, booking, wrongSlots, type Hall } from '../../testing/appointments.ts'
import { startTestApp } from '../../testing/app.ts'
import { aCitizen, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'

let app: TestApp
let others: TestApp[]
let hall: Hall
let people: { cookie: string }[]
beforeAll(async () => {
  app = await startTestApp()
  hall = await aHall(app)
  const { databaseUrl } = app.services.config
  others = await Promise.all([1, 2].map(() => startTestApp({ DATABASE_URL: databaseUrl }, app.clock)))
  people = await Promise.all(Array.from({ length: 6 }, () => aCitizen(app)))
})
afterAll(async () => {
  for (const each of others) await each.close()
  await app.close()
})
beforeEach(async () => {
  await sql`truncate appointments.booking, appointments.waiting, appointments.ticket, appointments.booking_key, appointments.code, appointments.slot, appointments.queue cascade`.execute(
    app.services.db,
  )
})

test('one person who books many times at once gets what he may have and no more', async () => {
  const [who] = people
  if (!who) throw new Error('nobody')
  const sameDay = await Promise.all(
    Array.from({ length: 8 }, (_, n) => booking(app, hall, who, { minute: 540 + n * 30 })),
  )
  expect(sameDay.filter(({ status }) => status === 200)).toHaveLength(1)
  const days = ['25', '26', '27', '28', '30'].map((day) => ({ date: day === '30' ? '2026-11-30' : `2026-11-${day}` }))
  const answers = await Promise.all(days.map((day) => booking(app, hall, who, day)))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(2)
  const id = newId()
  await sql`truncate appointments.booking, appointments.waiting, appointments.ticket, appointments.booking_key, appointments.code, appointments.slot cascade`.execute(
    app.services.db,
  )
  const again = await Promise.all(Array.from({ length: 6 }, () => booking(app, hall, who, {}, id)))
  expect(again.map(({ status }) => status)).toEqual(Array(6).fill(200))
  expect(await wrongSlots(app)).toEqual([])
})

test('booking, cancelling and moving at once never lose or invent a place', async () => {
  const act = fc.record({
    who: fc.integer({ min: 0, max: 5 }),
    what: fc.constantFrom('book', 'cancel', 'move'),
    day: fc.constantFrom('2026-11-24', '2026-11-25'),
    minute: fc.constantFrom(540, 570),
    api: fc.integer({ min: 0, max: 2 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 24 }), async (acts) => {
      await sql`truncate appointments.booking, appointments.waiting, appointments.ticket, appointments.booking_key, appointments.code, appointments.slot cascade`.execute(
        app.services.db,
      )
      await sql`update appointments.opening set capacity = 2`.execute(app.services.db)
      const ids = Array.from({ length: 6 }, () => newId())
      await Promise.all(
        ids
          .slice(0, 3)
          .map((id, n) => booking(app, hall, people[n] ?? { cookie: '' }, { minute: n < 2 ? 540 : 570 }, id)),
      )
      const answers = await Promise.all(
        acts.map(({ who, what, day, minute, api }) => {
          const via = [app, ...others][api] ?? app
          const person = people[who] ?? { cookie: '' }
          const id = ids[who] ?? ''
          if (what === 'book') return booking(via, hall, person, { date: day, minute }, id)
          if (what === 'cancel') return send(via, person, 'DELETE', `/bookings/${id}`)
          return send(via, person, 'POST', `/bookings/${id}/move`, { date: day, minute })
        }),
      )
      for (const { status } of answers) expect([200, 204, 404, 409]).toContain(status)
      expect(await wrongSlots(app)).toEqual([])
      const { rows } = await sql`select from appointments.slot where taken > 2`.execute(app.services.db)
      expect(rows).toEqual([])
    }),
    { numRuns: 40 },
  )
  await sql`update appointments.opening set capacity = 10`.execute(app.services.db)
}, 60_000)
