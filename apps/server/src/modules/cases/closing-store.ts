import { openStatuses } from '@zhengtong/domain/flow'
import { sql } from 'kysely'
import type { Db } from '../../platform/db.ts'

/** Cases the agency has not decided yet. */
export async function countOpenOfAgency(db: Db, agencyCode: string): Promise<number> {
  const { rows } = await sql<{ open: number }>`select count(*)::int as open from cases."case"
    where agency_code = ${agencyCode} and status in (${sql.join(openStatuses.map((status) => sql.lit(status)))})`.execute(
    db,
  )
  return rows[0]?.open ?? 0
}
