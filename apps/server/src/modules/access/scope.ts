import type { Permission } from '@zhengtong/contract/access'
import { sql, type RawBuilder } from 'kysely'
import type { StaffMember } from '../../platform/actor.ts'
import type { Db } from '../../platform/db.ts'
import * as regions from '../regions/index.ts'
import { agencyTree } from './tree.ts'

/** How far somebody sees: the union of his roles. Nothing at all when every part is empty. */
export interface Scope {
  agencies: 'all' | string[]
  department: { agencyCode: string; code: string } | null
  own: string | null
}

type Officer = Pick<StaffMember, 'id' | 'agencyCode' | 'departmentCode' | 'rights'>

/**
 * The scope of those of the officer's roles that hold one of the wanted permissions. Agencies are written out here, once,
 * so that the predicate below needs no look-up.
 */
export async function scopeOf(db: Db, officer: Officer, wanted: readonly Permission[]): Promise<Scope> {
  const rights = officer.rights.filter(({ permissions }) => permissions.some((each) => wanted.includes(each)))
  const agencies = new Set<string>()
  const scope: Scope = { agencies: [], department: null, own: null }
  for (const { scope: kind, regionCode, chosenAgencies } of rights) {
    if (kind === 'own') scope.own = officer.id
    if (kind === 'department' && officer.departmentCode)
      scope.department = { agencyCode: officer.agencyCode, code: officer.departmentCode }
    if (kind === 'agency') agencies.add(officer.agencyCode)
    if (kind === 'chosen') for (const code of chosenAgencies) agencies.add(code)
    if (kind === 'agency-tree') for (const code of (await agencyTree(db)).below(officer.agencyCode)) agencies.add(code)
    if (kind === 'region' && regionCode) {
      const inside = await regions.subtreeOf(db, regionCode)
      if (inside === 'all') return { agencies: 'all', department: null, own: null }
      for (const code of (await agencyTree(db)).inRegions(inside)) agencies.add(code)
    }
  }
  return { ...scope, agencies: [...agencies] }
}

/**
 * The one rule of what an officer may see, as a condition on `cases.case`. List, detail, count, search, export and
 * statistics all carry it; nothing else decides.
 */
export function within({ agencies, department, own }: Scope): RawBuilder<boolean> {
  if (agencies === 'all') return sql<boolean>`true`
  const parts: RawBuilder<boolean>[] = []
  // Equality for one agency: its own index gives the order too.
  if (agencies.length === 1) parts.push(sql`agency_code = ${agencies[0]}`)
  else if (agencies.length > 1) parts.push(sql`agency_code = any (${agencies}::text[])`)
  if (department && !agencies.includes(department.agencyCode))
    parts.push(sql`(agency_code = ${department.agencyCode} and department_code = ${department.code})`)
  if (own) parts.push(sql`handler_id = ${own}::uuid`)
  return parts.length === 0 ? sql<boolean>`false` : sql<boolean>`(${sql.join(parts, sql` or `)})`
}
