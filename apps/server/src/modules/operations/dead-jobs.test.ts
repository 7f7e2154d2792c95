import type { DeadJob } from '@zhengtong/contract/operations'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { modules } from '../../modules.ts'
import { taskList } from '../../platform/jobs.ts'
import { startTestApp } from '../../testing/app.ts'
import { aCitizen, anOfficer, aProvince, aSubmission, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'

let app: TestApp
let operator: { cookie: string }
beforeAll(async () => {
  app = await startTestApp()
  const { agency, item } = await aProvince(app)
  operator = await anOfficer(app, agency.code, ['operate'])
  const citizen = await aCitizen(app)
  await send(app, citizen, 'POST', '/cases', await aSubmission(app, citizen, item))
})
afterAll(() => app.close())

const list = async () => (await send<{ rows: DeadJob[] }>(app, operator, 'GET', '/operations/dead-jobs')).body.rows

test('a job that used up its tries is listed with its event and error, and gets all its tries again on request', async () => {
  expect(await list()).toEqual([])
  const dead = sql`update graphile_worker._private_jobs set attempts = max_attempts, last_error = '短信网关没有回应' where payload->>'eventId' is not null`
  await dead.execute(app.services.db)
  const rows = await list()
  const job = rows.find(({ subject }) => subject === 'case.submitted')
  expect(job).toMatchObject({ task: 'dispatch', error: '短信网关没有回应' })
  expect((await send(app, operator, 'POST', `/operations/dead-jobs/${job?.id}/retry`, {})).body).toEqual({
    retried: true,
  })
  expect((await list()).map(({ id }) => id)).not.toContain(job?.id)
  expect((await send(app, operator, 'POST', `/operations/dead-jobs/${job?.id}/retry`, {})).status).toBe(404)
})

test('an officer without the permission sees no jobs', async () => {
  const { agency } = await aProvince(app)
  const clerk = await anOfficer(app, agency.code, ['accept'])
  expect((await send(app, clerk, 'GET', '/operations/dead-jobs')).status).toBe(403)
})

test('a subscriber that runs twice for one event tells the applicant once', async () => {
  const tasks = taskList(modules, app.services)
  const { rows } = await sql<{ eventId: string; at: string }>`
    select id as "eventId", to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at from platform.event where type = 'case.submitted'`.execute(
    app.services.db,
  )
  const helpers = {} as Parameters<NonNullable<(typeof tasks)[string]>>[1]
  for (let n = 0; n < 3; n += 1) await tasks['notifications:case.submitted']?.(rows[0], helpers)
  const counts = await sql<{ notices: number; messages: number }>`
    select (select count(*) from notifications.notice) as notices, (select count(*) from platform.sms where template = 'case-submitted') as messages`.execute(
    app.services.db,
  )
  expect(counts.rows[0]).toEqual({ notices: 1, messages: 1 })
})

test('the nightly sweep forgets old tries and old messages, and keeps the rest', async () => {
  const { db } = app.services
  await sql`insert into platform.attempt (key, tries, since) values ('old', 3, '2026-11-01'), ('new', 3, '2026-11-23')`.execute(
    db,
  )
  await sql`update platform.sms set sent_at = '2026-10-01'`.execute(db)
  await taskList(modules, app.services)['operations:sweep']?.({}, {} as never)
  const { rows } = await sql<{ keys: string; messages: number }>`
    select (select string_agg(key, ',') from platform.attempt) as keys, (select count(*) from platform.sms) as messages`.execute(
    db,
  )
  expect(rows[0]).toEqual({ keys: 'new', messages: 0 })
})
