import { NotAllowedNow } from '@zhengtong/contract/case-problems'
import { InvalidRequest } from '@zhengtong/contract/problem'
import type { Opinion as ShownOpinion } from '@zhengtong/contract/staff-cases'
import type { StaffMember } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { systemActor } from '../../platform/jobs.ts'
import * as calendars from '../calendar/index.ts'
import { performAct, type Act } from './act.ts'
import { answerDueOn } from './due.ts'
import * as store from './opinion-store.ts'

/**
 * Asks all agencies that the guide names at once (并联审查). From then on their reviewers see the case, read-only, and each
 * agency gives one opinion; the decision waits until all have, or their limit has passed.
 */
export async function askOpinions(
  services: Services,
  officer: StaffMember,
  act: Act & { question: string; days: number },
): Promise<void> {
  const calendar = await calendars.currentCalendar(services.db)
  await performAct(services, officer, 'ask-opinions', act, async ({ id, agencyCode }, tx, guide) => {
    const agencies = (guide.jointAgencies ?? []).filter(({ code }) => code !== agencyCode)
    if (agencies.length === 0) throw new Problem(NotAllowedNow, { detail: '办事指南没有列明别的会办部门' })
    const dueOn = answerDueOn(calendar, legalDate(officer.now), act.days)
    await store.insertOpinions(
      tx,
      agencies.map(({ code, name }) => ({
        caseId: id,
        agencyCode: code,
        agencyName: name,
        question: act.question,
        askedAt: officer.now.toISOString(),
        dueOn,
      })),
    )
    return {
      change: {},
      note: `${agencies.map(({ name }) => name).join('、')}，${act.days} 个工作日内答复：${act.question}`,
      actorName: officer.name,
    }
  })
}

/** The one opinion of the officer's agency; the row of the case is locked, so that of two at once the second is refused. */
export async function giveOpinion(
  services: Services,
  officer: StaffMember,
  act: { caseId: string; actId: string; answer: 'agree' | 'disagree'; words: string },
): Promise<void> {
  const { answer, words } = act
  await performAct(services, officer, 'give-opinion', { ...act, version: null }, async ({ id }, tx) => {
    await store.answerOpinion(tx, id, officer.agencyCode, {
      answer,
      words,
      officerId: officer.id,
      officerName: officer.name,
      answeredAt: officer.now.toISOString(),
    })
    return {
      change: {},
      note: `${answer === 'agree' ? '同意' : '不同意'}：${words}`,
      actorName: officer.name,
    }
  })
}

/** Who grants although an agency disagrees says why. */
export async function answerDisagreement(tx: Tx, caseId: string, opinion: string | undefined): Promise<void> {
  if (opinion !== undefined) return
  const against = (await store.listOpinions(tx, caseId)).filter(({ answer }) => answer === 'disagree')
  if (against.length)
    throw new Problem(InvalidRequest, {
      errors: [
        {
          path: '/opinion',
          message: `${against.map(({ agencyName }) => agencyName).join('、')}不同意，请写明为什么仍然准予`,
        },
      ],
    })
}

/** Opinions as officers read them. */
export const shownOpinions = (opinions: readonly store.Opinion[], today: string): ShownOpinion[] =>
  opinions.map((row) => ({ ...row, isLate: row.answer === null && row.dueOn < today }))

/** Opinions looked at in one transaction. */
const BATCH = 500

/** Tells supervision of each opinion that did not come in time, once. */
export async function tellMissedOpinions(services: Services): Promise<void> {
  const { db, clock } = services
  for (;;) {
    const taken = await db.transaction().execute(async (tx) => {
      const missed = await store.takeMissed(tx, legalDate(clock.now()), clock.now().toISOString(), BATCH)
      for (const { caseId, agencyCode } of missed)
        await publish(tx, systemActor(services, 'clock'), 'case.opinion-missed', { caseId, agencyCode })
      return missed.length
    })
    if (taken < BATCH) return
  }
}
