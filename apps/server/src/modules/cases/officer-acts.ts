import { CaseNotFound, SameOfficer, SupplementOnce } from '@zhengtong/contract/cases'
import { InvalidRequest } from '@zhengtong/contract/problem'
import type { RefusalGround } from '@zhengtong/contract/staff-cases'
import { dueOn } from '@zhengtong/domain/working-days'
import type { StaffMember } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Services } from '../../platform/services.ts'
import { Problem } from '../../platform/problem.ts'
import * as calendars from '../calendar/index.ts'
import * as catalogue from '../catalogue/index.ts'
import { performAct, type Act } from './act.ts'
import { limitsOf } from './due.ts'
import type { CaseRow, Supplement } from './store.ts'

/** Accepts the application: the decision clock starts, legal and promised due dates are set. */
export async function acceptCase(
  { db }: Services,
  officer: StaffMember,
  act: Act & { opinion?: string },
): Promise<void> {
  const calendar = await calendars.currentCalendar(db)
  await performAct(db, officer, 'accept', act, async (found, tx) => {
    const item = await catalogue.itemVersion(tx, found.itemCode, found.itemVersion)
    if (!item) throw new Problem(CaseNotFound)
    const acceptedOn = legalDate(officer.now)
    const { legal, promise } = limitsOf(item.guide)
    const legalDueOn = legal ? dueOn(calendar, acceptedOn, legal).date : null
    const promiseDueOn = promise ? dueOn(calendar, acceptedOn, promise).date : null
    return {
      change: {
        acceptedOn,
        legalDueOn,
        promiseDueOn,
        dueOn: promiseDueOn ?? legalDueOn,
        calendarVersion: calendar.version,
      },
      note: act.opinion ?? null,
      actorName: officer.name,
    }
  })
}

/** Refuses the application with a lawful ground and reasons; remedies come with the guide. */
export async function refuseCase(
  { db }: Services,
  officer: StaffMember,
  act: Act & { ground: RefusalGround; reason: string },
): Promise<void> {
  await performAct(db, officer, 'refuse', act, async () => ({
    change: { refusalGround: act.ground, reason: act.reason, decidedOn: legalDate(officer.now), dueOn: null },
    note: act.reason,
    actorName: officer.name,
  }))
}

/**
 * Tells the applicant once, and completely, what to supplement (行政许可法 art. 32 (4)). Only materials that the guide he
 * applied under asks for.
 */
export async function requestSupplement(
  { db, config }: Services,
  officer: StaffMember,
  act: Act & { requests: Supplement['requests'] },
): Promise<void> {
  const calendar = await calendars.currentCalendar(db)
  await performAct(db, officer, 'request-supplement', act, async (found, tx) => {
    if (found.supplement) throw new Problem(SupplementOnce)
    const item = await catalogue.itemVersion(tx, found.itemCode, found.itemVersion)
    const errors = act.requests.flatMap(({ materialId }, index) =>
      materialId === null || item?.guide.materials.some(({ id }) => id === materialId)
        ? []
        : [{ path: `/requests/${index}/materialId`, message: '办事指南没有要求这项材料' }],
    )
    if (errors.length) throw new Problem(InvalidRequest, { errors })
    const due = dueOn(calendar, legalDate(officer.now), { amount: config.supplementWorkdays, unit: 'workday' }).date
    return {
      change: {
        supplement: { requests: act.requests, requestedAt: officer.now.toISOString(), dueOn: due, answeredAt: null },
        dueOn: due,
      },
      note: act.requests.map(({ what }) => what).join('；'),
      actorName: officer.name,
    }
  })
}

/** Records the reviewer's opinion; the decision is another officer's. */
export async function reviewCase(
  { db }: Services,
  officer: StaffMember,
  act: Act & { conclusion: 'grant' | 'deny'; opinion: string },
): Promise<void> {
  await performAct(db, officer, 'review', act, async () => ({
    change: { reviewerId: officer.id, reviewConclusion: act.conclusion, reviewOpinion: act.opinion },
    note: `${act.conclusion === 'grant' ? '建议准予' : '建议不予准予'}：${act.opinion}`,
    actorName: officer.name,
  }))
}

/** Sends the case back for another review. */
export async function returnCase(
  { db }: Services,
  officer: StaffMember,
  act: Act & { opinion: string },
): Promise<void> {
  await performAct(db, officer, 'return', act, async () => ({
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
  await performAct(services.db, officer, 'grant', act, async (found, tx) => {
    refuseSameOfficer(services, officer, found)
    const today = legalDate(officer.now)
    if (act.validUntil !== undefined && act.validUntil < today) {
      throw new Problem(InvalidRequest, { errors: [{ path: '/validUntil', message: '有效期不能早于今天' }] })
    }
    const item = await catalogue.itemVersion(tx, found.itemCode, found.itemVersion)
    return {
      change: {
        decidedOn: today,
        dueOn: null,
        reason: act.opinion ?? null,
        resultName: item?.guide.resultName ?? null,
        resultNumber: act.resultNumber ?? null,
        validUntil: act.validUntil ?? null,
      },
      note: act.opinion ?? null,
      actorName: officer.name,
    }
  })
}

export async function denyCase(services: Services, officer: StaffMember, act: Act & { reason: string }): Promise<void> {
  await performAct(services.db, officer, 'deny', act, async (found) => {
    refuseSameOfficer(services, officer, found)
    return {
      change: { decidedOn: legalDate(officer.now), dueOn: null, reason: act.reason },
      note: act.reason,
      actorName: officer.name,
    }
  })
}

/** 审查与决定分离: whoever reviewed the case does not decide it, unless the installation allows it. */
function refuseSameOfficer({ config }: Services, officer: StaffMember, found: CaseRow) {
  if (config.separateReviewAndDecision && found.reviewerId === officer.id) throw new Problem(SameOfficer)
}
