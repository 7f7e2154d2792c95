import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'

interface CommentTable {
  caseId: string
  id: string
  staffId: string
  staffName: string
  agencyName: string
  wordsSealed: string
  at: string
}
export type CommentRow = CommentTable & { takenBackAt: string | null }
declare module '../../platform/db.ts' {
  interface Schema {
    'cases.comment': CommentTable
    'cases.commentWithdrawal': { caseId: string; commentId: string; at: string }
  }
}

const comments = (db: Db, caseId: string) =>
  db
    .selectFrom('cases.comment as c')
    .leftJoin('cases.commentWithdrawal as w', (join) =>
      join.onRef('w.caseId', '=', 'c.caseId').onRef('w.commentId', '=', 'c.id'),
    )
    .selectAll('c')
    .select('w.at as takenBackAt')
    .where('c.caseId', '=', caseId)

/** The comments of a case, the latest first; one more than asked for tells that there is another page. */
export function listComments(
  db: Db,
  caseId: string,
  { after, limit }: { after: { at: string; id: string } | undefined; limit: number },
): Promise<CommentRow[]> {
  return comments(db, caseId)
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(c.at, c.id) < (${after?.at ?? ''}::timestamptz, ${after?.id ?? ''}::uuid)`),
    )
    .orderBy('c.at', 'desc')
    .orderBy('c.id', 'desc')
    .limit(limit + 1)
    .execute()
}

export function findComment(db: Db, caseId: string, id: string): Promise<CommentRow | undefined> {
  return comments(db, caseId).where('c.id', '=', id).executeTakeFirst()
}

/** Adds a comment; false when there is one of this id. */
export async function insertComment(tx: Tx, row: CommentTable): Promise<boolean> {
  const added = await tx
    .insertInto('cases.comment')
    .values(row)
    .onConflict((conflict) => conflict.columns(['caseId', 'id']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return added !== undefined
}

/** Notes that a comment was taken back; false when it had been. */
export async function insertWithdrawal(tx: Tx, caseId: string, commentId: string, at: string): Promise<boolean> {
  const added = await tx
    .insertInto('cases.commentWithdrawal')
    .values({ caseId, commentId, at })
    .onConflict((conflict) => conflict.columns(['caseId', 'commentId']).doNothing())
    .returning('commentId')
    .executeTakeFirst()
  return added !== undefined
}
