import type { CaseStatus, DueDate } from '@zhengtong/contract/cases'
import type { Guide } from '@zhengtong/contract/guide'
import { colour, dueOn, explainDue, workdaysLeft, type Calendar } from '@zhengtong/domain/working-days'

/** 行政许可法 art. 32: an agency that says nothing for five working days has accepted. */
export const NOTICE_LIMIT = { amount: 5, unit: 'workday' } as const

export type Limit = DueDate['limit']

/** The legal and the promised limit of a guide; an item without them has none. */
export function limitsOf(guide: Guide): { legal: Limit | undefined; promise: Limit | undefined } {
  return {
    legal:
      guide.anticipateDay === undefined
        ? undefined
        : { amount: guide.anticipateDay, unit: guide.anticipateType ?? 'workday' },
    promise:
      guide.promiseDay === undefined ? undefined : { amount: guide.promiseDay, unit: guide.promiseType ?? 'workday' },
  }
}

/**
 * A due date with how it was counted, from the calendar in force. `running` says whether the clock still runs; a stopped
 * one has no colour to warn with.
 */
export function explained(calendar: Calendar, from: string, limit: Limit, today: string, running: boolean): DueDate {
  const due = dueOn(calendar, from, limit)
  return {
    date: due.date,
    provisional: due.provisional,
    limit,
    from,
    left: workdaysLeft(calendar, today, due.date),
    colour: running ? colour(calendar, today, due.date) : 'done',
    summary: explainDue(due, limit),
    days: due.days,
  }
}

/** Which clock runs in a status: the notice clock, the decision clock, or none. */
export function runningClock(status: CaseStatus): 'notice' | 'decision' | 'none' {
  if (status === 'submitted') return 'notice'
  return status === 'accepted' || status === 'reviewed' ? 'decision' : 'none'
}
