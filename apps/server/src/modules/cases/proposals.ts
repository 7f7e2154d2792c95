import { InvalidRequest } from '@zhengtong/contract/problem'
import { NotAllowedNow } from '@zhengtong/contract/case-problems'
import type { StaffMember } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Services } from '../../platform/services.ts'
import { Problem } from '../../platform/problem.ts'
import { performAct, type Act } from './act.ts'
import type { Proposal } from './case-parts.ts'
import type { CaseRow } from './store.ts'

/**
 * Special procedures (行政许可法 art. 45) and the one extension (art. 42): whoever handles the case proposes, the head
 * approves. Until then the clocks run on.
 */
export async function proposeSuspension(
  services: Services,
  officer: StaffMember,
  act: Act & { special: string; days: number; reason: string },
): Promise<void> {
  await performAct(services, officer, 'propose-suspension', act, async (_found, _tx, guide) => {
    const listed = guide.specialProcedure.find(({ name }) => name === act.special)
    if (!listed)
      throw new Problem(InvalidRequest, { errors: [{ path: '/special', message: '办事指南没有列出这种特别程序' }] })
    if (listed.days !== undefined && act.days > listed.days)
      throw new Problem(InvalidRequest, {
        errors: [{ path: '/days', message: `办事指南写明最长 ${listed.days} 个工作日` }],
      })
    return {
      change: { proposal: proposalOf(officer, 'suspension', act, act.special) },
      note: `${act.special}，预计 ${act.days} 个工作日：${act.reason}`,
      actorName: officer.name,
    }
  })
}

export async function proposeExtension(
  services: Services,
  officer: StaffMember,
  act: Act & { days: number; reason: string },
): Promise<void> {
  const most = services.config.extensionWorkdays
  if (act.days > most)
    throw new Problem(InvalidRequest, { errors: [{ path: '/days', message: `最多延长 ${most} 个工作日` }] })
  await performAct(services, officer, 'propose-extension', act, async () => ({
    change: { proposal: proposalOf(officer, 'extension', act, null) },
    note: `延长 ${act.days} 个工作日：${act.reason}`,
    actorName: officer.name,
  }))
}

const proposalOf = (
  officer: StaffMember,
  kind: Proposal['kind'],
  { days, reason }: { days: number; reason: string },
  special: string | null,
): Proposal => ({
  kind,
  special,
  days,
  reason,
  officerId: officer.id,
  officerName: officer.name,
  at: officer.now.toISOString(),
})

/** The head approves what he has seen: the clocks stand still, or run longer, and the applicant is told in writing. */
export async function approveProposal(
  services: Services,
  officer: StaffMember,
  act: Act & { kind: Proposal['kind']; opinion?: string },
): Promise<void> {
  const action = act.kind === 'suspension' ? 'approve-suspension' : 'approve-extension'
  await performAct(services, officer, action, act, async (found) => {
    const { days, reason, special } = pendingOf(found)
    const today = legalDate(officer.now)
    return {
      change:
        act.kind === 'suspension'
          ? {
              proposal: null,
              special: { name: special ?? '', reason, days, startedOn: today, endedOn: null, result: null },
            }
          : { proposal: null, extendedDays: days },
      note:
        act.kind === 'suspension'
          ? `${special ?? ''}，预计 ${days} 个工作日：${reason}`
          : `延长 ${days} 个工作日：${reason}`,
      actorName: officer.name,
      days,
    }
  })
}

export async function rejectProposal(
  services: Services,
  officer: StaffMember,
  act: Act & { reason: string },
): Promise<void> {
  await performAct(services, officer, 'reject-proposal', act, async () => ({
    change: { proposal: null },
    note: act.reason,
    actorName: officer.name,
  }))
}

/** The special procedure is over: the clocks go on with the day after. */
export async function resumeCase(
  services: Services,
  officer: StaffMember,
  act: Act & { result: string },
): Promise<void> {
  await performAct(services, officer, 'resume', act, async ({ special }) => ({
    change: { special: special && { ...special, endedOn: legalDate(officer.now), result: act.result } },
    note: act.result,
    actorName: officer.name,
  }))
}

/** The guards have made sure that there is one. */
function pendingOf({ proposal }: CaseRow): Proposal {
  if (!proposal) throw new Problem(NotAllowedNow)
  return proposal
}
