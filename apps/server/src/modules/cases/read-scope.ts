import type { Permission } from '@zhengtong/contract/access'
import type { StaffMember } from '../../platform/actor.ts'
import type { Db } from '../../platform/db.ts'
import { scopeOf, type Scope } from '../access/index.ts'

/** Whoever handles or supervises cases may read those in his scope. */
export const READING: readonly Permission[] = ['accept', 'review', 'decide', 'approve', 'supervise']

/** How far the officer reads cases; acts reach only as far as the right for that act (`scopeOf` with its permission). */
export function readScope(
  db: Db,
  officer: Pick<StaffMember, 'id' | 'agencyCode' | 'departmentCode' | 'rights'>,
): Promise<Scope> {
  return scopeOf(db, officer, READING)
}
