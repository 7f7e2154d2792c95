import { luhnDigit, passesLuhn } from './bank-card.ts'
import { parseTaskCode } from './item-code.ts'
import { isPlainDate } from './plain-date.ts'

/**
 * Case numbers (办件编号): task code 31 + yyyyMMdd + sequence of the day, at least 4 digits, common practice within the
 * 50 characters of GB/T 39046-2020. Query codes: 12 digits + Luhn digit, short enough to type.
 */
const maxSequenceDigits = 11
const shape = /^([0-9A-Z]{18}[1-7]\d{12})(\d{4})(\d{2})(\d{2})(\d{4}|[1-9]\d{4,10})$/

/** The number of a case. `sequence` starts at 1 and widens past 9999, it never wraps. Throws RangeError on bad parts. */
export function caseNumberOf(taskCode: string, date: string, sequence: number): string {
  if (!parseTaskCode(taskCode)) throw new RangeError(`not a task code: ${taskCode}`)
  if (!isPlainDate(date)) throw new RangeError(`not a date: ${date}`)
  if (!Number.isInteger(sequence) || sequence < 1 || String(sequence).length > maxSequenceDigits) {
    throw new RangeError(`not a sequence: ${sequence}`)
  }
  return taskCode + date.replaceAll('-', '') + String(sequence).padStart(4, '0')
}

/** The parts of a case number, or null when it is not one. */
export function parseCaseNumber(text: string): { taskCode: string; date: string; sequence: number } | null {
  const [, taskCode, year, month, day, sequence] = shape.exec(text) ?? []
  const date = `${year}-${month}-${day}`
  if (!taskCode || !parseTaskCode(taskCode) || !isPlainDate(date) || Number(sequence) < 1) return null
  return { taskCode, date, sequence: Number(sequence) }
}

/** A query code from 12 digits (random, so that codes cannot be guessed in a row). Throws RangeError on other input. */
export function queryCodeOf(twelveDigits: string): string {
  if (!/^\d{12}$/.test(twelveDigits)) throw new RangeError('12 digits expected')
  return twelveDigits + luhnDigit(twelveDigits)
}

/** True for 13 digits that pass Luhn. */
export function isQueryCode(text: string): boolean {
  return /^\d{13}$/.test(text) && passesLuhn(text)
}

/** A typed number in the form that is looked up: half-width, upper case, without spaces and hyphens. */
export function normaliseNumber(text: string): string {
  return text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase()
}

/** True when a search text is a case number or a query code as typed, so that it goes to the progress lookup. */
export function looksLikeCaseNumber(text: string): boolean {
  const number = normaliseNumber(text)
  return isQueryCode(number) || shape.test(number)
}
