import { BundleNotFound, ChildStarted } from '@zhengtong/contract/bundles'
import { CaseMoved, NotAllowedNow } from '@zhengtong/contract/case-problems'
import type { Citizen } from '../../platform/actor.ts'
import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as cases from '../cases/index.ts'
import { settleChildren } from './advance.ts'
import { childrenNow } from './state.ts'
import * as store from './store.ts'

/** Times a case may move under the withdrawal before it is left to the applicant. */
const TRIES = 3

/**
 * Withdraws what is not decided: first what has not started, so that nothing starts any more, then each open case as if by
 * itself. What is granted stays granted. Done twice it changes nothing more.
 */
export async function withdrawBundle(services: Services, citizen: Citizen, id: string): Promise<void> {
  const { db } = services
  await db.transaction().execute(async (tx) => {
    const gone = await store.withdrawWaiting(tx, id, undefined, citizen.now.toISOString())
    if (gone.length > 0) await publish(tx, citizen, 'bundle.withdrawn', { bundleId: id })
  })
  const { children } = await childrenNow(db, id)
  for (const { phase, row } of children)
    if (phase === 'open' || phase === 'yours') await withdrawOpen(services, citizen, row.caseId)
}

/** One case; decided meanwhile it stays as it was decided. */
async function withdrawOpen(services: Services, citizen: Citizen, caseId: string): Promise<void> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const [found] = await cases.listChildCases(services.db, [caseId])
    try {
      return await cases.withdrawCase(services, citizen, { caseId, actId: newId(), version: found?.version ?? 0 })
    } catch (refusal) {
      if (refusal instanceof Problem && refusal.kind === NotAllowedNow) return
      if (!(refusal instanceof Problem && refusal.kind === CaseMoved) || attempt === TRIES) throw refusal
    }
  }
}

/** Takes one child back that has not started; what waits for it is given up. */
export async function withdrawChild(services: Services, citizen: Citizen, id: string, key: string): Promise<void> {
  const { db } = services
  const { children } = await childrenNow(db, id)
  const child = children.find((one) => one.key === key)
  if (!child) throw new Problem(BundleNotFound)
  if (child.phase === 'withdrawn' && !child.found) return
  await db.transaction().execute(async (tx) => {
    const [gone] = await store.withdrawWaiting(tx, id, key, citizen.now.toISOString())
    if (!gone) throw new Problem(ChildStarted)
    await publish(tx, citizen, 'bundle.child-withdrawn', { bundleId: id, key })
    await settleChildren(tx, citizen, id)
  })
}
