import { spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import { openServices } from '../main/services.ts'
import { loadKeys } from '../platform/crypto/index.ts'
import { migrate } from '../platform/migrate.ts'
import { startScratch, type ScratchPostgres } from '../platform/scratch-postgres.ts'
import { seedDemo } from '../seed/demo.ts'
import { buildServer } from '../server.ts'
import { aBundle, theOfficers } from '../testing/bundles.ts'
import { aCitizen, type TestApp } from '../testing/factories.ts'

// Real processes on a database of their own, killed without warning: there is no half bundle, and nothing starts twice.
const MAIN = path.resolve(import.meta.dirname, '../main')
const log = pino({ level: 'silent' })
let database: ScratchPostgres
let here: TestApp
let citizen: Awaited<ReturnType<typeof aCitizen>>
const children = new Set<ChildProcess>()

beforeAll(async () => {
  database = await startScratch()
  const config = readConfig({ DATABASE_URL: database.url, DATA_DIR: database.folder, RATE_LIMIT: '1000000' })
  const services = openServices(config, 'test', undefined, log)
  await migrate(services.pool, log)
  await loadKeys(services)
  await seedDemo(services)
  // This process looks and decides; what is killed are others.
  here = { app: await buildServer(services), services } as TestApp
  citizen = await aCitizen(here)
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await here.app.close()
  await here.services.pool.end()
  await database.stop()
})

function run(entry: string, env: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, [path.join(MAIN, entry)], {
    env: {
      ...process.env,
      DATABASE_URL: database.url,
      DATA_DIR: database.folder,
      LOG_LEVEL: 'fatal',
      RATE_LIMIT: '1000000',
      NODE_OPTIONS: '',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  children.add(child)
  child.once('exit', () => children.delete(child))
  return child
}
const gone = (child: ChildProcess) =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', resolve))
async function api(port: number) {
  const child = run('api.ts', { PORT: String(port) })
  const origin = `http://127.0.0.1:${port}`
  const isUp = () =>
    fetch(`${origin}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    )
  await expect.poll(isUp, { timeout: 20_000 }).toBe(true)
  return { child, origin }
}
const submit = (origin: string, submission: unknown) =>
  fetch(`${origin}/api/v1/bundle-applications`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: citizen.cookie },
    body: JSON.stringify(submission),
  })
const query = async <T extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
  (await here.services.pool.query<T>(text, values)).rows

test('an API killed in the middle of submissions leaves every bundle whole or not there', async () => {
  const { child, origin } = await api(8771)
  const all = []
  for (let n = 0; n < 40; n += 1) all.push(await aBundle(here, citizen, 'retirement'))
  const acknowledged: string[] = []
  const sent = all.map(async (submission, index) => {
    await pause(index * 3)
    const answer = await submit(origin, submission).catch(() => undefined)
    if (answer?.status === 201) acknowledged.push(submission.id)
  })
  await expect.poll(() => acknowledged.length, { timeout: 20_000, interval: 5 }).toBeGreaterThan(8)
  child.kill('SIGKILL')
  await Promise.all([...sent, gone(child)])

  const halves = `select a.id from bundles.application a where a.id = any ($1) and not (
      (select count(*) from bundles.child k where k.application_id = a.id) = 7
      and (select count(*) from cases."case" c where c.bundle->>'id' = a.id::text) = 2
      and (select count(*) from platform.event e where e.subject->>'bundleId' = a.id::text) = 1)
    union all select c.id from cases."case" c where c.bundle is not null
      and not exists (select from bundles.application a where a.id::text = c.bundle->>'id')`
  const ids = all.map(({ id }) => id)
  expect(await query(halves, [ids])).toEqual([])
  const stored = (await query<{ id: string }>('select id from bundles.application')).map(({ id }) => id)
  expect(stored).toEqual(expect.arrayContaining(acknowledged))
  expect(acknowledged.length).toBeLessThan(all.length)

  const again = await api(8771)
  const retried = await Promise.all(all.map((submission) => submit(again.origin, submission)))
  expect(retried.every(({ status }) => status === 201)).toBe(true)
  expect(await query(halves, [ids])).toEqual([])
  expect(await query('select count(*)::int as count from bundles.application')).toEqual([{ count: 40 }])
  again.child.kill('SIGTERM')
  await gone(again.child)
}, 60_000)

test('a worker killed while it starts what comes next starts each exactly once', async () => {
  const first = await query<{ id: string }>(
    `select c.id from cases."case" c where c.bundle->>'id' in (select id::text from bundles.application limit 6)`,
  )
  const officers = theOfficers(here)
  for (const { id } of first) await officers.grant(id, `TX-${id.slice(-12)}`)
  const started = async () =>
    (
      await query<{ count: number }>(
        `select count(*)::int as count from cases."case" where item_name = '基本养老金申领'`,
      )
    )[0]?.count ?? 0
  const worker = run('worker.ts')
  await expect.poll(started, { timeout: 30_000, interval: 5 }).toBeGreaterThan(0)
  worker.kill('SIGKILL')
  await gone(worker)
  const next = run('worker.ts', { SOLE_WORKER: '1' })
  await expect.poll(started, { timeout: 30_000 }).toBe(6)
  const left = () =>
    query(
      `select 1 from graphile_worker.jobs where task_identifier like '%bundles%' and attempts < max_attempts limit 1`,
    )
  await expect.poll(async () => (await left()).length, { timeout: 30_000 }).toBe(0)
  expect(await started()).toBe(6)
  next.kill('SIGTERM')
  await gone(next)
}, 90_000)
