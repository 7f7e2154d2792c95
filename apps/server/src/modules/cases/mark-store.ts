import { MOST_MARKS, type MarkWish } from '@zhengtong/contract/marks'
import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'

export interface MarkRow {
  caseId: string
  id: string
  /** Its place among the drafts of the case; there are only so many. */
  place: number
  materialId: string
  fileId: string
  page: number
  x: number
  y: number
  width: number
  height: number
  note: string
  officerId: string
  officerName: string
  version: number
  at: string
  /** When it went to the applicant with a notice; null: a draft. */
  sentAt: string | null
}
declare module '../../platform/db.ts' {
  interface Schema {
    'cases.mark': MarkRow
  }
}

/** The marks of a case in the order of the pages; drafts of now and what notices took with them. */
export function listMarkRows(db: Db, caseId: string): Promise<MarkRow[]> {
  return db
    .selectFrom('cases.mark')
    .selectAll()
    .where('caseId', '=', caseId)
    .orderBy('materialId')
    .orderBy('fileId')
    .orderBy('page')
    .orderBy('y')
    .orderBy('id')
    .limit(MOST_MARKS * 4)
    .execute()
}

export function findMark(tx: Tx, caseId: string, id: string): Promise<MarkRow | undefined> {
  return tx.selectFrom('cases.mark').selectAll().where('caseId', '=', caseId).where('id', '=', id).executeTakeFirst()
}

/** A new mark in the first place that is free; false when none is. */
export async function insertMark(
  tx: Tx,
  caseId: string,
  id: string,
  wish: MarkWish,
  officer: { id: string; name: string; now: Date },
): Promise<boolean> {
  const { materialId, fileId, page, rect, note } = wish
  const { rows } = await sql`
    insert into cases.mark (case_id, id, place, material_id, file_id, page, x, y, width, height, note, officer_id, officer_name,
      version, at)
    select ${caseId}::uuid, ${id}::uuid, p, ${materialId}, ${fileId}::uuid, ${page}, ${rect.x}, ${rect.y}, ${rect.width},
      ${rect.height}, ${note}, ${officer.id}::uuid, ${officer.name}, 1, ${officer.now.toISOString()}::timestamptz
    from generate_series(1, ${MOST_MARKS}) as p
    where not exists (select from cases.mark m where m.case_id = ${caseId} and m.place = p and m.sent_at is null)
    order by p limit 1
    returning 1`.execute(tx)
  return rows.length > 0
}

export async function updateMark(tx: Tx, caseId: string, id: string, wish: MarkWish): Promise<void> {
  const { materialId, fileId, page, rect, note, version } = wish
  await tx
    .updateTable('cases.mark')
    .set({ materialId, fileId, page, ...rect, note, version: version + 1 })
    .where('caseId', '=', caseId)
    .where('id', '=', id)
    .execute()
}

export async function removeMark(tx: Tx, caseId: string, id: string): Promise<void> {
  await tx
    .deleteFrom('cases.mark')
    .where('caseId', '=', caseId)
    .where('id', '=', id)
    .where('sentAt', 'is', null)
    .execute()
}

/** The notice takes them along: from now on nobody changes them. */
export async function freezeMarks(tx: Tx, caseId: string, ids: string[], at: string): Promise<void> {
  await tx.updateTable('cases.mark').set({ sentAt: at }).where('caseId', '=', caseId).where('id', 'in', ids).execute()
}
