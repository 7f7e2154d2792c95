import { sql } from 'kysely'
import type { Db } from '../../platform/db.ts'
import type { CaseRow } from './store.ts'

/**
 * Cases whose clock ran out with a consequence of its own: receipt, supplement or promised material overdue. Found by the
 * index on the next alarm, not by reading all open cases.
 */
export async function listOverdue(db: Db, today: string, after: string, limit: number) {
  const { rows } = await sql<Pick<CaseRow, 'id' | 'status' | 'version'>>`
    select id, status, version from cases."case"
    where alarm_on <= ${today}::date and (${after} = '' or id > ${after || null}::uuid)
      and (status in ('submitted', 'pre-returned', 'correction') and due_on < ${today}::date
        or status in ('accepted', 'suspended', 'reviewed') and (owed ->> 'dueOn')::date < ${today}::date and owed ->> 'handedInAt' is null)
    order by id limit ${limit}`.execute(db)
  return rows
}
