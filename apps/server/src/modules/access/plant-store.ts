import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'
import { lockTree } from './organisation-store.ts'

/** The tree that an installation begins with. */
export interface Organisation {
  parents: { code: string; parentCode: string | null }[]
  departments: { id: string; agencyCode: string; parentId: string | null; name: string }[]
  halls: {
    id: string
    agencyCode: string
    regionCode: string
    name: string
    address: string
    hours: string
    windows: { name: string; business: string }[]
  }[]
}

/** Puts departments and halls in where they are missing, and agencies below their parents where nobody has moved them. */
export async function plantOrganisation(tx: Tx, { parents, departments, halls }: Organisation): Promise<void> {
  await lockTree(tx)
  await sql`update access.agency a set parent_code = p."parentCode"
    from jsonb_to_recordset(${JSON.stringify(parents)}::jsonb) as p(code text, "parentCode" text)
    where a.code = p.code and a.parent_code is null and a.version = 1`.execute(tx)
  for (const { id, agencyCode, parentId, name } of departments)
    await sql`insert into access.department (id, agency_code, parent_id, name)
      values (${id}, ${agencyCode}, ${parentId}, ${name}) on conflict do nothing`.execute(tx)
  for (const { id, agencyCode, regionCode, name, address, hours, windows } of halls)
    await sql`insert into access.hall (id, agency_code, region_code, name, address, hours, windows)
      values (${id}, ${agencyCode}, ${regionCode}, ${name}, ${address}, ${hours}, ${JSON.stringify(windows)}::jsonb)
      on conflict do nothing`.execute(tx)
}
