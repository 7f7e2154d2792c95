import type { CardRule } from '@zhengtong/contract/supervision'
import type { Tx } from '../../platform/db.ts'
import type { Event } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import type { Services } from '../../platform/services.ts'
import * as cases from '../cases/index.ts'
import * as reminders from '../reminders/index.ts'
import * as store from './store.ts'

/** Cases taken in one transaction. */
const BATCH = 1_000

/**
 * Raises a card for every clock that is yellow or red and has none yet: one for a case, rule and level, also when a process
 * ends in the middle, because a batch of alarms, its cards and its reminders are one transaction. Answers how many were new.
 */
export async function raiseCards(services: Services): Promise<number> {
  let raised = 0
  for (;;) {
    const taken = await services.db.transaction().execute(async (tx) => {
      const alarms = await cases.takeAlarms(tx, services, BATCH)
      if (!alarms) return undefined
      const raisedAt = services.clock.now().toISOString()
      await reminders.remind(tx, services, alarms)
      return store.insertCards(
        tx,
        alarms.flatMap(({ rule, level, ...alarm }) =>
          isCardRule(rule) && (level === 'yellow' || level === 'red')
            ? [{ ...alarm, rule, level, id: newId(), raisedAt }]
            : [],
        ),
      )
    })
    if (taken === undefined) return raised
    raised += taken
  }
}

/** The applicant's own clocks (supplement, promised materials) remind him; no agency is late. */
const isCardRule = (rule: string): rule is CardRule => rule !== 'answer' && rule !== 'owed'

/** What happened to a case is a card by itself: silence for five working days, and a second supplement notice. */
export async function raiseFor(tx: Tx, event: Event): Promise<void> {
  const found = await cases.caseForCard(tx, event.subject['caseId'] ?? '')
  if (!found) return
  const { id: caseId, noticeDueOn, supplement, ...shown } = found
  const card = { ...shown, caseId, id: newId(), raisedAt: event.at }
  if (event.type === 'case.deemed-accepted')
    await store.insertCards(tx, [{ ...card, rule: 'silent-acceptance', level: 'red', dueOn: noticeDueOn }])
  if (event.type === 'case.supplement-requested' && supplement?.round === 2)
    await store.insertCards(tx, [{ ...card, rule: 'second-supplement', level: 'yellow', dueOn: null }])
}
