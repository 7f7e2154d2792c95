import { Logger, makeWorkerUtils, parseCronItems, run, type Runner, type TaskList } from 'graphile-worker'
import { sql } from 'kysely'
import type pg from 'pg'
import type { Db, Tx } from './db.ts'
import type { Event, EventType } from './events.ts'
import type { Module } from './module.ts'
import type { Services } from './services.ts'
import { newId } from './ids.ts'

/** Tries before a job is dead and waits for a person: about four days with graphile-worker's exponential back-off. */
const MAX_ATTEMPTS = 16

/** The library's levels as ours: a line for every finished job is for debugging. */
const LOG_LEVELS = { error: 'error', warning: 'warn', info: 'debug', debug: 'debug' } as const

/** Enqueues a job in the caller's transaction. A job with the same key replaces one that has not started. */
export async function addJob(
  tx: Tx,
  job: string,
  payload: Record<string, string>,
  options: { key?: string; runAt?: Date } = {},
): Promise<void> {
  await sql`select graphile_worker.add_job(${job}, payload => ${JSON.stringify(payload)}::json, job_key => ${options.key ?? null},
    run_at => ${options.runAt?.toISOString() ?? null}::timestamptz, max_attempts => ${MAX_ATTEMPTS})`.execute(tx)
}

/**
 * Brings graphile-worker's own tables up to its version. Its `add_jobs` keeps its plans: connections that were opened
 * while the job table was small would plan its four statements anew for every job, half of what a submission costs. Plans made
 * for a small table would read all of it once it has grown, so it may not.
 */
export async function migrateJobs(pool: pg.Pool): Promise<void> {
  const utils = await makeWorkerUtils({ pgPool: pool })
  await utils.migrate()
  await utils.release()
  await pool.query(
    'alter function graphile_worker.add_jobs(graphile_worker.job_spec[], boolean) set plan_cache_mode = force_generic_plan set enable_seqscan = off',
  )
}

/**
 * Jobs are fetched and crossed off many at a time: one by one each costs more transactions than what it does. Handlers are
 * idempotent, so those that a killed worker had taken may run again.
 */
const BATCHES = {
  // Under load the next look waits 30 ms, so that it finds many; the first job after a pause starts within that.
  localQueue: { size: 40, refetchDelay: { durationMs: 30, threshold: 10, maxAbortThreshold: 10 } },
  completeJobBatchDelay: 100,
}

/** Starts the worker: fans events out to subscribers, runs jobs and schedules. */
export async function startWorker(pool: pg.Pool, modules: Module[], services: Services): Promise<Runner> {
  if (services.config.soleWorker) await freeLocks(pool)
  return run({
    logger: new Logger(() => (level, message) => services.log[LOG_LEVELS[level]](message)),
    pgPool: pool,
    taskList: taskList(modules, services),
    parsedCronItems: parseCronItems(schedules(modules)),
    concurrency: 5,
    noHandleSignals: true,
    pollInterval: 1_000,
    preset: { worker: BATCHES },
  })
}

/** Gives back the jobs that a killed worker held; only where no other worker can be alive. */
async function freeLocks(pool: pg.Pool): Promise<void> {
  await pool.query(
    `select graphile_worker.force_unlock_workers(array_agg(distinct locked_by)) from graphile_worker.jobs where locked_by is not null`,
  )
}

export function taskList(modules: Module[], services: Services): TaskList {
  const { db } = services
  const subscribers = modules.flatMap(({ name, subscriptions = {} }) =>
    Object.entries(subscriptions).map(([type, subscription]) => ({
      task: `${name}:${type}`,
      type: type as EventType,
      ...(typeof subscription === 'function' ? { only: () => true, handle: subscription } : subscription),
    })),
  )
  const tasks: TaskList = {
    dispatch: async (payload) => {
      const event = await eventOf(db, payload as EventRef)
      const wanted = subscribers.filter(({ type, only }) => type === event.type && only(event))
      if (wanted.length === 0) return
      try {
        await db.transaction().execute(async (tx) => {
          for (const { handle } of wanted) await handle(tx, event, services)
        })
      } catch (error) {
        // A single subscriber has this job's retries to himself.
        if (wanted.length === 1) throw error
        services.log.warn({ err: error, event: event.type }, 'a reaction failed: each is tried by itself')
        await db.transaction().execute(async (tx) => {
          for (const { task } of wanted)
            await addJob(tx, task, { eventId: event.id, at: event.at }, { key: `${event.id}:${task}` })
        })
      }
    },
  }
  for (const { task, handle } of subscribers) {
    tasks[task] = async (payload) => {
      const event = await eventOf(db, payload as EventRef)
      await db.transaction().execute((tx) => handle(tx, event, services))
    }
  }
  for (const { jobs = {} } of modules) {
    for (const [name, handle] of Object.entries(jobs))
      tasks[name] = (payload) => handle(payload as Record<string, unknown>, services)
  }
  return tasks
}

function schedules(modules: Module[]) {
  return modules.flatMap(({ schedules: own = [] }) =>
    own.map(({ cron, job }) => ({ task: job, match: cron, identifier: `schedule:${job}` })),
  )
}

/** What a job says of its event: all of it, or (a reaction that is tried by itself) where it is. */
interface EventRef extends Partial<Pick<Event, 'type' | 'subject'>> {
  eventId: string
  at: string
}

/** The event of a job; read by id and instant where the job does not carry it: the instant finds the month's partition. */
async function eventOf(db: Db, { eventId, at, type, subject }: EventRef): Promise<Event> {
  if (type && subject) return { id: eventId, type, subject, at }
  const { rows } =
    await sql<Event>`select id, type, subject, at from platform.event where id = ${eventId} and at = ${at}::timestamptz`.execute(
      db,
    )
  const [event] = rows
  if (!event) throw new Error(`event ${eventId} is not there`)
  return event
}

/** An actor for what the system does by itself. */
export function systemActor(services: Services, reason: string) {
  return { kind: 'system', id: 'system', requestId: `${reason}:${newId()}`, now: services.clock.now() } as const
}
