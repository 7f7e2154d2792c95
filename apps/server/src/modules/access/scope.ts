import type { Permission } from '@zhengtong/contract/access'
import type { StaffMember } from '../../platform/actor.ts'
import type { Db } from '../../platform/db.ts'
import * as regions from '../regions/index.ts'
import type { Scope } from './scope-store.ts'
import { agencyTree } from './tree.ts'

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
