import { cardRules, type CardRule } from '@zhengtong/contract/supervision'
import type { Tx } from '../../platform/db.ts'
import type { Event } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import type { Services } from '../../platform/services.ts'
import * as cases from '../cases/index.ts'
import * as reminders from '../reminders/index.ts'
import { eventRules } from './event-rules.ts'
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
            ? [{ ...alarm, rule, level, subject: '', id: newId(), raisedAt }]
            : [],
        ),
      )
    })
    if (taken === undefined) return raised
    raised += taken
  }
}

/** The applicant's own clocks (supplement, payment, promised materials) are no rule: they remind him, no agency is late. */
const isCardRule = (rule: string): rule is CardRule => Object.hasOwn(cardRules, rule)

/** What happened to a case is a card by itself: the rules say which, and on which event. */
export async function raiseFor(tx: Tx, event: Event): Promise<void> {
  const found = await cases.caseForCard(tx, event.subject['caseId'] ?? '')
  if (!found) return
  const { id: caseId, noticeDueOn, supplement: _supplement, owed: _owed, reason: _reason, ...shown } = found
  const rules = eventRules.filter(({ on, when }) => on.includes(event.type) && (!when || when(found)))
  const cards = []
  for (const { rule, level, pastNotice, ofAsked } of rules)
    cards.push({
      ...shown,
      ...(ofAsked ? await askedAgency(tx, event) : {}),
      caseId,
      id: newId(),
      raisedAt: event.at,
      rule,
      level,
      subject: ofAsked ? (event.subject['agencyCode'] ?? '') : '',
      dueOn: pastNotice ? noticeDueOn : null,
    })
  if (cards.length) await store.insertCards(tx, cards)
}

/** Whose card it is when another agency than the deciding one is late. */
async function askedAgency(tx: Tx, { subject }: Event) {
  const opinions = await cases.listOpinions(tx, subject['caseId'] ?? '')
  const asked = opinions.find(({ agencyCode }) => agencyCode === subject['agencyCode'])
  return asked && { agencyCode: asked.agencyCode, agencyName: asked.agencyName, departmentCode: null, handlerId: null }
}
