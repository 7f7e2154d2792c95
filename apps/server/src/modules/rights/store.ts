import type { ProposedChange, RightsChange } from '@zhengtong/contract/rights'
import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'

export interface ChangeRow {
  id: string
  change: RightsChange
  reason: string
  summary: string
  state: ProposedChange['state']
  proposedBy: string
  proposedAt: string
  decidedBy: string | null
  decidedAt: string | null
  note: string | null
}
declare module '../../platform/db.ts' {
  interface Schema {
    'access.grantChange': ChangeRow
  }
}
export type NamedChange = ChangeRow & { proposerName: string; deciderName: string | null }

/** Keeps a proposal; false when its id is taken. */
export async function insertChange(tx: Tx, row: ChangeRow): Promise<boolean> {
  const saved = await tx
    .insertInto('access.grantChange')
    .values({ ...row, change: sql<RightsChange>`${JSON.stringify(row.change)}::jsonb` })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()
  return saved !== undefined
}

const named = (db: Db) =>
  db
    .selectFrom('access.grantChange as c')
    .innerJoin('access.staff as p', 'p.id', 'c.proposedBy')
    .leftJoin('access.staff as d', 'd.id', 'c.decidedBy')
    .selectAll('c')
    .select(['p.name as proposerName', 'd.name as deciderName'])

export function findChange(db: Db, id: string): Promise<NamedChange | undefined> {
  return named(db).where('c.id', '=', id).executeTakeFirst()
}

/** The same, locked: two who decide at once take turns. */
export function lockChange(tx: Tx, id: string): Promise<NamedChange | undefined> {
  return named(tx).where('c.id', '=', id).forUpdate('c').executeTakeFirst()
}

/** Changes, the newest first; one more than asked for. */
export function listChanges(
  db: Db,
  {
    state,
    after,
    limit,
  }: { state: 'proposed' | undefined; after: { proposedAt: string; id: string } | undefined; limit: number },
): Promise<NamedChange[]> {
  return named(db)
    .$if(state !== undefined, (query) => query.where('c.state', '=', 'proposed'))
    .$if(after !== undefined, (query) =>
      query.where(
        sql<boolean>`(c.proposed_at, c.id) < (${after?.proposedAt ?? ''}::timestamptz, ${after?.id ?? ''}::uuid)`,
      ),
    )
    .orderBy('c.proposedAt', 'desc')
    .orderBy('c.id', 'desc')
    .limit(limit + 1)
    .execute()
}

export function closeChange(
  tx: Tx,
  id: string,
  end: Pick<ChangeRow, 'state' | 'decidedBy' | 'decidedAt' | 'note'>,
): Promise<unknown> {
  return tx.updateTable('access.grantChange').set(end).where('id', '=', id).execute()
}
