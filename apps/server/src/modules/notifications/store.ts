import { sql } from 'kysely'
import type { Citizen } from '../../platform/actor.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'

interface NoticeTable {
  citizenId: string
  id: string
  eventId: string
  /** Told to him as somebody who acts for this organisation; null: to himself. */
  organisationId: string | null
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

/** The notices of the identity that a citizen acts under. */
type Reader = Pick<Citizen, 'id' | 'onBehalfOf'>
const toldTo = ({ id, onBehalfOf }: Reader) =>
  sql<boolean>`citizen_id = ${id} and organisation_id is not distinct from ${onBehalfOf ?? null}::uuid`

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

/** Tells a person something of his own, whomever he acts for and apart from any case. Once an event and person. */
export function tellPerson(
  tx: Tx,
  citizenId: string,
  { eventId, at, title, text }: Pick<NoticeTable, 'eventId' | 'at' | 'title' | 'text'>,
): Promise<boolean> {
  const id = newId()
  return insertNotice(tx, { citizenId, id, eventId, organisationId: null, caseId: null, title, text, at, readAt: null })
}

export function listNotices(
  db: Db,
  reader: Reader,
  { after, limit }: { after: { at: string; id: string } | undefined; limit: number },
) {
  return db
    .selectFrom('notifications.notice')
    .select(shown)
    .where(toldTo(reader))
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(at, id) < (${after?.at ?? ''}::timestamptz, ${after?.id ?? ''}::uuid)`),
    )
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}

export async function countUnread(db: Db, reader: Reader, ceiling: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count
    from (select 1 from notifications.notice where ${toldTo(reader)} and read_at is null limit ${ceiling}) as counted`.execute(
    db,
  )
  return rows[0]?.count ?? 0
}

/** Marks one as read, once: reading again keeps the first time. */
export function markRead(tx: Tx, reader: Reader, id: string, at: string) {
  return tx
    .updateTable('notifications.notice')
    .set((eb) => ({ readAt: eb.fn.coalesce('readAt', sql<string>`${at}::timestamptz`) }))
    .where(toldTo(reader))
    .where('id', '=', id)
    .returning(shown)
    .executeTakeFirst()
}

export async function markAllRead(tx: Tx, reader: Reader, at: string): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('notifications.notice')
    .set({ readAt: at })
    .where(toldTo(reader))
    .where('readAt', 'is', null)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

export function deleteNoticesOf(tx: Tx, citizenId: string) {
  return tx.deleteFrom('notifications.notice').where('citizenId', '=', citizenId).execute()
}
