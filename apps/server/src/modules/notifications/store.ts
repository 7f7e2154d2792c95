import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'

interface NoticeTable {
  citizenId: string
  id: string
  eventId: string
  caseId: string | null
  title: string
  text: string
  at: string
  readAt: string | null
}
declare module '../../platform/db.ts' {
  interface Schema {
    'notifications.notice': NoticeTable
  }
}

const shown = ['id', 'title', 'text', 'at', 'readAt', 'caseId'] as const

/** False when this event was told to this person before. */
export async function insertNotice(tx: Tx, row: NoticeTable): Promise<boolean> {
  const saved = await tx
    .insertInto('notifications.notice')
    .values(row)
    .onConflict((conflict) => conflict.columns(['citizenId', 'eventId']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return saved !== undefined
}

export function listNotices(
  db: Db,
  citizenId: string,
  { after, limit }: { after: { at: string; id: string } | undefined; limit: number },
) {
  return db
    .selectFrom('notifications.notice')
    .select(shown)
    .where('citizenId', '=', citizenId)
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(at, id) < (${after?.at ?? ''}::timestamptz, ${after?.id ?? ''}::uuid)`),
    )
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}

export async function countUnread(db: Db, citizenId: string, ceiling: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count
    from (select 1 from notifications.notice where citizen_id = ${citizenId} and read_at is null limit ${ceiling}) as counted`.execute(
    db,
  )
  return rows[0]?.count ?? 0
}

/** Marks one as read, once: reading again keeps the first time. */
export function markRead(tx: Tx, citizenId: string, id: string, at: string) {
  return tx
    .updateTable('notifications.notice')
    .set((eb) => ({ readAt: eb.fn.coalesce('readAt', sql<string>`${at}::timestamptz`) }))
    .where('citizenId', '=', citizenId)
    .where('id', '=', id)
    .returning(shown)
    .executeTakeFirst()
}

export async function markAllRead(tx: Tx, citizenId: string, at: string): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('notifications.notice')
    .set({ readAt: at })
    .where('citizenId', '=', citizenId)
    .where('readAt', 'is', null)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}
