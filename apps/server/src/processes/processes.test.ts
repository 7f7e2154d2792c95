import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import { loadKeys } from '../platform/crypto/index.ts'
import { openServices } from '../main/services.ts'
import { migrate } from '../platform/migrate.ts'
import { startScratch, type ScratchPostgres } from '../platform/scratch-postgres.ts'
import { aCitizen, aProvince, aSubmission } from '../testing/factories.ts'
import { gone, processesOn } from '../testing/processes.ts'

// Real processes on a database of their own, killed without warning.
const log = pino({ level: 'silent' })
let database: ScratchPostgres
let services: ReturnType<typeof openServices>
let province: Awaited<ReturnType<typeof aProvince>>
let citizen: Awaited<ReturnType<typeof aCitizen>>
let processes: ReturnType<typeof processesOn>
const run = (entry: string, env?: Record<string, string>) => processes.run(entry, env)
const api = (port: number, env?: Record<string, string>) => processes.api(port, env)

beforeAll(async () => {
  database = await startScratch()
  processes = processesOn(database)
  services = openServices(readConfig({ DATABASE_URL: database.url, DATA_DIR: database.folder }), 'test', undefined, log)
  await migrate(services.pool, log)
  await loadKeys(services)
  province = await aProvince({ services })
  citizen = await aCitizen({ services })
})
afterAll(async () => {
  processes.killAll()
  await services.pool.end()
  await database.stop()
})

const submit = (origin: string, submission: unknown) =>
  fetch(`${origin}/api/v1/cases`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: citizen.cookie },
    body: JSON.stringify(submission),
  })
const query = async <T extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
  (await services.pool.query<T>(text, values)).rows
const submissions = (count: number) =>
  Promise.all(Array.from({ length: count }, () => aSubmission({ services }, citizen, province.item)))

test('two API processes hand out different numbers under 100 parallel submissions', async () => {
  const [first, second] = await Promise.all([api(8761), api(8762)])
  const all = await submissions(100)
  const answers = await Promise.all(
    all.map((submission, index) => submit(index % 2 ? first.origin : second.origin, submission)),
  )
  expect(answers.map(({ status }) => status)).toEqual(all.map(() => 201))
  const numbers = await Promise.all(
    answers.map(async (answer) => ((await answer.json()) as { caseNumber: string }).caseNumber),
  )
  expect(new Set(numbers).size).toBe(100)
  first.child.kill('SIGTERM')
  second.child.kill('SIGTERM')
  await Promise.all([gone(first.child), gone(second.child)])
  expect([first.child.exitCode, second.child.exitCode]).toEqual([0, 0])
})

test('an API killed in the middle of requests loses no acknowledged case and leaves no half one', async () => {
  const { child, origin } = await api(8763)
  const all = await submissions(200)
  const acknowledged: string[] = []
  const sent = all.map(async (submission, index) => {
    await pause(index * 2)
    const answer = await submit(origin, submission).catch(() => undefined)
    if (answer?.status === 201) acknowledged.push(submission.id)
  })
  await expect.poll(() => acknowledged.length, { timeout: 20_000, interval: 5 }).toBeGreaterThan(20)
  child.kill('SIGKILL')
  await Promise.all([...sent, gone(child)])

  const ids = all.map(({ id }) => id)
  const stored = await query<{ id: string; codes: number; acts: number; files: number; events: number }>(
    `select c.id, (select count(*)::int from cases.lookup l where l.case_id = c.id) as codes,
       (select count(*)::int from cases.timeline t where t.case_id = c.id) as acts,
       (select count(*)::int from cases.material_file m where m.case_id = c.id) as files,
       (select count(*)::int from platform.event e where e.subject->>'caseId' = c.id::text) as events
     from cases."case" c where c.id = any ($1)`,
    [ids],
  )
  expect(stored).toEqual(stored.map(({ id }) => ({ id, codes: 2, acts: 1, files: 1, events: 1 })))
  expect(stored.map(({ id }) => id)).toEqual(expect.arrayContaining(acknowledged))
  expect(acknowledged.length).toBeLessThan(all.length)

  const again = await api(8763)
  const retried = await Promise.all(all.map((submission) => submit(again.origin, submission)))
  expect(retried.every(({ status }) => status === 201)).toBe(true)
  const [counted] = await query<{ count: number }>(
    `select count(*)::int as count from cases."case" where id = any ($1)`,
    [ids],
  )
  expect(counted?.count).toBe(200)
  again.child.kill('SIGTERM')
  await gone(again.child)
})

test('a worker killed in the middle of its jobs tells every applicant exactly once', async () => {
  const [{ cases } = { cases: 0 }] = await query<{ cases: number }>('select count(*)::int as cases from cases."case"')
  const notices = async () =>
    (await query<{ count: number }>('select count(*)::int as count from notifications.notice'))[0]?.count ?? 0
  const first = run('worker.ts')
  await expect.poll(notices, { timeout: 30_000, interval: 10 }).toBeGreaterThan(5)
  first.kill('SIGKILL')
  await gone(first)
  const second = run('worker.ts', { SOLE_WORKER: '1' })
  await expect.poll(notices, { timeout: 60_000 }).toBe(cases)
  await expect
    .poll(
      async () =>
        (
          await query(
            `select 1 from graphile_worker.jobs where task_identifier <> 'send-sms' and attempts < max_attempts limit 1`,
          )
        ).length,
      { timeout: 30_000 },
    )
    .toBe(0)
  expect(await notices()).toBe(cases)
  second.kill('SIGTERM')
  await gone(second)
}, 120_000)

test('the API survives a crash and restart of the database', async () => {
  const { child, origin } = await api(8764)
  const victim = new pg.Client({ connectionString: database.url })
  victim.on('error', () => undefined)
  await victim.connect()
  const { rows } = await victim.query<{ pid: number }>('select pg_backend_pid() as pid')
  // One backend killed makes PostgreSQL end all others and recover from its log, as after a crash.
  process.kill(rows[0]?.pid ?? 0, 'SIGKILL')
  const [submission] = await submissions(1).catch(async () => {
    await pause(2_000)
    return submissions(1)
  })
  await expect.poll(async () => (await submit(origin, submission)).status, { timeout: 20_000 }).toBe(201)
  expect(child.exitCode).toBeNull()
  child.kill('SIGTERM')
  await gone(child)
  expect(child.exitCode).toBe(0)
})

test('who sends a byte at a time is hung up on, headers or body, while others are served', async () => {
  const { child, origin } = await api(8766, {
    HEADERS_TIMEOUT_MS: '500',
    REQUEST_TIMEOUT_MS: '1500',
    RATE_LIMIT_SIGN_IN: '1000',
  })
  const body = `POST /api/v1/sessions HTTP/1.1\r\nHost: gov.example\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n`
  const drip = (opening: string) =>
    new Promise<{ heldMs: number; answer: string }>((resolve) => {
      const began = performance.now()
      let answer = ''
      const socket = connect(8766, '127.0.0.1', () => socket.write(opening))
      const timer = setInterval(() => socket.write('a'), 100)
      socket.on('data', (part) => (answer += String(part)))
      socket.on('error', () => undefined)
      socket.on('close', () => {
        clearInterval(timer)
        resolve({ heldMs: performance.now() - began, answer })
      })
    })
  const slow = Promise.all([
    ...Array.from({ length: 50 }, () => drip('GET /api/v1/regions HTTP/1.1\r\nHost: gov.example\r\nX-Slow: ')),
    ...Array.from({ length: 50 }, () => drip(body)),
  ])
  const served = await Promise.all(Array.from({ length: 20 }, () => fetch(`${origin}/api/v1/regions`)))
  expect(served.map(({ status }) => status)).toEqual(served.map(() => 200))
  for (const { heldMs, answer } of await slow) {
    expect(heldMs).toBeLessThan(10_000)
    expect(answer).toMatch(/^HTTP\/1\.1 408/)
  }
  child.kill('SIGTERM')
  await gone(child)
})

test('processes end by themselves when their parent is gone', async () => {
  const { child } = await api(8765)
  child.disconnect()
  await gone(child)
  expect(child.exitCode).toBe(0)
})
