/**
 * Legal dates as plain 'YYYY-MM-DD' strings in the legal calendar (Asia/Shanghai). They sort and compare as text and
 * carry no time zone, so no rule depends on where the process runs. Years 1000 to 9999.
 */
const shape = /^([1-9]\d{3})-(\d{2})-(\d{2})$/
const msPerDay = 86_400_000

const pad = (value: number) => String(value).padStart(2, '0')

/** The number of days in a month of the Gregorian calendar; `month` is 1 to 12. */
export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** True for a real day written 'YYYY-MM-DD': 2025-02-29 is not one. */
export function isPlainDate(text: string): boolean {
  const [, year, month, day] = (shape.exec(text) ?? []).map(Number)
  if (year === undefined || month === undefined || day === undefined) return false
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)
}

// Counting a deadline asks for the same days of a few years again and again: what they were is remembered, up to a bound.
const REMEMBERED_DAYS = 50_000
const numbers = new Map<string, number>()
const dates = new Map<number, string>()

function remember<K, V>(known: Map<K, V>, key: K, value: V): V {
  if (known.size < REMEMBERED_DAYS) known.set(key, value)
  return value
}

/** Days since 1970-01-01. Throws RangeError when `date` is not a real day. */
export function dayNumber(date: string): number {
  const known = numbers.get(date)
  if (known !== undefined) return known
  if (!isPlainDate(date)) throw new RangeError(`not a date: ${date}`)
  return remember(numbers, date, Date.parse(`${date}T00:00:00Z`) / msPerDay)
}

function dateOf(dayCount: number): string {
  return dates.get(dayCount) ?? remember(dates, dayCount, new Date(dayCount * msPerDay).toISOString().slice(0, 10))
}

/** The date `days` natural days later; negative goes back. */
export function shiftDays(date: string, days: number): string {
  return dateOf(dayNumber(date) + days)
}

/** The same day number `months` later, or the last day of that month when it is shorter. */
export function shiftMonths(date: string, months: number): string {
  dayNumber(date)
  const total = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + months
  const year = Math.floor(total / 12)
  const month = (total % 12) + 1
  const day = Math.min(Number(date.slice(8)), daysInMonth(year, month))
  return `${year}-${pad(month)}-${pad(day)}`
}

const SHANGHAI_MS = 8 * 3_600_000

/**
 * The legal date of an instant: 'YYYY-MM-DD' in Asia/Shanghai, whatever the time zone of the process. The offset has been
 * eight hours since summer time ended in 1991, before any instant this system knows.
 */
export function legalDateOf(instant: Date | string): string {
  return new Date(new Date(instant).getTime() + SHANGHAI_MS).toISOString().slice(0, 10)
}

/** The instant at which a legal date begins, as ISO text in UTC. */
export function startOfDay(date: string): string {
  return new Date(dayNumber(date) * msPerDay - SHANGHAI_MS).toISOString()
}

/** Saturday or Sunday. */
export function isWeekend(date: string): boolean {
  const weekday = (((dayNumber(date) + 4) % 7) + 7) % 7
  return weekday === 0 || weekday === 6
}
