import { isPlainDate } from './plain-date.ts'

/**
 * Citizen identity numbers (公民身份号码, GB 11643-1999): 6 region + 8 birth + 3 sequence (odd = male) + check character.
 * Residents from Hong Kong, Macao and Taiwan carry the same structure with regions 810000, 820000 and 830000.
 * Permanent residence cards of foreigners (since 2023-12-01) begin with 9: 2 place + 3 country + 8 birth + 3 + check.
 */
export type CitizenIdKind = 'citizen' | 'hk-macao-taiwan-residence' | 'foreign-permanent'
export type CitizenIdFault = 'format' | 'date' | 'future' | 'checksum' | 'demo-not-allowed'
export type CitizenId = {
  /** 18 characters, half-width, check character in upper case */
  number: string
  birthDate: string
  /** null where the number does not tell it: foreigners' cards carry it as a field of its own */
  sex: 'M' | 'F' | null
  /** six digits, possibly historic; for foreigners the province of the accepting office */
  region: string
  kind: CitizenIdKind
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const shape = /^[1-9]\d{5}(18|19|20)\d{9}[\dX]$/
// Province 77 is unassigned, so demo people can never be real ones.
const demoPrefix = '77'

/** Half-width, trimmed, upper case: the form in which a number is compared and stored. */
export function normaliseCitizenId(input: string): string {
  return input.normalize('NFKC').trim().toUpperCase()
}

/** The check character of 17 digits: ISO 7064 MOD 11-2, as GB 11643-1999 has it. Throws RangeError on other input. */
export function checkDigit(first17: string): string {
  if (!/^\d{17}$/.test(first17)) throw new RangeError('17 digits expected')
  const sum = weights.reduce((total, weight, index) => total + weight * Number(first17[index]), 0)
  return '10X98765432'.charAt(sum % 11)
}

function kindOf(number: string): CitizenIdKind {
  if (number.startsWith('9')) return 'foreign-permanent'
  return /^8[123]0000/.test(number) ? 'hk-macao-taiwan-residence' : 'citizen'
}

function describe(number: string): CitizenId {
  const kind = kindOf(number)
  const foreign = kind === 'foreign-permanent'
  const odd = Number(number[16]) % 2 === 1
  return {
    number,
    birthDate: `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`,
    sex: foreign ? null : odd ? 'M' : 'F',
    region: foreign ? `${number.slice(1, 3)}0000` : number.slice(0, 6),
    kind,
  }
}

/**
 * Reads an 18-character number. Regions are not looked up: codes of merged or abolished places stay valid in numbers.
 * `today` ('YYYY-MM-DD') refuses births after it; without it the future is not checked.
 * `allowDemo` must be set for the demo numbers of province 77; production leaves it out.
 */
export function parseCitizenId(
  input: string,
  opts: { today?: string; allowDemo?: boolean } = {},
): { ok: true; value: CitizenId } | { ok: false; reason: CitizenIdFault } {
  const number = normaliseCitizenId(input)
  if (!shape.test(number)) return { ok: false, reason: 'format' }
  const value = describe(number)
  if (!isPlainDate(value.birthDate)) return { ok: false, reason: 'date' }
  if (opts.today !== undefined && value.birthDate > opts.today) return { ok: false, reason: 'future' }
  if (checkDigit(number.slice(0, 17)) !== number[17]) return { ok: false, reason: 'checksum' }
  if (number.startsWith(demoPrefix) && opts.allowDemo !== true) return { ok: false, reason: 'demo-not-allowed' }
  return { ok: true, value }
}

/**
 * The 18-character form of a 15-digit number (births 1900-1999), or null when it is not one.
 * 15-digit numbers are no identity since 2013: use this to match old records, never to accept a person.
 */
export function upgradeFifteen(n15: string): string | null {
  if (!/^[1-9]\d{14}$/.test(n15)) return null
  const first17 = `${n15.slice(0, 6)}19${n15.slice(6)}`
  const number = first17 + checkDigit(first17)
  return isPlainDate(describe(number).birthDate) ? number : null
}

/**
 * Full years of age on `date`; both are 'YYYY-MM-DD'. Born on 29 February, a year is full on 1 March of a common year
 * (settled choice). Negative before birth.
 */
export function ageOn(birthDate: string, date: string): number {
  const years = Number(date.slice(0, 4)) - Number(birthDate.slice(0, 4))
  return date.slice(5) < birthDate.slice(5) ? years - 1 : years
}
