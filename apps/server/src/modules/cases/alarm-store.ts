import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'
import type { CaseRow, TimelineRow } from './store.ts'

/** Those among the cases with an alarm that an act of the system will follow: the clock itself has the word there. */
const actDue = (today: string) =>
  sql<boolean>`(status in ('collected', 'submitted', 'pre-returned', 'correction', 'paying') and due_on < ${today}::date
    or status in ('accepted', 'suspended', 'first-reviewed', 'reviewed') and (owed ->> 'dueOn')::date < ${today}::date and owed ->> 'handedInAt' is null)`

/**
 * Cases whose clock ran out with a consequence of its own: receipt, supplement or promised material overdue. Found by the
 * index on the next alarm, not by reading all open cases.
 */
export async function listOverdue(db: Db, today: string, after: string, limit: number) {
  const { rows } = await sql<Pick<CaseRow, 'id' | 'status' | 'version'>>`
    select id, status, version from cases."case"
    where alarm_on <= ${today}::date and (${after} = '' or id > ${after || null}::uuid)
      and ${actDue(today)}
    order by id limit ${limit}`.execute(db)
  return rows
}

/** Cases with an alarm today or before, locked; those that another process has are left to it. */
export function lockAlarms(tx: Tx, today: string, limit: number): Promise<CaseRow[]> {
  return tx
    .selectFrom('cases.case')
    .selectAll()
    .where(sql<boolean>`alarm_on <= ${today}::date`)
    .where(sql<boolean>`${actDue(today)} is not true`)
    .orderBy('alarmOn')
    .orderBy('id')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute()
}

/** Running cases whose clock was counted by another calendar, locked. */
export function staleClocks(tx: Tx, calendarVersion: string, after: string, limit: number): Promise<CaseRow[]> {
  return tx
    .selectFrom('cases.case')
    .selectAll()
    .where('dueOn', 'is not', null)
    .where('calendarVersion', '<>', calendarVersion)
    .$if(after !== '', (query) => query.where('id', '>', after))
    .orderBy('id')
    .limit(limit)
    .forUpdate()
    .execute()
}

type Act = Pick<TimelineRow, 'seq' | 'action' | 'at' | 'days' | 'asOf' | 'moved'>

/** The acts of many cases, by case. */
export async function timelinesOf(tx: Tx, ids: string[]): Promise<Map<string, Act[]>> {
  const rows = await tx
    .selectFrom('cases.timeline')
    .select(['caseId', 'seq', 'action', 'at', 'days', 'asOf', 'moved'])
    .where(sql<boolean>`case_id = any (${ids}::uuid[])`)
    .orderBy('seq')
    .execute()
  const timelines = new Map<string, Act[]>()
  for (const { caseId, ...row } of rows) {
    const known = timelines.get(caseId)
    if (known) known.push(row)
    else timelines.set(caseId, [row])
  }
  return timelines
}

type Clock = Pick<CaseRow, 'id' | 'dueOn' | 'legalDueOn' | 'promiseDueOn' | 'alarmOn' | 'calendarVersion'>

/** Writes the clocks of many cases in one statement. Nothing happened to them: their version stays. */
export async function setAlarms(tx: Tx, clocks: Clock[]): Promise<void> {
  await sql`update cases."case" c set due_on = n.due_on, legal_due_on = n.legal_due_on, promise_due_on = n.promise_due_on,
      alarm_on = n.alarm_on, calendar_version = n.calendar_version
    from unnest(${clocks.map(({ id }) => id)}::uuid[], ${clocks.map(({ dueOn }) => dueOn)}::date[],
      ${clocks.map(({ legalDueOn }) => legalDueOn)}::date[], ${clocks.map(({ promiseDueOn }) => promiseDueOn)}::date[],
      ${clocks.map(({ alarmOn }) => alarmOn)}::date[], ${clocks.map(({ calendarVersion }) => calendarVersion)}::text[])
      as n (id, due_on, legal_due_on, promise_due_on, alarm_on, calendar_version)
    where c.id = n.id`.execute(tx)
}

/** What a card shows of a case. */
export function caseForCard(db: Db, id: string) {
  return db
    .selectFrom('cases.case')
    .select([
      'id',
      'caseNumber',
      'itemName',
      'agencyCode',
      'agencyName',
      'regionCode',
      'departmentCode',
      'handlerId',
      'noticeDueOn',
      'supplement',
      'owed',
      'reason',
    ])
    .where('id', '=', id)
    .executeTakeFirst()
}
