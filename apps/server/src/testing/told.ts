import { sql } from 'kysely'
import { modules } from '../modules.ts'
import type { Event, EventType } from '../platform/events.ts'
import type { TestApp } from './factories.ts'

/** What the worker does with the events of a case, of one type or all in their order: hands each to supervision. */
export async function tellSupervision({ services }: TestApp, caseId: string, type?: EventType): Promise<void> {
  const { rows } = await sql<Event>`select id, type, subject, at from platform.event
    where subject ->> 'caseId' = ${caseId} and type = coalesce(${type ?? null}, type) order by at, id`.execute(
    services.db,
  )
  const { subscriptions = {} } = modules.find(({ name }) => name === 'supervision') ?? {}
  for (const event of rows) {
    const subscription = subscriptions[event.type]
    const handle = typeof subscription === 'function' ? subscription : subscription?.handle
    await services.db.transaction().execute(async (tx) => handle?.(tx, event, services))
  }
}
