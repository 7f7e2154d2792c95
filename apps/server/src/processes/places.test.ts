import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import { openServices } from '../main/services.ts'
import { loadKeys } from '../platform/crypto/index.ts'
import { newId } from '../platform/ids.ts'
import { migrate } from '../platform/migrate.ts'
import { startScratch, type ScratchPostgres } from '../platform/scratch-postgres.ts'
import { aHall, wrongSlots, type Hall } from '../testing/appointments.ts'
import { aCitizen } from '../testing/factories.ts'
import { processesOn } from '../testing/processes.ts'

// The last places of a time, wanted by many at once through API processes that share nothing but the database.
const PEOPLE = 200
const PLACES = 10
const log = pino({ level: 'silent' })
let database: ScratchPostgres
let services: ReturnType<typeof openServices>
let processes: ReturnType<typeof processesOn>
let hall: Hall
let origins: string[]
const people: { cookie: string }[] = []
beforeAll(async () => {
  database = await startScratch()
  processes = processesOn(database)
  services = openServices(readConfig({ DATABASE_URL: database.url, DATA_DIR: database.folder }), 'test', undefined, log)
  await migrate(services.pool, log)
  await loadKeys(services)
  hall = await aHall({ services })
  await services.pool.query('update appointments.service set keeps_holidays = false')
  // A test runner on a shared machine is slow at times; a place is not lost for that.
  const patient = { DATABASE_WAIT_MS: '60000', MAX_EVENT_LOOP_DELAY_MS: '0' }
  while (people.length < PEOPLE)
    people.push(...(await Promise.all(Array.from({ length: 20 }, () => aCitizen({ services })))))
  const apis = await Promise.all([8776, 8777, 8778].map((port) => processes.api(port, patient)))
  origins = apis.map(({ origin }) => origin)
}, 120_000)
afterAll(async () => {
  processes.killAll()
  await services.pool.end()
  await database.stop()
})

for (const count of [1, 3]) {
  test(`200 people want the last 10 places at once, with ${count} API processes: 10 get one, 190 hear that it is full`, async () => {
    const date = openDay(count)
    const answers = await Promise.all(
      people.map(async ({ cookie }, n) => {
        const answer = await fetch(`${origins[n % count]}/api/v1/bookings/${newId()}`, {
          method: 'PUT',
          headers: { 'content-type': 'application/json', cookie },
          body: JSON.stringify({ serviceId: hall.serviceId, itemCode: hall.item.code, date, minute: 540 }),
        })
        return { status: answer.status, body: (await answer.json()) as { type?: string; code?: string } }
      }),
    )
    const won = answers.filter(({ status }) => status === 200)
    const full = answers.filter(({ body }) => body.type === 'urn:problem:appointments:full')
    expect([won.length, full.length]).toEqual([PLACES, PEOPLE - PLACES])
    expect(new Set(won.map(({ body }) => body.code)).size).toBe(PLACES)
    expect(await wrongSlots({ services })).toEqual([])
  }, 60_000)
}

/** A day so many days ahead, or more when that is a Sunday; the hall keeps no holidays. */
function openDay(ahead: number): string {
  const day = new Date(services.clock.now().getTime() + 8 * 3_600_000)
  do day.setUTCDate(day.getUTCDate() + ahead)
  while (day.getUTCDay() === 0)
  return day.toISOString().slice(0, 10)
}
