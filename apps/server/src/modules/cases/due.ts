import type { DueDate } from '@zhengtong/contract/cases'
import type { Guide } from '@zhengtong/contract/guide'
import { dueOn, type Calendar } from '@zhengtong/domain/working-days'

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

/** Until when the applicant may answer a notice that is given on `from`. */
export const answerDueOn = (calendar: Calendar, from: string, workdays: number): string =>
  dueOn(calendar, from, { amount: workdays, unit: 'workday' }).date

/** Until when the agency has to say whether it accepts what it received. */
export const noticeDueOn = (calendar: Calendar, receivedOn: string): string =>
  dueOn(calendar, receivedOn, NOTICE_LIMIT).date
