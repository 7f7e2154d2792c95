import type { FlowMigration } from '@zhengtong/contract/flow-migrations'
import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'
import { within, type Scope } from '../access/index.ts'
import { running } from './moving-store.ts'

export interface MigrationRow {
  id: string
  itemCode: string
  itemName: string
  agencyCode: string
  agencyName: string
  fromFlow: string
  fromVersion: number
  toFlow: string
  toVersion: number
  state: FlowMigration['state']
  reason: string
  /** What the proposer saw. */
  fingerprint: string
  previewedTotal: number
  previewedMovable: number
  proposedBy: string
  proposedAt: string
  decidedBy: string | null
  decidedAt: string | null
  note: string | null
  /** Cases that were confirmed, and what became of them until now. */
  total: number | null
  moved: number
  kept: number
  finishedAt: string | null
}
interface MigrationCaseRow {
  migrationId: string
  caseId: string
  caseNumber: string
  /** null: its turn has not come. */
  moved: boolean | null
  status: string | null
  whyNot: string | null
  at: string | null
}
declare module '../../platform/db.ts' {
  interface Schema {
    'cases.flowMigration': MigrationRow
    'cases.flowMigrationCase': MigrationCaseRow
  }
}
export type NamedMigration = MigrationRow & { proposerName: string; deciderName: string | null }

/** Keeps a proposal; false when its id is taken, or the item has another that is not over. */
export async function insertMigration(tx: Tx, row: MigrationRow): Promise<boolean> {
  const saved = await tx
    .insertInto('cases.flowMigration')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return saved !== undefined
}

const named = (db: Db, scope: Scope) =>
  db
    .selectFrom('cases.flowMigration as m')
    .innerJoin('access.staff as p', 'p.id', 'm.proposedBy')
    .leftJoin('access.staff as d', 'd.id', 'm.decidedBy')
    .selectAll('m')
    .select(['p.name as proposerName', 'd.name as deciderName'])
    .where((eb) => eb('m.id', 'in', eb.selectFrom('cases.flowMigration').select('id').where(within(scope))))

/** A migration of an item within the scope; any other is not there. */
export function findMigration(db: Db, scope: Scope, id: string): Promise<NamedMigration | undefined> {
  return named(db, scope).where('m.id', '=', id).executeTakeFirst()
}

/** The same, locked: two who decide at once take turns. */
export function lockMigration(tx: Tx, scope: Scope, id: string): Promise<NamedMigration | undefined> {
  return named(tx, scope).where('m.id', '=', id).forUpdate('m').executeTakeFirst()
}

/** Migrations in scope, the newest first; one more than asked for. */
export function listMigrations(
  db: Db,
  scope: Scope,
  { open, after, limit }: { open: boolean; after: { proposedAt: string; id: string } | undefined; limit: number },
): Promise<NamedMigration[]> {
  return named(db, scope)
    .$if(open, (query) => query.where('m.state', 'in', ['proposed', 'confirmed', 'running']))
    .$if(after !== undefined, (query) =>
      query.where(
        sql<boolean>`(m.proposed_at, m.id) < (${after?.proposedAt ?? ''}::timestamptz, ${after?.id ?? ''}::uuid)`,
      ),
    )
    .orderBy('m.proposedAt', 'desc')
    .orderBy('m.id', 'desc')
    .limit(limit + 1)
    .execute()
}

/** The migration of an item that is not over, if there is one. */
export async function openMigrationOf(db: Db, itemCode: string): Promise<string | null> {
  const row = await db
    .selectFrom('cases.flowMigration')
    .select('id')
    .where('itemCode', '=', itemCode)
    .where('state', 'in', ['proposed', 'confirmed', 'running'])
    .executeTakeFirst()
  return row?.id ?? null
}

export async function updateMigration(tx: Tx, id: string, change: Partial<Omit<MigrationRow, 'id'>>): Promise<void> {
  await tx.updateTable('cases.flowMigration').set(change).where('id', '=', id).execute()
}

/** Writes down which cases were confirmed: all that run under the old flow now. Answers how many. */
export async function listForMoving(tx: Tx, migration: MigrationRow): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into cases.flow_migration_case (migration_id, case_id, case_number)
    select ${migration.id}::uuid, id, case_number from cases."case" where ${running(migration)}`.execute(tx)
  return Number(numAffectedRows ?? 0)
}

/** The next migration with work to do, locked; those that another process is at are left to it. */
export function lockRunning(tx: Tx): Promise<MigrationRow | undefined> {
  return tx
    .selectFrom('cases.flowMigration')
    .selectAll()
    .where('state', 'in', ['confirmed', 'running'])
    .orderBy('decidedAt')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
}

/** The next cases whose turn has not come. */
export async function waitingCases(tx: Tx, migrationId: string, limit: number): Promise<string[]> {
  const rows = await tx
    .selectFrom('cases.flowMigrationCase')
    .select('caseId')
    .where('migrationId', '=', migrationId)
    .where('moved', 'is', null)
    .orderBy('caseId')
    .limit(limit)
    .execute()
  return rows.map(({ caseId }) => caseId)
}

/** What became of the cases of one batch. */
export async function writeOutcomes(
  tx: Tx,
  migrationId: string,
  at: string,
  outcomes: { caseId: string; status: string; whyNot: string | null }[],
): Promise<void> {
  await sql`update cases.flow_migration_case c
    set moved = n.why_not is null, status = n.status, why_not = n.why_not, at = ${at}::timestamptz
    from unnest(${outcomes.map(({ caseId }) => caseId)}::uuid[], ${outcomes.map(({ status }) => status)}::text[],
      ${outcomes.map(({ whyNot }) => whyNot)}::text[]) as n (case_id, status, why_not)
    where c.migration_id = ${migrationId}::uuid and c.case_id = n.case_id`.execute(tx)
}

/** What became of the cases until now, by id; one more than asked for. */
export function listOutcomes(
  db: Db,
  migrationId: string,
  { moved, after, limit }: { moved: boolean | undefined; after: string | undefined; limit: number },
) {
  return db
    .selectFrom('cases.flowMigrationCase')
    .select(['caseId', 'caseNumber', 'moved', 'status', 'whyNot', 'at'])
    .where('migrationId', '=', migrationId)
    .where('moved', 'is not', null)
    .$if(moved !== undefined, (query) => query.where('moved', '=', moved ?? null))
    .$if(after !== undefined, (query) => query.where('caseId', '>', after ?? ''))
    .orderBy('caseId')
    .limit(limit + 1)
    .execute()
}
