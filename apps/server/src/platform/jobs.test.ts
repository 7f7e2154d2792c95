import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestApp } from '../testing/app.ts'
import type { TestApp } from '../testing/factories.ts'
import type { Tx } from './db.ts'
import { publish, type Event } from './events.ts'
import { taskList } from './jobs.ts'
import type { Module } from './module.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
  await sql`create table public.reaction (module text, event_id uuid)`.execute(app.services.db)
})
afterAll(() => app.close())
beforeEach(async () => {
  await sql`delete from public.reaction`.execute(app.services.db)
  await sql`select graphile_worker.complete_jobs(array_agg(id)) from graphile_worker._private_jobs`.execute(
    app.services.db,
  )
})

/** A module that writes a row for each event, and then fails if it is told to. */
const reacting = (name: string, fails = () => false): Module => ({
  name,
  subscriptions: {
    'audit.verified': async (tx: Tx, event: Event) => {
      await sql`insert into public.reaction values (${name}, ${event.id}::uuid)`.execute(tx)
      if (fails()) throw new Error(`${name} is ill`)
    },
  },
})
const reactions = async () =>
  (await sql<{ module: string }>`select module from public.reaction order by module`.execute(app.services.db)).rows.map(
    ({ module }) => module,
  )
const jobs = async () =>
  (
    await sql<{ task: string; payload: object }>`select j.task_identifier as task, p.payload
      from graphile_worker.jobs j join graphile_worker._private_jobs p using (id) order by task`.execute(
      app.services.db,
    )
  ).rows
const run = async (modules: Module[], task: string, payload: object) =>
  taskList(modules, app.services)[task]?.(payload, {} as never)

async function happen(): Promise<object> {
  const actor = { kind: 'system', id: 'system', requestId: 'test', now: app.clock.now() } as const
  await app.services.db.transaction().execute((tx) => publish(tx, actor, 'audit.verified', {}))
  const [job] = await jobs()
  expect(job?.task).toBe('dispatch')
  await sql`select graphile_worker.complete_jobs(array_agg(id)) from graphile_worker._private_jobs`.execute(
    app.services.db,
  )
  return job?.payload ?? {}
}

test('all reactions to an event are one job while they succeed', async () => {
  const payload = await happen()
  await run([reacting('a'), reacting('b'), reacting('c')], 'dispatch', payload)
  expect(await reactions()).toEqual(['a', 'b', 'c'])
  expect(await jobs()).toEqual([])
})

test('when one fails none has happened and each is tried by itself, once in the queue however often the event is told', async () => {
  const payload = await happen()
  let ill = true
  const modules = [reacting('a'), reacting('b', () => ill)]
  await run(modules, 'dispatch', payload)
  await run(modules, 'dispatch', payload)
  expect(await reactions()).toEqual([])
  const waiting = await jobs()
  expect(waiting.map(({ task }) => task)).toEqual(['a:audit.verified', 'b:audit.verified'])
  await run(modules, 'a:audit.verified', payload)
  await expect(run(modules, 'b:audit.verified', payload)).rejects.toThrow('b is ill')
  expect(await reactions()).toEqual(['a'])
  ill = false
  await run(modules, 'b:audit.verified', payload)
  expect(await reactions()).toEqual(['a', 'b'])
})

test('a single subscriber has the retries of the event itself; without any there is nothing to do', async () => {
  const payload = await happen()
  await expect(run([reacting('a', () => true)], 'dispatch', payload)).rejects.toThrow('a is ill')
  await run([], 'dispatch', payload)
  expect(await reactions()).toEqual([])
  expect(await jobs()).toEqual([])
})
