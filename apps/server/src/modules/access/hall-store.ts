import type { Db, Tx } from '../../platform/db.ts'
import { sql } from 'kysely'
import type { Scope } from './scope-store.ts'

/** A hall as other modules know it: where it is and whose it is. */
export interface HallPlace {
  id: string
  agencyCode: string
  regionCode: string
  name: string
  address: string
  status: 'active' | 'closed'
}

const columns = sql`id, agency_code, region_code, name, address, status`

/** Halls by id, closed ones too: what was arranged there keeps its place. */
export async function findHalls(db: Db, ids: readonly string[]): Promise<Map<string, HallPlace>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<HallPlace>`select ${columns} from access.hall where id = any (${ids}::uuid[])`.execute(db)
  return new Map(rows.map((hall) => [hall.id, hall]))
}

/** A hall, kept as it is until the transaction ends: whoever closes it waits for those who are just arranging something there. */
export async function holdHall(tx: Tx, id: string): Promise<HallPlace | undefined> {
  const { rows } = await sql<HallPlace>`select ${columns} from access.hall where id = ${id} for share`.execute(tx)
  return rows[0]
}

/** Open halls of the agencies that an officer sees. */
export async function listHallsOf(db: Db, { agencies }: Scope, limit: number): Promise<HallPlace[]> {
  const seen = agencies === 'all' ? sql`true` : sql`agency_code = any (${agencies}::text[])`
  const { rows } = await sql<HallPlace>`select ${columns} from access.hall
    where status = 'active' and ${seen} order by name, id limit ${limit}`.execute(db)
  return rows
}
