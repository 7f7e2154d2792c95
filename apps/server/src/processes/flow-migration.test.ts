import { spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import { pino } from 'pino'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import { openServices } from '../main/services.ts'
import { loadKeys } from '../platform/crypto/index.ts'
import { newId } from '../platform/ids.ts'
import { migrate } from '../platform/migrate.ts'
import { startScratch, type ScratchPostgres } from '../platform/scratch-postgres.ts'
import { buildServer } from '../server.ts'
import { TestClock } from '../testing/app.ts'
import type { TestApp } from '../testing/factories.ts'
import { migrationOffice } from '../testing/flow-migrations.ts'

// Real workers on a database of their own, killed without warning while they move cases to another flow: in the end each case
// has been moved exactly once.
const MAIN = path.resolve(import.meta.dirname, '../main')
const CASES = 1_200
let database: ScratchPostgres
let here: TestApp
const children = new Set<ChildProcess>()

beforeAll(async () => {
  database = await startScratch()
  const config = readConfig({ DATABASE_URL: database.url, DATA_DIR: database.folder, RATE_LIMIT: '1000000' })
  const log = pino({ level: 'silent' })
  const clock = new TestClock(new Date().toISOString())
  const services = openServices(config, 'test', clock, log)
  await migrate(services.pool, log)
  await loadKeys(services)
  here = { app: await buildServer(services), services, clock } as TestApp
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await here.app.close()
  await here.services.pool.end()
  await database.stop()
})

function worker(): ChildProcess {
  const child = spawn(process.execPath, [path.join(MAIN, 'worker.ts')], {
    env: {
      ...process.env,
      DATABASE_URL: database.url,
      DATA_DIR: database.folder,
      LOG_LEVEL: 'fatal',
      SOLE_WORKER: '1',
      NODE_OPTIONS: '',
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  children.add(child)
  child.once('exit', () => children.delete(child))
  return child
}
const gone = (child: ChildProcess) => new Promise((resolve) => child.once('exit', resolve))

test('workers killed in the middle move every case exactly once', async () => {
  const { db } = here.services
  const office = await migrationOffice(here)
  const item = await office.nextItem('standard')
  const one = await office.accepted(item)
  await copies(one, CASES - 1)
  here.clock.advance(60_000)
  await item.turnTo('stepped')
  const { id } = (await office.propose(item)).body
  expect((await office.confirm(id)).body.total).toBe(CASES)

  const moved = async () => (await office.get(id)).migration.moved
  for (let kill = 0, before = 0; kill < 3; kill += 1) {
    const child = worker()
    await expect.poll(moved, { timeout: 30_000, interval: 5 }).toBeGreaterThan(before)
    child.kill('SIGKILL')
    await gone(child)
    before = await moved()
  }
  expect(await moved()).toBeLessThan(CASES)
  const last = worker()
  await expect.poll(async () => (await office.get(id)).migration.state, { timeout: 60_000 }).toBe('done')
  last.kill('SIGTERM')
  await gone(last)

  const { rows } = await sql<Record<string, number>>`select
      (select count(*)::int from cases."case" where flow = 'stepped' and version = 3) as moved,
      (select count(*)::int from cases.timeline where action = 'migrate') as acts,
      (select count(distinct case_id)::int from cases.timeline where action = 'migrate') as cases,
      (select count(*)::int from platform.event where type = 'case.migrated') as events,
      (select count(*)::int from platform.event where type = 'flow-migration.done') as done,
      (select count(*)::int from cases.flow_migration_case where moved) as outcomes`.execute(db)
  expect(rows[0]).toEqual({ moved: CASES, acts: CASES, cases: CASES, events: CASES, done: 1, outcomes: CASES })
}, 150_000)

/** The accepted case many times over: what submissions would take minutes for. */
async function copies(id: string, many: number): Promise<void> {
  const { db } = here.services
  const { rows } = await sql<{ name: string }>`select column_name as name from information_schema.columns
    where table_schema = 'cases' and table_name = 'case' and column_name not in ('id', 'case_number', 'query_code')`.execute(
    db,
  )
  const columns = sql.join(rows.map(({ name }) => sql.ref(name)))
  const ids = Array.from({ length: many }, () => newId())
  await sql`insert into cases."case" (id, case_number, query_code, ${columns})
    select n.id, 'N' || n.place, 'Q' || n.place, ${sql.join(rows.map(({ name }) => sql.ref(`c.${name}`)))}
    from cases."case" c, unnest(${ids}::uuid[]) with ordinality as n (id, place) where c.id = ${id}`.execute(db)
  await sql`insert into cases.timeline (case_id, seq, act_id, action, actor_kind, actor_id, actor_name, at)
    select n.id, t.seq, gen_random_uuid(), t.action, t.actor_kind, t.actor_id, t.actor_name, t.at
    from cases.timeline t, unnest(${ids}::uuid[]) as n (id) where t.case_id = ${id}`.execute(db)
}
