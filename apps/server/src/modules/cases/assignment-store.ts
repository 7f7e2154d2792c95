import { sql } from 'kysely'
import type { AssignmentKind } from '@zhengtong/contract/staff-cases'
import type { Db, Tx } from '../../platform/db.ts'
import type { publication } from '../../platform/events.ts'

export interface AssignmentRow {
  caseId: string
  seq: number
  actId: string
  kind: AssignmentKind
  officerId: string
  officerName: string
  toId: string | null
  toName: string | null
  reason: string | null
  at: string
}
declare module '../../platform/db.ts' {
  interface Schema {
    'cases.assignment': AssignmentRow
  }
}

/** Who had a case when, the first first. */
export function listAssignments(db: Db, caseId: string) {
  return db.selectFrom('cases.assignment').selectAll().where('caseId', '=', caseId).orderBy('seq').limit(500).execute()
}

/** Gives a locked case another handler, with the record, the event and its job, in one statement. */
export async function writeAssignment(
  tx: Tx,
  handler: { handlerId: string | null; departmentCode?: string | null },
  row: AssignmentRow,
  { event, dispatch }: ReturnType<typeof publication>,
): Promise<void> {
  const given = tx.updateTable('cases.case').set(handler).where('id', '=', row.caseId)
  const noted = tx.insertInto('cases.assignment').values(row)
  await sql`with given as (${given}), noted as (${noted}), event as (${event}) ${dispatch}`.execute(tx)
}
