import { flowOf } from '@zhengtong/domain/flows'
import type { StaffMember } from '../../platform/actor.ts'
import type { Db } from '../../platform/db.ts'
import { asksOthers } from './lifecycle.ts'
import { listOpinions } from './opinion-store.ts'
import { agencySpeaking, readScope } from './read-scope.ts'
import { findScopedCase, type CaseRow } from './store.ts'

/**
 * In what an officer sees a case: with his permissions, or (`isForeign`) only because his agency was asked for an opinion or took
 * it in for one elsewhere, and then with nothing to do but that.
 */
export async function capacityOf(db: Db, officer: StaffMember, found: CaseRow) {
  const [speaksFor, window] = await Promise.all([
    agencySpeaking(db, officer, 'review'),
    agencySpeaking(db, officer, 'accept'),
  ])
  const opinions = asksOthers(flowOf(found.flow, found.flowVersion)) ? await listOpinions(db, found.id) : []
  const mayForward = window !== null && found.receivingAgencyCode === window
  const mayGiveOpinion = opinions.some(({ agencyCode }) => agencyCode === speaksFor)
  const isForeign =
    (mayForward || mayGiveOpinion) && !(await findScopedCase(db, await readScope(db, officer), found.id))
  const permissions = isForeign ? [] : officer.permissions
  return { opinions, speaksFor, isForeign, by: { id: officer.id, permissions, mayGiveOpinion, mayForward } }
}
