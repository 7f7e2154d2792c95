/** The time as rules see it; tests set it. Nothing else in the server calls `new Date()` for "now". */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

const shanghai = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})

/** The legal date of an instant: 'YYYY-MM-DD' in Asia/Shanghai, whatever the time zone of the process. */
export function legalDate(instant: Date | string): string {
  return shanghai.format(typeof instant === 'string' ? new Date(instant) : instant)
}
