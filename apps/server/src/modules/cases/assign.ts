import { InvalidRequest, NotAllowed } from '@zhengtong/contract/problem'
import { ActDiffers, CaseMoved, CaseNotFound, HandledByAnother, NotAllowedNow } from '@zhengtong/contract/case-problems'
import type { AssignmentKind } from '@zhengtong/contract/staff-cases'
import type { StaffMember } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { publication, type EventType } from '../../platform/events.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as access from '../access/index.ts'
import type { Act } from './act.ts'
import { listAssignments, writeAssignment } from './assignment-store.ts'
import { assignmentsOf, holderOf, stepOf } from './handler.ts'
import { stateOfCase } from './lifecycle.ts'
import { readScope } from './read-scope.ts'
import * as store from './store.ts'

/** An act of assignment also says which handler the officer has seen: of two at once the second learns who it is now. */
type Assigning = Act & { handlerId: string | null; reason?: string }
interface Given {
  to: { id: string; name: string; departmentCode: string | null } | null
  reason: string | null
}
const events: Record<AssignmentKind, EventType> = {
  claim: 'case.claimed',
  release: 'case.released',
  transfer: 'case.transferred',
}

/** Takes the case: from the pool, from somebody he stands in for, or from who has left. */
export async function claimCase(services: Services, officer: StaffMember, act: Assigning): Promise<void> {
  await assign(services, officer, 'claim', act, async (tx, found) => {
    const step = stepOf(found)
    const scope = await access.scopeOf(tx, officer, step ? [step] : [])
    if (!(await store.findScopedCase(tx, scope, found.id))) throw new Problem(NotAllowed)
    return { to: officer, reason: null }
  })
}

/** Gives the case back to the pool; who takes it from a colleague, as head, says why. */
export async function releaseCase(services: Services, officer: StaffMember, act: Assigning): Promise<void> {
  await assign(services, officer, 'release', act, async (_tx, found) => {
    if (found.handlerId !== officer.id && !act.reason)
      throw new Problem(InvalidRequest, { errors: [{ path: '/reason', message: '收回同事的办件须写明理由' }] })
    return { to: null, reason: act.reason ?? null }
  })
}

/** Hands the case to a colleague who may do its present step. */
export async function transferCase(
  services: Services,
  officer: StaffMember,
  act: Assigning & { to: string; reason: string },
): Promise<void> {
  await assign(services, officer, 'transfer', act, async (tx, found) => {
    const to = (await receiversOf(services, tx, officer, found)).find(({ id }) => id === act.to)
    if (!to)
      throw new Problem(InvalidRequest, { errors: [{ path: '/to', message: '这位同事不能办理这一步，请另选一位' }] })
    return { to, reason: act.reason }
  })
}

/** Colleagues who could take the case over. */
export async function colleaguesFor(services: Services, officer: StaffMember, id: string) {
  const found = await store.findScopedCase(services.db, await readScope(services.db, officer), id)
  if (!found) throw new Problem(CaseNotFound)
  return receiversOf(services, services.db, officer, found)
}

/**
 * Who may do the present step of a case if it is given to him: the right for it reaches the case's agency. A role limited to
 * a department or to own cases reaches what is handed to its holder, so it counts as reaching his agency.
 */
async function receiversOf(
  { config }: Services,
  db: Parameters<typeof access.colleaguesIn>[0],
  officer: StaffMember,
  found: store.CaseRow,
): Promise<access.Colleague[]> {
  const step = stepOf(found)
  if (!step) return []
  const agencies = [...new Set([found.agencyCode, officer.agencyCode])]
  const all = await access.colleaguesIn(db, agencies, legalDate(officer.now))
  const barred = step === 'decide' && config.separateReviewAndDecision ? found.reviewerId : null
  const able = await Promise.all(
    all.map(async (colleague) => {
      if (colleague.id === found.handlerId || colleague.id === barred) return []
      const scope = await access.scopeOf(db, colleague, [step])
      const near = scope.department !== null || scope.own !== null
      const reaches =
        scope.agencies === 'all' ||
        scope.agencies.includes(found.agencyCode) ||
        (near && colleague.agencyCode === found.agencyCode)
      return reaches ? [colleague] : []
    }),
  )
  return able.flat()
}

/**
 * Changes who handles a case, in one transaction with the row locked: of many at once one wins, the others read who did. The
 * same act again changes nothing. Nothing happens to the case itself: its version stays, so an applicant who acts meanwhile
 * is not refused, and its clocks know nothing of it.
 */
async function assign(
  services: Services,
  officer: StaffMember,
  kind: AssignmentKind,
  act: Assigning,
  give: (tx: Tx, found: store.CaseRow) => Promise<Given>,
): Promise<void> {
  const scope = await readScope(services.db, officer)
  await services.db.transaction().execute(async (tx) => {
    const found = await store.lockScopedCase(tx, scope, act.caseId)
    if (!found) throw new Problem(CaseNotFound)
    const before = await listAssignments(tx, found.id)
    const done = before.find(({ actId }) => actId === act.actId)
    if (done && (done.kind !== kind || done.officerId !== officer.id)) throw new Problem(ActDiffers)
    if (done) return

    if (found.version !== act.version)
      throw new Problem(CaseMoved, { detail: `办件现在的状态是“${stateOfCase(found).label}”` })
    const holder = await holderOf(tx, officer, found)
    if (found.handlerId !== act.handlerId)
      throw new Problem(HandledByAnother, { detail: `现在的经办人是${holder?.name ?? '空缺，请刷新后再试'}` })
    if (!stepOf(found)) throw new Problem(NotAllowedNow, { detail: '这个办件已经办结' })
    if (!assignmentsOf(officer, found, holder).includes(kind)) throw new Problem(NotAllowed)

    const { to, reason } = await give(tx, found)
    await writeAssignment(
      tx,
      { handlerId: to?.id ?? null, ...(to ? { departmentCode: to.departmentCode } : {}) },
      {
        caseId: found.id,
        seq: before.length + 1,
        actId: act.actId,
        kind,
        officerId: officer.id,
        officerName: officer.name,
        toId: to?.id ?? null,
        toName: to?.name ?? null,
        reason,
        at: officer.now.toISOString(),
      },
      publication(officer, events[kind], {
        caseId: found.id,
        ...(found.handlerId ? { from: found.handlerId } : {}),
        ...(to ? { to: to.id } : {}),
      }),
    )
  })
}
