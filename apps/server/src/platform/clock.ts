/** The time as rules see it; tests set it. Nothing else in the server calls `new Date()` for "now". */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

export { legalDateOf as legalDate } from '@zhengtong/domain/plain-date'
