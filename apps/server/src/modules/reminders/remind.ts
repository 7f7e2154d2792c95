import type { ReminderKind } from '@zhengtong/contract/reminders'
import { legalDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import type { Event } from '../../platform/events.ts'
import { addJob } from '../../platform/jobs.ts'
import type { Services } from '../../platform/services.ts'
import * as cases from '../cases/index.ts'
import { recipients } from './recipients.ts'
import { ripeAt } from './ripe.ts'
import * as store from './store.ts'

const order: readonly ReminderKind[] = ['half', 'two', 'yellow', 'today', 'red']
const weightOf = ({ level, dueOn }: cases.RaisedAlarm) => `${order.indexOf(level)} ${dueOn}`

/**
 * Notes what the clocks have to say, once for each case, alarm and recipient, however often an alarm is told. Of several
 * that a case has missed only the last counts: after a standstill nobody is told what was true last week.
 */
export async function remind(tx: Tx, services: Services, alarms: cases.RaisedAlarm[]): Promise<void> {
  // The applicant's own clocks remind him.
  const own = alarms.filter(({ rule }) => rule !== 'answer' && rule !== 'owed' && rule !== 'payment')
  const last = [...Map.groupBy(own, ({ caseId }) => caseId).values()].flatMap(
    (some) => some.toSorted((a, b) => (weightOf(a) < weightOf(b) ? 1 : -1))[0] ?? [],
  )
  if (last.length === 0) return
  const now = services.clock.now()
  const whom = recipients(tx, legalDate(now))
  const items: store.ItemRow[] = []
  for (const alarm of last) {
    const { caseId, caseNumber, itemName, rule, level, dueOn } = alarm
    for (const staffId of await whom(alarm))
      items.push({
        staffId,
        key: `${level}:${caseId}:${rule}:${dueOn}`,
        kind: level,
        rule,
        caseId,
        caseNumber,
        itemName,
        dueOn,
        ripeAt: ripeAt(level, now).toISOString(),
      })
  }
  await store.insertItems(tx, items)
}

/** A case has come to somebody: handed over by a colleague, or sent back by who decides. */
export async function tellHandler(tx: Tx, event: Event, services: Services): Promise<void> {
  const found = await cases.caseForCard(tx, event.subject['caseId'] ?? '')
  const staffId = event.type === 'case.transferred' ? event.subject['to'] : found?.handlerId
  // Whoever has given it away meanwhile need not hear of it.
  if (!found || !staffId || found.handlerId !== staffId) return
  const { id: caseId, caseNumber, itemName } = found
  const kind = event.type === 'case.transferred' ? 'assigned' : 'returned'
  const at = ripeAt(kind, services.clock.now()).toISOString()
  await store.insertItems(tx, [
    { staffId, key: `${kind}:${event.id}`, kind, rule: '', caseId, caseNumber, itemName, dueOn: null, ripeAt: at },
  ])
  // In the day he hears of it within seconds.
  await addJob(tx, 'reminders:deliver', {}, { key: 'reminders:deliver' })
}
