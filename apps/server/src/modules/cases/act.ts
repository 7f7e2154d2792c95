import { ActDiffers, CaseMoved, CaseNotFound, NotAllowedNow, type CaseAction } from '@zhengtong/contract/cases'
import type { Citizen, StaffMember } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { Problem } from '../../platform/problem.ts'
import * as organisations from '../organisations/index.ts'
import { acts, statuses, transitions } from './lifecycle.ts'
import { lockOwnCase } from './own-case-store.ts'
import * as store from './store.ts'

/** An act on a case: `actId` makes it idempotent, `version` is the version of the case the actor has seen. */
export interface Act {
  caseId: string
  actId: string
  version: number
}
type Change = Omit<Partial<store.CaseRow>, 'status' | 'version' | 'updatedAt'>

/**
 * Performs one act on a case. The row is locked, so acts take turns; whoever comes second sees another version and gets a
 * conflict that says what happened. The same act again changes nothing. `decide` checks the act's own rules and says what
 * changes; status, version, timeline and event follow here for all acts alike.
 */
export async function performAct(
  tx: Tx,
  actor: Citizen | StaffMember,
  action: CaseAction,
  act: Act,
  decide: (found: store.CaseRow) => Promise<{ change: Change; note: string | null; actorName: string }>,
): Promise<void> {
  const found =
    actor.kind === 'citizen'
      ? await lockOwnCase(tx, actor, act.caseId)
      : await store.lockAgencyCase(tx, actor.agencyCode, act.caseId)
  if (!found) throw new Problem(CaseNotFound)
  if (actor.kind === 'citizen') await organisations.holdMandate(tx, actor, found.itemCode)

  const done = await store.findAct(tx, act.caseId, act.actId)
  if (done && (done.action !== action || done.actorId !== actor.id)) throw new Problem(ActDiffers)
  if (done) return

  if (found.version !== act.version)
    throw new Problem(CaseMoved, { detail: `办件现在的状态是“${statuses[found.status].label}”` })
  const status = transitions[found.status][action]
  if (!status) throw new Problem(NotAllowedNow, { detail: `办件现在的状态是“${statuses[found.status].label}”` })

  const { change, note, actorName } = await decide(found)
  const version = found.version + 1
  const at = actor.now.toISOString()
  await store.updateCase(tx, act.caseId, { ...change, status, version, updatedAt: at })
  await store.insertTimeline(tx, {
    caseId: act.caseId,
    seq: version,
    actId: act.actId,
    action,
    actorKind: actor.kind,
    actorId: actor.id,
    actorName,
    note,
    at,
  })
  await publish(tx, actor, acts[action].event, { caseId: act.caseId })
}
