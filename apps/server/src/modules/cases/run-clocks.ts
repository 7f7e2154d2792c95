import { legalDate } from '../../platform/clock.ts'
import type { System } from '../../platform/actor.ts'
import { newId } from '../../platform/ids.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { performAct } from './act.ts'
import * as calendars from '../calendar/index.ts'
import { listOverdue } from './alarm-store.ts'
import { owedFrom } from './clocks.ts'

/** Cases looked at in one go, and at most in one run: the next run, a minute later, goes on. */
const BATCH = 200
const MOST = 20_000

/**
 * Does what the law says when nobody did anything in time: silence for five working days is acceptance as of the receipt
 * (行政许可法 art. 32); a supplement or a promised material that never came ends the case. Each is an act like any other, so
 * a second process finds nothing left to do. Answers how many acts it performed.
 */
export async function runClocks(services: Services): Promise<number> {
  const { db, clock, log } = services
  let performed = 0
  let after = ''
  for (let seen = 0; seen < MOST; seen += BATCH) {
    const cases = await listOverdue(db, legalDate(clock.now()), after, BATCH)
    for (const { id, status, version } of cases) {
      try {
        await (status === 'submitted' || status === 'collected'
          ? deemAccepted(services, id, version)
          : lapse(services, id, version, status))
        performed += 1
      } catch (error) {
        // Somebody was faster; anything else is tried again in a minute.
        if (!(error instanceof Problem)) log.error({ err: error, caseId: id }, 'a clock could not act')
      }
    }
    after = cases.at(-1)?.id ?? ''
    if (cases.length < BATCH) break
  }
  return performed
}

const actorOf = ({ clock }: Services): System => ({
  kind: 'system',
  id: 'system',
  requestId: 'clock',
  now: clock.now(),
})

async function deemAccepted(services: Services, caseId: string, version: number): Promise<void> {
  const calendar = await calendars.currentCalendar(services.db)
  await performAct(
    services,
    actorOf(services),
    'deem-accepted',
    { caseId, actId: newId(), version },
    async (found, _tx, guide) => ({
      // The silence was the agency's: the applicant's own days run from now, not from the receipt.
      change: {
        acceptedOn: found.receivedOn,
        owed: owedFrom(found.owed, guide, calendar, legalDate(services.clock.now())),
      },
      note: '部门在 5 个工作日内没有告知是否受理，依法视为自收到申请之日起受理。',
      actorName: '系统',
      asOf: found.receivedOn,
    }),
  )
}

async function lapse(services: Services, caseId: string, version: number, status: string): Promise<void> {
  const reason =
    status === 'correction' || status === 'pre-returned'
      ? '没有在期限内补正材料，申请已退回。需要时可以重新申请。'
      : status === 'paying'
        ? '没有在期限内缴费，申请已退回。需要时可以重新申请。'
        : '没有在期限内补交承诺的材料，申请已退回。需要时可以重新申请。'
  await performAct(services, actorOf(services), 'lapse', { caseId, actId: newId(), version }, async () => ({
    change: { reason, decidedOn: legalDate(services.clock.now()), proposal: null },
    note: reason,
    actorName: '系统',
  }))
}
