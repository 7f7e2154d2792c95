import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'

interface DeadRow {
  id: string
  task: string
  subject: string | null
  attempts: number
  error: string | null
  failedAt: string
}

/**
 * Jobs that used up their tries, the latest first. The library's public view leaves out the payload, which names the
 * event, so its own tables are read; the version is pinned.
 */
export async function listDeadJobs(
  db: Db,
  { before, limit }: { before: string | undefined; limit: number },
): Promise<DeadRow[]> {
  const { rows } = await sql<DeadRow>`
    select j.id::text as id, t.identifier as task, e.type as subject, j.attempts, left(j.last_error, 500) as error, j.updated_at as "failedAt"
    from graphile_worker._private_jobs j
    join graphile_worker._private_tasks t on t.id = j.task_id
    left join platform.event e on e.id = (j.payload->>'eventId')::uuid and e.at = (j.payload->>'at')::timestamptz
    where j.attempts >= j.max_attempts and j.locked_at is null and (${before ?? null}::bigint is null or j.id < ${before ?? null}::bigint)
    order by j.id desc
    limit ${limit + 1}`.execute(db)
  return rows
}

/** Gives a dead job all its tries again, from now. False when it is not dead. */
export async function retryDeadJob(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    select (graphile_worker.reschedule_jobs(array[j.id], run_at => now(), attempts => 0)).id::text as id
    from graphile_worker._private_jobs j
    where j.id = ${id}::bigint and j.attempts >= j.max_attempts and j.locked_at is null`.execute(tx)
  return rows.length > 0
}

/** Forgets counted tries whose windows are long over, and text messages that were sent a month ago. */
export async function sweep(tx: Tx, now: Date): Promise<void> {
  const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString()
  await tx.deleteFrom('platform.attempt').where('since', '<', daysAgo(2)).execute()
  await tx.deleteFrom('platform.sms').where('sentAt', '<', daysAgo(30)).execute()
}
