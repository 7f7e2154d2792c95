import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'

interface ApplicationTable {
  id: string
  citizenId: string
  bundleCode: string
  bundleVersion: number
  regionCode: string
  subject: string | null
  /** Sealed. */
  form: string
  materials: { materialId: string; fileIds: string[] }[]
  contentDigest: string
  submittedAt: string
}
interface ChildTable {
  applicationId: string
  key: string
  place: number
  after: string[]
  itemCode: string
  itemVersion: number
  itemName: string
  agencyName: string
  caseId: string
  startedAt: string | null
  withdrawnAt: string | null
  stuck: string | null
  droppedAt: string | null
}
declare module '../../platform/db.ts' {
  interface Schema {
    'bundles.application': ApplicationTable
    'bundles.child': ChildTable
  }
}
export type ApplicationRow = ApplicationTable
export type ChildRow = ChildTable

/** Adds the application; false when its id is taken. */
export async function insertApplication(tx: Tx, row: ApplicationRow): Promise<boolean> {
  const saved = await tx
    .insertInto('bundles.application')
    .values({
      ...row,
      form: sql`to_jsonb(${row.form}::text)`,
      materials: sql`${JSON.stringify(row.materials)}::jsonb`,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()
  return saved !== undefined
}

export function insertChildren(tx: Tx, rows: ChildRow[]) {
  return tx.insertInto('bundles.child').values(rows).execute()
}

export function findApplication(db: Db, id: string): Promise<ApplicationRow | undefined> {
  return db.selectFrom('bundles.application').selectAll().where('id', '=', id).executeTakeFirst()
}

/** An application of this citizen's own; any other is not there. */
export function findOwnApplication(db: Db, citizenId: string, id: string): Promise<ApplicationRow | undefined> {
  return db
    .selectFrom('bundles.application')
    .selectAll()
    .where('id', '=', id)
    .where('citizenId', '=', citizenId)
    .executeTakeFirst()
}

/** The chosen children in the bundle's order; twenty at most. */
export function listChildren(db: Db, applicationId: string): Promise<ChildRow[]> {
  return db
    .selectFrom('bundles.child')
    .selectAll()
    .where('applicationId', '=', applicationId)
    .orderBy('place')
    .limit(20)
    .execute()
}

/** Takes the start of a child, once: whoever comes second waits for the first and gets false. */
export async function takeStart(tx: Tx, applicationId: string, key: string, at: string): Promise<boolean> {
  const row = await tx
    .updateTable('bundles.child')
    .set({ startedAt: at, stuck: null })
    .where('applicationId', '=', applicationId)
    .where('key', '=', key)
    .where('startedAt', 'is', null)
    .where('withdrawnAt', 'is', null)
    .returning('key')
    .executeTakeFirst()
  return row !== undefined
}

/** Notes why a child could not start; false when it has started or was taken back meanwhile, or this is known already. */
export async function noteStuck(tx: Tx, applicationId: string, key: string, why: string): Promise<boolean> {
  const row = await tx
    .updateTable('bundles.child')
    .set({ stuck: why })
    .where('applicationId', '=', applicationId)
    .where('key', '=', key)
    .where('startedAt', 'is', null)
    .where('withdrawnAt', 'is', null)
    .where(sql<boolean>`stuck is distinct from ${why}`)
    .returning('key')
    .executeTakeFirst()
  return row !== undefined
}

/** Takes back children that have not started, all or one of them; returns their keys. */
export async function withdrawWaiting(
  tx: Tx,
  applicationId: string,
  key: string | undefined,
  at: string,
): Promise<string[]> {
  const rows = await tx
    .updateTable('bundles.child')
    .set({ withdrawnAt: at, stuck: null })
    .where('applicationId', '=', applicationId)
    .$if(key !== undefined, (query) => query.where('key', '=', key ?? ''))
    .where('startedAt', 'is', null)
    .where('withdrawnAt', 'is', null)
    .returning('key')
    .execute()
  return rows.map((row) => row.key)
}

/** Marks a child as dropped; false when somebody has done so: the applicant is told once. */
export async function markDropped(tx: Tx, applicationId: string, key: string, at: string): Promise<boolean> {
  const row = await tx
    .updateTable('bundles.child')
    .set({ droppedAt: at })
    .where('applicationId', '=', applicationId)
    .where('key', '=', key)
    .where('droppedAt', 'is', null)
    .returning('key')
    .executeTakeFirst()
  return row !== undefined
}
