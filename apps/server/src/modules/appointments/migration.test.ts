import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { migrateJobs } from '../../platform/jobs.ts'
import { MIGRATIONS } from '../../platform/migrate.ts'
import { startScratch, type ScratchPostgres } from '../../platform/scratch-postgres.ts'

/** The first of ours that rebuilds what was there. */
const REBUILDS = '202611301700'
let database: ScratchPostgres
let pool: pg.Pool
beforeAll(async () => {
  database = await startScratch()
  pool = new pg.Pool({ connectionString: database.url, max: 1 })
  await migrateJobs(pool)
})
afterAll(async () => {
  await pool.end()
  await database.stop()
})

async function apply(wanted: (file: string) => boolean) {
  for (const file of (await readdir(MIGRATIONS)).filter((name) => name.endsWith('.sql')).toSorted())
    if (wanted(file)) await pool.query(await readFile(path.join(MIGRATIONS, file), 'utf8'))
}
const rowsOf = async (text: string) => (await pool.query(text)).rows as Record<string, unknown>[]

test('bookings, codes and queue numbers from before are carried along, and clerks keep the desk', async () => {
  await pool.query('create schema platform')
  await apply((file) => file < REBUILDS)
  const [serviceId, hallId, zhang, li] = [newId(), newId(), newId(), newId()]
  await pool.query(
    `insert into appointments.service (id, hall_id, agency_code, name, windows, prefix, days_ahead, release_minute, keeps_holidays)
     values ('${serviceId}', '${hallId}', 'a', '窗口', 1, 'A', 14, 0, true);
     insert into appointments.slot values ('${serviceId}', '2026-11-24', 540, 10, 3);
     insert into access.role (id, name, duty, permissions, scope, clearance) values
       ('${newId()}', '收', 'business', '{accept,review}', 'agency', 'internal'),
       ('${newId()}', '定', 'business', '{decide}', 'agency', 'internal')`,
  )
  const book = (citizen: string, code: string, status: string, number: string | null) =>
    pool.query(
      `insert into appointments.booking (id, citizen_id, service_id, hall_id, item_code, item_name, person_name, date, minute,
         until_minute, code, status, queue_number, booked_at, changed_at)
       values ($1, $2, $3, $4, '1', '事项', '张*', '2026-11-24', 540, 570, $5, $6, $7, now(), now())`,
      [newId(), citizen, serviceId, hallId, code, status, number],
    )
  await book(zhang, '000001', 'cancelled', null)
  await book(zhang, '000001', 'arrived', 'A007')
  await book(li, '000002', 'served', 'A1234')
  await apply((file) => file >= REBUILDS)

  expect(await rowsOf('select count(*)::int as n from appointments.booking_key')).toEqual([{ n: 3 }])
  expect(await rowsOf('select code, citizen_id from appointments.code order by code')).toEqual([
    { code: '000001', citizen_id: zhang },
    { code: '000002', citizen_id: li },
  ])
  expect(await rowsOf('select n, number, status, due_minute from appointments.ticket order by n')).toEqual([
    { n: 7, number: 'A007', status: 'waiting', due_minute: 540 },
    { n: 1234, number: 'A1234', status: 'served', due_minute: 540 },
  ])
  expect(await rowsOf('select name, permissions from access.role order by name desc')).toEqual([
    { name: '收', permissions: ['accept', 'review', 'appointments-desk'] },
    { name: '定', permissions: ['decide'] },
  ])
})
