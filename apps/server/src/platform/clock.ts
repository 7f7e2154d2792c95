/** The time as rules see it; tests set it. Nothing else in the server calls `new Date()` for "now". */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

const SHANGHAI_MS = 8 * 3_600_000

/**
 * The legal date of an instant: 'YYYY-MM-DD' in Asia/Shanghai, whatever the time zone of the process. The offset has been
 * eight hours since summer time ended in 1991, before any instant this system knows.
 */
export function legalDate(instant: Date | string): string {
  return new Date(new Date(instant).getTime() + SHANGHAI_MS).toISOString().slice(0, 10)
}
