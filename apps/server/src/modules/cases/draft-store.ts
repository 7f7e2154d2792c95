import type { CaseSubmission } from '@zhengtong/contract/cases'
import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'

export interface DraftRow {
  citizenId: string
  id: string
  itemCode: string
  itemVersion: number
  itemName: string
  form: CaseSubmission['form']
  materials: CaseSubmission['materials']
  savedAt: string
}
declare module '../../platform/db.ts' {
  interface Schema {
    'cases.draft': DraftRow
  }
}

/** Inserts or replaces a draft; false when the citizen has `max` others already. */
export async function saveDraft(tx: Tx, row: DraftRow, max: number): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    insert into cases.draft (citizen_id, id, item_code, item_version, item_name, form, materials, saved_at)
    select ${row.citizenId}::uuid, ${row.id}::uuid, ${row.itemCode}, ${row.itemVersion}::int, ${row.itemName}, ${JSON.stringify(row.form)}::jsonb,
      ${JSON.stringify(row.materials)}::jsonb, ${row.savedAt}::timestamptz
    where (select count(*) from cases.draft where citizen_id = ${row.citizenId}::uuid and id <> ${row.id}::uuid) < ${max}::int
    on conflict (citizen_id, id) do update set item_version = excluded.item_version, item_name = excluded.item_name,
      form = excluded.form, materials = excluded.materials, saved_at = excluded.saved_at
    returning id`.execute(tx)
  return rows.length === 1
}

export function listDrafts(db: Db, citizenId: string, limit: number) {
  return db
    .selectFrom('cases.draft')
    .selectAll()
    .where('citizenId', '=', citizenId)
    .orderBy('savedAt', 'desc')
    .limit(limit)
    .execute()
}

export function findDraft(db: Db, citizenId: string, id: string) {
  return db
    .selectFrom('cases.draft')
    .selectAll()
    .where('citizenId', '=', citizenId)
    .where('id', '=', id)
    .executeTakeFirst()
}

export function deleteDraft(tx: Tx, citizenId: string, id: string) {
  return tx.deleteFrom('cases.draft').where('citizenId', '=', citizenId).where('id', '=', id).execute()
}
