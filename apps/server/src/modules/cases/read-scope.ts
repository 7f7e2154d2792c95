import type { Permission } from '@zhengtong/contract/access'
import type { StaffMember } from '../../platform/actor.ts'
import type { Db } from '../../platform/db.ts'
import { scopeOf, type Scope } from '../access/index.ts'

/** Whoever handles or supervises cases may read those in his scope. */
export const READING: readonly Permission[] = ['accept', 'review', 'decide', 'approve', 'supervise']

type Reader = Pick<StaffMember, 'id' | 'agencyCode' | 'departmentCode' | 'rights'>

/** How far the officer reads cases; acts reach only as far as the right for that act (`scopeOf` with its permission). */
export function readScope(db: Db, officer: Reader): Promise<Scope> {
  return scopeOf(db, officer, READING)
}

/**
 * The same for one case by its id: with those on which the officer's agency was asked for an opinion, or that it took in for one
 * elsewhere. Lists never carry these.
 */
export async function caseScope(db: Db, officer: Reader): Promise<Scope> {
  const [scope, asked, receiving] = await Promise.all([
    readScope(db, officer),
    agencySpeaking(db, officer, 'review'),
    agencySpeaking(db, officer, 'accept'),
  ])
  return { ...scope, asked, receiving }
}

/**
 * The agency for which the officer may give an opinion (`review`), take in (`accept`) or speak as its head (`approve`): his own,
 * where his right covers all of it.
 */
export async function agencySpeaking(
  db: Db,
  officer: Reader,
  right: 'review' | 'accept' | 'approve',
): Promise<string | null> {
  const { agencies } = await scopeOf(db, officer, [right])
  return agencies === 'all' || agencies.includes(officer.agencyCode) ? officer.agencyCode : null
}
