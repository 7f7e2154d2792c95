import { InvalidRequest } from '@zhengtong/contract/problem'
import type { RefusalGround } from '@zhengtong/contract/staff-cases'
import type { StaffMember } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Services } from '../../platform/services.ts'
import { Problem } from '../../platform/problem.ts'
import * as calendars from '../calendar/index.ts'
import { performAct, type Act } from './act.ts'
import { owedFrom } from './clocks.ts'
import { answerDisagreement } from './opinions.ts'
import { storedNumber } from './result-number.ts'
import type { Delivery } from './case-parts.ts'

/** Sends on what was handed in here for an agency elsewhere, complete as far as one can see; accepting is theirs. */
export async function forwardCase(
  services: Services,
  officer: StaffMember,
  act: Act & { opinion?: string },
): Promise<void> {
  await performAct(services, officer, 'forward', act, async () => ({
    change: {},
    note: act.opinion ?? null,
    actorName: officer.name,
  }))
}

/** Accepts the application: the decision clock starts. Promised materials get their day. */
export async function acceptCase(
  services: Services,
  officer: StaffMember,
  act: Act & { opinion?: string },
): Promise<void> {
  const calendar = await calendars.currentCalendar(services.db)
  await performAct(services, officer, 'accept', act, async (found, _tx, guide) => {
    const acceptedOn = legalDate(officer.now)
    return {
      change: { acceptedOn, owed: owedFrom(found.owed, guide, calendar, acceptedOn) },
      note: act.opinion ?? null,
      actorName: officer.name,
    }
  })
}

/** Refuses the application with a lawful ground and reasons; remedies come with the guide. */
export async function refuseCase(
  services: Services,
  officer: StaffMember,
  act: Act & { ground: RefusalGround; reason: string },
): Promise<void> {
  await performAct(services, officer, 'refuse', act, async () => ({
    change: { refusalGround: act.ground, reason: act.reason, decidedOn: legalDate(officer.now) },
    note: act.reason,
    actorName: officer.name,
  }))
}

/** Of a review in two steps the first: the second reviewer is another officer. */
export async function firstReviewCase(
  services: Services,
  officer: StaffMember,
  act: Act & { opinion: string },
): Promise<void> {
  await performAct(services, officer, 'first-review', act, async () => ({
    change: { firstReviewerId: officer.id, proposal: null },
    note: act.opinion,
    actorName: officer.name,
  }))
}

/** The second reviewer sends the case back to the first step. */
export async function sendBackCase(
  services: Services,
  officer: StaffMember,
  act: Act & { opinion: string },
): Promise<void> {
  await performAct(services, officer, 'send-back', act, async () => ({
    change: { firstReviewerId: null, proposal: null },
    note: act.opinion,
    actorName: officer.name,
  }))
}

/** Records the reviewer's opinion; the decision is another officer's. */
export async function reviewCase(
  services: Services,
  officer: StaffMember,
  act: Act & { conclusion: 'grant' | 'deny'; opinion: string },
): Promise<void> {
  await performAct(services, officer, 'review', act, async () => ({
    // A proposal that still waits has lost its purpose: the review is done.
    change: {
      reviewerId: officer.id,
      reviewConclusion: act.conclusion,
      reviewOpinion: act.opinion,
      proposal: null,
    },
    note: `${act.conclusion === 'grant' ? '建议准予' : '建议不予准予'}：${act.opinion}`,
    actorName: officer.name,
  }))
}

/** Sends the case back for another review. */
export async function returnCase(
  services: Services,
  officer: StaffMember,
  act: Act & { opinion: string },
): Promise<void> {
  await performAct(services, officer, 'return', act, async () => ({
    change: { reviewerId: null, reviewConclusion: null, reviewOpinion: null },
    note: act.opinion,
    actorName: officer.name,
  }))
}

export async function grantCase(
  services: Services,
  officer: StaffMember,
  act: Act & { opinion?: string; resultNumber?: string; validUntil?: string },
): Promise<void> {
  await performAct(services, officer, 'grant', act, async ({ id }, tx, guide) => {
    await answerDisagreement(tx, id, act.opinion)
    const today = legalDate(officer.now)
    if (act.validUntil !== undefined && act.validUntil < today) {
      throw new Problem(InvalidRequest, { errors: [{ path: '/validUntil', message: '有效期不能早于今天' }] })
    }
    return {
      change: {
        decidedOn: today,
        proposal: null,
        reason: act.opinion ?? null,
        resultName: guide.resultName ?? null,
        ...storedNumber(services.crypto, act.resultNumber, officer.now),
        validUntil: act.validUntil ?? null,
      },
      note: act.opinion ?? null,
      actorName: officer.name,
    }
  })
}

export async function denyCase(services: Services, officer: StaffMember, act: Act & { reason: string }): Promise<void> {
  await performAct(services, officer, 'deny', act, async () => ({
    change: { decidedOn: legalDate(officer.now), proposal: null, reason: act.reason },
    note: act.reason,
    actorName: officer.name,
  }))
}

/** Ends the procedure because it has no purpose any more: the applicant died, was dissolved, no longer needs it. */
export async function terminateCase(
  services: Services,
  officer: StaffMember,
  act: Act & { reason: string },
): Promise<void> {
  await performAct(services, officer, 'terminate', act, async () => ({
    change: { decidedOn: legalDate(officer.now), proposal: null, reason: act.reason },
    note: act.reason,
    actorName: officer.name,
  }))
}

/** Hands the result over, at the window or by post. */
export async function deliverCase(
  services: Services,
  officer: StaffMember,
  act: Act & { method: Delivery['method']; proof: string },
): Promise<void> {
  const { method, proof } = act
  await performAct(services, officer, 'deliver', act, async () => ({
    change: { delivery: { method, proof, deliveredOn: legalDate(officer.now) } },
    note: method === 'post' ? `邮寄，单号 ${proof}` : `窗口领取，领取人 ${proof}`,
    actorName: officer.name,
  }))
}

/** After a decision on a promise: the promise was kept. */
export async function confirmPromise(
  services: Services,
  officer: StaffMember,
  act: Act & { opinion: string },
): Promise<void> {
  await performAct(services, officer, 'confirm', act, async () => ({
    change: {},
    note: act.opinion,
    actorName: officer.name,
  }))
}

/** The promise was untrue: the decision is taken back. */
export async function revokeDecision(
  services: Services,
  officer: StaffMember,
  act: Act & { reason: string },
): Promise<void> {
  await performAct(services, officer, 'revoke', act, async () => ({
    change: { reason: act.reason },
    note: act.reason,
    actorName: officer.name,
  }))
}
