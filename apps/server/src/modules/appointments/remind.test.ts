import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { aHall, booking, type Hall } from '../../testing/appointments.ts'
import { startTestApp } from '../../testing/app.ts'
import { aCitizen, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'
import { planReminders, remind } from './remind.ts'

let app: TestApp
let hall: Hall
let zhang: { cookie: string }
beforeAll(async () => {
  app = await startTestApp()
  hall = await aHall(app)
  zhang = await aCitizen(app)
})
afterAll(() => app.close())
beforeEach(async () => {
  app.clock.set('2026-11-23T02:00:00Z')
  await sql`truncate appointments.booking, appointments.waiting, appointments.ticket, appointments.booking_key, appointments.code, appointments.slot cascade`.execute(
    app.services.db,
  )
  await sql`delete from graphile_worker._private_jobs`.execute(app.services.db)
})

const plan = (bookingId: string) =>
  app.services.db.transaction().execute((tx) =>
    planReminders(tx, {
      id: newId(),
      type: 'appointment.booked',
      subject: { bookingId },
      at: app.clock.now().toISOString(),
    }),
  )
async function planned() {
  const { rows } = await sql<{ payload: Record<string, string>; runAt: string }>`select payload, run_at
    from graphile_worker._private_jobs where key like 'appointment:%' order by run_at`.execute(app.services.db)
  return rows
}
const titles = async () =>
  (await send<{ rows: { title: string }[] }>(app, zhang, 'GET', '/notices')).body.rows.map(({ title }) => title)

test('reminded the day before and two hours before, each once, and again at the new time after a move', async () => {
  const { body } = await booking(app, hall, zhang, { date: '2026-11-26' })
  for (let n = 0; n < 2; n += 1) await plan(body.id)
  const jobs = await planned()
  expect(jobs.map(({ runAt }) => new Date(runAt).toISOString())).toEqual([
    '2026-11-25T01:00:00.000Z',
    '2026-11-25T23:00:00.000Z',
  ])
  for (const { payload } of [...jobs, ...jobs]) await remind(app.services, payload)
  expect((await titles()).toSorted()).toEqual(['明天有预约', '预约就要到了'].toSorted())
  const { rows: texts } = await sql<{ params: string }>`select params_sealed as params from platform.sms
    where template in ('appointment-tomorrow', 'appointment-soon')`.execute(app.services.db)
  const said = { surname: '测', item: '开具无犯罪记录证明', time: '11月26日 9:00' }
  expect(texts.map(({ params }) => JSON.parse(app.services.crypto.open(params)))).toEqual([said, said])

  await send(app, zhang, 'POST', `/bookings/${body.id}/move`, { date: '2026-11-27', minute: 540 })
  for (const { payload } of jobs) await remind(app.services, payload)
  expect(await titles(), 'the old time reminds of nothing').toHaveLength(2)
  await plan(body.id)
  expect((await planned()).map(({ payload }) => payload['start'])).toEqual(Array(2).fill('2026-11-27T01:00:00.000Z'))
  await send(app, zhang, 'DELETE', `/bookings/${body.id}`)
  for (const { payload } of await planned()) await remind(app.services, payload)
  expect(await titles(), 'cancelled').toHaveLength(2)
})
