import { ActDiffers, CaseMoved, CaseNotFound, NotAllowedNow, type CaseAction } from '@zhengtong/contract/cases'
import type { Citizen, StaffMember } from '../../platform/actor.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { Problem } from '../../platform/problem.ts'
import { scopeOf } from '../access/index.ts'
import * as organisations from '../organisations/index.ts'
import { actingOn } from './kinship.ts'
import { acts, performers, statuses, transitions } from './lifecycle.ts'
import { lockOwnCase, type Viewing } from './own-case-store.ts'
import * as store from './store.ts'

/** An act on a case: `actId` makes it idempotent, `version` is the version of the case the actor has seen. */
export interface Act {
  caseId: string
  actId: string
  version: number
}
type Change = Omit<Partial<store.CaseRow>, 'status' | 'version' | 'updatedAt'>

/**
 * Performs one act on a case in one transaction. The row is locked, so acts take turns; whoever comes second sees another
 * version and gets a conflict that says what happened. The same act again changes nothing. `decide` checks the act's own
 * rules and says what changes; status, version, timeline and event follow here for all acts alike.
 */
export async function performAct(
  db: Db,
  actor: Viewing | StaffMember,
  action: CaseAction,
  act: Act,
  decide: (found: store.CaseRow, tx: Tx) => Promise<{ change: Change; note: string | null; actorName: string }>,
): Promise<void> {
  const scope = actor.kind === 'staff' ? await actScope(db, actor, action) : undefined
  await db.transaction().execute(async (tx) => {
    const found = scope ? await store.lockScopedCase(tx, scope, act.caseId) : await lockOwnCase(tx, actor, act.caseId)
    if (!found) throw new Problem(CaseNotFound)
    const acting = actor.kind === 'citizen' ? await heldCitizen(tx, actor, found) : actor

    const done = await store.findAct(tx, act.caseId, act.actId)
    if (done && (done.action !== action || done.actorId !== actor.id)) throw new Problem(ActDiffers)
    if (done) return

    if (found.version !== act.version)
      throw new Problem(CaseMoved, { detail: `办件现在的状态是“${statuses[found.status].label}”` })
    const status = transitions[found.status][action]
    if (!status) throw new Problem(NotAllowedNow, { detail: `办件现在的状态是“${statuses[found.status].label}”` })

    const { change, note, actorName } = await decide(found, tx)
    const version = found.version + 1
    const at = actor.now.toISOString()
    await store.updateCase(tx, act.caseId, { ...change, ...handledBy(actor), status, version, updatedAt: at })
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
    await publish(tx, acting, acts[action].event, { caseId: act.caseId })
  })
}

/** The citizen with his right to act on this case, for whomever it is, held until the transaction ends. */
async function heldCitizen(tx: Tx, citizen: Citizen, found: store.CaseRow): Promise<Citizen> {
  await organisations.holdMandate(tx, citizen, found.itemCode)
  return actingOn(tx, citizen, found)
}

/** An act reaches as far as the role that allows it: who accepts in one agency and reviews in another does not mix them. */
function actScope(db: Db, officer: StaffMember, action: CaseAction) {
  const performer = performers[action]
  return scopeOf(db, officer, performer === 'applicant' ? [] : [performer])
}

/** The officer who acted last handles the case; his department is the case's. */
function handledBy(actor: Citizen | StaffMember): Change {
  return actor.kind === 'staff' ? { handlerId: actor.id, departmentCode: actor.departmentCode } : {}
}
