import pg from 'pg'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sealEvents } from '../modules/audit/seal.ts'
import { modules } from '../modules.ts'
import { grantAppRole, makeAppRole, recordsChangeable } from '../platform/app-role.ts'
import { newId } from '../platform/ids.ts'
import { startWorker } from '../platform/jobs.ts'
import { startTestApp } from '../testing/app.ts'
import { createTestDatabase } from '../testing/database.ts'
import { aCitizen, anOfficer, aProvince, aSubmission } from '../testing/factories.ts'
import { send } from '../testing/request.ts'

const role = `app_${newId().slice(-12)}`
let app: Awaited<ReturnType<typeof startTestApp>>
let owner: pg.Client
beforeAll(async () => {
  const database = await createTestDatabase()
  owner = new pg.Client({ connectionString: database.url })
  owner.on('error', () => undefined)
  await owner.connect()
  await makeAppRole(owner, role, 'only-for-this-test')
  await grantAppRole(owner, role)
  const url = new URL(database.url)
  url.username = role
  url.password = 'only-for-this-test'
  app = await startTestApp(
    { DATABASE_URL: url.toString(), DATABASE_OWNER_URL: database.url },
    undefined,
    undefined,
    database,
  )
})
afterAll(async () => {
  await owner.query(`drop owned by ${role}`)
  await owner.query(`drop role ${role}`)
  await owner.end()
  await app.close()
})

test('as a role that owns nothing, an application is submitted, accepted, told about and sealed', async () => {
  const { services } = app
  const { agency, item } = await aProvince(app)
  const citizen = await aCitizen(app)
  const officer = await anOfficer(app, agency.code, ['accept'])
  const sent = await aSubmission(app, citizen, item)
  expect((await send(app, citizen, 'PUT', `/drafts/${sent.id}`, withoutId(sent))).status).toBe(200)
  expect((await send(app, citizen, 'POST', '/cases', sent)).status).toBe(201)
  const act = { actId: newId(), version: 1 }
  expect((await send(app, officer, 'POST', `/staff/cases/${sent.id}/acceptance`, act)).status).toBe(200)
  const runner = await startWorker(services.pool, modules, services)
  try {
    const told = async () => (await send<{ rows: unknown[] }>(app, citizen, 'GET', '/notices')).body.rows.length
    await expect.poll(told, { timeout: 30_000 }).toBe(2)
  } finally {
    await runner.stop()
  }
  for (const module of modules) {
    for (const [name, job] of Object.entries(module.jobs ?? {})) await runs(name, job)
  }
  // What was written while any transaction of the server's runs, in whichever database, is sealed the next time.
  const sealed = async () => {
    await sealEvents(services.db)
    return (await sql`select 1 from audit.link limit 1`.execute(services.db)).rows.length
  }
  await expect.poll(sealed, { timeout: 30_000 }).toBe(1)
  async function runs(name: string, job: (payload: Record<string, unknown>, all: typeof services) => Promise<unknown>) {
    const refused = await job({}, services).then(
      () => undefined,
      (error: unknown) => (error as { code?: string }).code,
    )
    expect(refused, name).not.toBe('42501')
  }
})

test('the role cannot change, delete or empty a record, nor get around it', async () => {
  const { db } = app.services
  const { rows: months } = await owner.query<{ name: string }>(
    `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'platform.event'::regclass`,
  )
  expect(months.length).toBeGreaterThan(1)
  const attempts = [
    'update platform.event set actor_id = actor_id',
    'delete from platform.event',
    'truncate platform.event',
    'drop table platform.event_default',
    'alter table platform.event detach partition platform.event_default',
    'alter table platform.event add column hole text',
    'update audit.link set hash = hash',
    'delete from audit.link',
    'delete from audit.head',
    'delete from audit.checkpoint',
    'update audit.checkpoint set signature = signature',
    'insert into audit.archive select * from audit.archive',
    'update cases.timeline set note = note',
    'delete from cases.timeline',
    'delete from cases.unmasking',
    'delete from cases."case"',
    'delete from platform.migration',
    'create table platform.of_mine (id int)',
    'create function platform.of_mine() returns int language sql as $$ select 1 $$',
    'set session authorization postgres',
    'set role postgres',
    `alter role ${role} superuser`,
    ...months.flatMap(({ name }) => [
      `delete from ${name}`,
      `update ${name} set actor_id = actor_id`,
      `truncate ${name}`,
    ]),
  ]
  const { rows: before } = await owner.query<{ n: number }>('select count(*)::int as n from platform.event')
  for (const attempt of attempts)
    await expect(sql.raw(attempt).execute(db), attempt).rejects.toMatchObject({ code: '42501' })
  const { rows: after } = await owner.query<{ n: number }>('select count(*)::int as n from platform.event')
  expect(after).toEqual(before)
  expect(await recordsChangeable(app.services.pool)).toEqual([])
})

test('the owner, and whoever is a member of it, is refused as the role of the application', async () => {
  await expect(grantAppRole(owner, 'postgres')).rejects.toThrow('can still change')
  const member = `member_${newId().slice(-12)}`
  await owner.query(`create role ${member} superuser`)
  try {
    await expect(grantAppRole(owner, member)).rejects.toThrow('can still change')
  } finally {
    await owner.query(`drop role ${member}`)
  }
})

function withoutId({ id: _id, ...rest }: Awaited<ReturnType<typeof aSubmission>>) {
  return rest
}
