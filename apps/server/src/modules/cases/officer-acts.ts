import { InvalidRequest, type FieldFault } from '@zhengtong/contract/problem'
import type { RefusalGround } from '@zhengtong/contract/staff-cases'
import type { Guide } from '@zhengtong/contract/guide'
import type { StaffMember } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import type { Services } from '../../platform/services.ts'
import { Problem } from '../../platform/problem.ts'
import * as calendars from '../calendar/index.ts'
import { performAct, type Act } from './act.ts'
import { owedFrom } from './clocks.ts'
import { answerDueOn } from './due.ts'
import { storedNumber } from './result-number.ts'
import * as store from './store.ts'

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

type Requests = { requests: store.Supplement['requests'] }

/**
 * Tells the applicant once, and completely, what to supplement (行政许可法 art. 32 (4)). Only materials that the guide he
 * applied under asks for; a second notice only about what he handed in after the first.
 */
export async function requestSupplement(services: Services, officer: StaffMember, act: Act & Requests): Promise<void> {
  await performAct(services, officer, 'request-supplement', act, async (found, tx, guide) => {
    const round = (found.supplement?.round ?? 0) + 1
    const errors = [...unnamed(guide, act), ...(round === 2 ? await notNew(tx, found.id, act) : [])]
    if (errors.length) throw new Problem(InvalidRequest, { errors })
    return {
      change: { supplement: await noticeOf(services, officer, act, round) },
      note: act.requests.map(({ what }) => what).join('；'),
      actorName: officer.name,
    }
  })
}

/** Sends an application back before acceptance so that the applicant can mend it; no decision on acceptance yet. */
export async function preReturnCase(services: Services, officer: StaffMember, act: Act & Requests): Promise<void> {
  await performAct(services, officer, 'pre-return', act, async (_found, _tx, guide) => {
    const errors = unnamed(guide, act)
    if (errors.length) throw new Problem(InvalidRequest, { errors })
    return {
      // It does not count as the one supplement notice: round 0.
      change: { supplement: await noticeOf(services, officer, act, 0) },
      note: act.requests.map(({ what }) => what).join('；'),
      actorName: officer.name,
    }
  })
}

async function noticeOf({ db, config }: Services, officer: StaffMember, { requests }: Requests, round: number) {
  const calendar = await calendars.currentCalendar(db)
  return {
    requests,
    requestedAt: officer.now.toISOString(),
    dueOn: answerDueOn(calendar, legalDate(officer.now), config.supplementWorkdays),
    answeredAt: null,
    round,
  }
}

const unnamed = (guide: Guide, { requests }: Requests): FieldFault[] =>
  requests.flatMap(({ materialId }, index) =>
    materialId === null || guide.materials.some(({ id }) => id === materialId)
      ? []
      : [{ path: `/requests/${index}/materialId`, message: '办事指南没有要求这项材料' }],
  )

async function notNew(tx: Tx, caseId: string, { requests }: Requests): Promise<FieldFault[]> {
  const files = await store.listMaterialFiles(tx, caseId)
  const supplied = new Set(files.filter(({ supplemented }) => supplemented).map(({ materialId }) => materialId))
  return requests.flatMap(({ materialId }, index) =>
    materialId !== null && supplied.has(materialId)
      ? []
      : [{ path: `/requests/${index}/materialId`, message: '再次补正只能针对申请人新补交的材料' }],
  )
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
  await performAct(services, officer, 'grant', act, async (_found, _tx, guide) => {
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
  act: Act & { method: store.Delivery['method']; proof: string },
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
