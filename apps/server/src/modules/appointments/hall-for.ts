import type { Permission } from '@zhengtong/contract/access'
import { AppointmentServiceNotFound } from '@zhengtong/contract/appointments'
import type { ProblemType } from '@zhengtong/contract/problem'
import type { StaffMember } from '../../platform/actor.ts'
import type { Db } from '../../platform/db.ts'
import { Problem } from '../../platform/problem.ts'
import * as access from '../access/index.ts'

export const hallRights = ['appointments-desk', 'appointments-settings'] as const satisfies Permission[]
type HallRight = (typeof hallRights)[number]

/** The halls that an officer's right reaches: those of the agencies of his scope; a narrower scope has no halls but his agency's. */
export async function hallScope(db: Db, officer: StaffMember, rights: readonly HallRight[]): Promise<access.Scope> {
  const scope = await access.scopeOf(db, officer, rights)
  if (scope.agencies === 'all' || (!scope.department && !scope.own)) return scope
  return { ...scope, agencies: [...scope.agencies, officer.agencyCode] }
}

/** A hall of the officer's; anybody else's is not there. `missing` is what was asked for, so that the answer tells nothing. */
export async function hallFor(
  db: Db,
  officer: StaffMember,
  id: string,
  right: HallRight,
  missing: ProblemType = AppointmentServiceNotFound,
): Promise<access.HallPlace> {
  const hall = (await access.findHalls(db, [id])).get(id)
  const { agencies } = await hallScope(db, officer, [right])
  if (!hall || (agencies !== 'all' && !agencies.includes(hall.agencyCode))) throw new Problem(missing)
  return hall
}
