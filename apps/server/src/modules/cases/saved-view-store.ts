import { sql } from 'kysely'
import { MOST_VIEWS, type SavedView, type ViewWish } from '@zhengtong/contract/saved-views'
import type { Db, Tx } from '../../platform/db.ts'

export async function listSavedViews(db: Db, staffId: string): Promise<SavedView[]> {
  const { rows } = await sql<SavedView>`
    select id, name, queue, filter, is_default from cases.saved_view where staff_id = ${staffId}
    order by place limit ${MOST_VIEWS}`.execute(db)
  return rows
}

/** Saves a view in its place, a new one in the first that is free; false when none is. */
export async function putSavedView(tx: Tx, staffId: string, id: string, wish: ViewWish): Promise<boolean> {
  const { name, queue, filter, isDefault } = wish
  // Views of one officer take turns: two new ones at once would choose the same place.
  await sql`select pg_advisory_xact_lock(hashtext(${`saved-view:${staffId}`}))`.execute(tx)
  if (isDefault)
    await sql`update cases.saved_view set is_default = false where staff_id = ${staffId} and is_default and id <> ${id}`.execute(
      tx,
    )
  const { rows } = await sql`
    insert into cases.saved_view (staff_id, id, place, name, queue, filter, is_default)
    select ${staffId}::uuid, ${id}::uuid, p, ${name}, ${queue}, ${JSON.stringify(filter)}::jsonb, ${isDefault}
    from generate_series(1, ${MOST_VIEWS}) as p
    where p = (select place from cases.saved_view where staff_id = ${staffId} and id = ${id})
      or not exists (select from cases.saved_view v where v.staff_id = ${staffId} and (v.place = p or v.id = ${id}))
    order by p limit 1
    on conflict (staff_id, id) do update set name = excluded.name, queue = excluded.queue, filter = excluded.filter,
      is_default = excluded.is_default
    returning 1`.execute(tx)
  return rows.length > 0
}

export async function removeSavedView(tx: Tx, staffId: string, id: string): Promise<void> {
  await sql`delete from cases.saved_view where staff_id = ${staffId} and id = ${id}`.execute(tx)
}
