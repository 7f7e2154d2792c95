import type { Permission } from '@zhengtong/contract/access'
import { HandledByAnother } from '@zhengtong/contract/case-problems'
import type { AssignmentKind } from '@zhengtong/contract/staff-cases'
import { stateOf, transitionsFrom, type FlowTransition } from '@zhengtong/domain/flow'
import { flowOf } from '@zhengtong/domain/flows'
import type { Citizen, StaffMember, System } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import { Problem } from '../../platform/problem.ts'
import * as access from '../access/index.ts'
import { stateOfCase } from './lifecycle.ts'
import type { CaseRow } from './store.ts'

/** The permission that the present step of a case needs; null when it is finished. */
export function stepOf(found: Pick<CaseRow, 'flow' | 'flowVersion' | 'status'>): Permission | null {
  const { owner } = stateOfCase(found)
  // What the applicant mends comes back to those who accept.
  if (owner === 'applicant') return 'accept'
  return owner === 'nobody' || owner === 'system' || owner === 'joint' || owner === 'receive' ? null : owner
}

/** Who has the case, as this officer meets him: himself, somebody he stands in for, a colleague, nobody. */
export async function holderOf(db: Db, officer: StaffMember, { handlerId }: Pick<CaseRow, 'handlerId'>) {
  if (!handlerId) return null
  if (handlerId === officer.id) return { id: officer.id, name: officer.name, isMine: true }
  const holder = await access.findHolder(db, handlerId, officer.id, legalDate(officer.now))
  // Who has left office keeps nobody from the work.
  return holder ? { id: holder.id, name: holder.name, isMine: holder.isDeputised || !holder.inOffice } : null
}
type Holder = Awaited<ReturnType<typeof holderOf>>

/** A step that a colleague has taken is his; others act only after a transfer, or as his deputy. */
export async function refuseIfTaken(db: Db, officer: StaffMember, found: CaseRow, { by }: FlowTransition) {
  if (by !== stateOfCase(found).owner) return
  const holder = await holderOf(db, officer, found)
  if (holder && !holder.isMine) throw new Problem(HandledByAnother, { detail: takenBy(holder.name) })
}
const takenBy = (name: string) => `经办人是${name}，需要时请他转给您，或请负责人改派`

/** Takes from what an officer may do the acts of a step that a colleague has taken, and says so. */
export function withoutTaken<T extends { actions: string[]; whyNot: Record<string, string> }>(
  found: CaseRow,
  holder: Holder,
  offered: T,
): T {
  if (!holder || holder.isMine) return offered
  const { owner } = stateOfCase(found)
  const taken = new Set<string>(
    transitionsFrom(flowOf(found.flow, found.flowVersion), found.status).flatMap(({ by, action }) =>
      by === owner ? [action] : [],
    ),
  )
  const whyNot = offered.actions.filter((action) => taken.has(action)).map((action) => [action, takenBy(holder.name)])
  return {
    ...offered,
    actions: offered.actions.filter((action) => !taken.has(action)),
    whyNot: { ...offered.whyNot, ...Object.fromEntries(whyNot) },
  }
}

/** What an officer may do about who handles the case. */
export function assignmentsOf(officer: StaffMember, found: CaseRow, holder: Holder): AssignmentKind[] {
  const step = stepOf(found)
  if (!step) return []
  const mayStep = officer.permissions.includes(step)
  const isHead = officer.permissions.includes('approve')
  if (!holder) return [...(mayStep ? (['claim'] as const) : []), ...(isHead ? (['transfer'] as const) : [])]
  if (holder.id === officer.id) return ['release', 'transfer']
  return [
    ...(mayStep && holder.isMine ? (['claim'] as const) : []),
    ...(isHead || holder.isMine ? (['release', 'transfer'] as const) : []),
  ]
}

/**
 * Whose the case is after an act: who acts has taken it, and keeps it while the same role's step lasts or the applicant is
 * asked; the step of another role waits in the pool for one of those to take it. Who sees nothing but his own cases keeps
 * what he may go on with. What a decider sends back goes to its reviewer.
 */
export function handlerAfter(
  actor: Citizen | StaffMember | System,
  found: CaseRow,
  { by, to, action }: FlowTransition,
): Partial<Pick<CaseRow, 'handlerId' | 'departmentCode'>> {
  // The head only approves, and other agencies take nothing.
  if (by === 'approve' || by === 'joint' || by === 'receive') return {}
  if (action === 'return') return { handlerId: found.reviewerId }
  if (action === 'send-back') return { handlerId: found.firstReviewerId }
  // The second review is another officer's.
  if (action === 'first-review') return { handlerId: null }
  const next = stateOf(flowOf(found.flow, found.flowVersion), to)
  const waits = next.final === true || next.owner === 'applicant'
  if (actor.kind === 'staff') {
    const keeps = waits || next.owner === by || seesOwnOnly(actor, next.owner)
    return { handlerId: keeps ? actor.id : null, departmentCode: actor.departmentCode }
  }
  const stays = waits || stepOf({ ...found, status: to }) === stepOf(found)
  return stays ? {} : { handlerId: null }
}

function seesOwnOnly({ rights }: StaffMember, step: string): boolean {
  const held = rights.filter(({ permissions }) => permissions.some((each) => each === step))
  return held.length > 0 && held.every(({ scope }) => scope === 'own')
}
