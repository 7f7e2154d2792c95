import type { BundleDefinition } from '@zhengtong/contract/bundle-definition'
import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'

interface BundleTable {
  code: string
  version: number
  definition: BundleDefinition
  digest: string
  publishedAt: string
}
declare module '../../platform/db.ts' {
  interface Schema {
    'bundles.bundle': BundleTable
  }
}
export type PublishedBundle = Pick<BundleTable, 'version' | 'definition'>

/** The newest version of each bundle, by code; at most 100. */
export async function listNewest(db: Db): Promise<PublishedBundle[]> {
  return db
    .selectFrom('bundles.bundle')
    .distinctOn('code')
    .select(['version', 'definition'])
    .orderBy('code')
    .orderBy('version', 'desc')
    .limit(100)
    .execute()
}

export function findNewest(db: Db, code: string) {
  return db
    .selectFrom('bundles.bundle')
    .select(['version', 'definition', 'digest'])
    .where('code', '=', code)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export function findVersion(db: Db, code: string, version: number): Promise<PublishedBundle | undefined> {
  return db
    .selectFrom('bundles.bundle')
    .select(['version', 'definition'])
    .where('code', '=', code)
    .where('version', '=', version)
    .executeTakeFirst()
}

export function insertVersion(tx: Tx, row: BundleTable) {
  return tx
    .insertInto('bundles.bundle')
    .values({ ...row, definition: sql`${JSON.stringify(row.definition)}::json` })
    .execute()
}
