import { passesLuhn } from '@zhengtong/domain/bank-card'
import { parseCitizenId } from '@zhengtong/domain/citizen-id'

/** A plaintext number of a demo person: where, what kind, and the number with its middle hidden. */
export interface Leak {
  place: string
  kind: 'identity number' | 'phone' | 'bank card' | 'listed number'
  sample: string
}

/** No letter or digit next to it: digits inside a digest or a longer number are another thing. */
const apart = (pattern: string) => new RegExp(`(?<![0-9A-Za-z])${pattern}(?![0-9A-Za-z])`, 'g')
const IDENTITY_NUMBER = apart('77\\d{4}(?:19|20)\\d{9}[\\dXx]')
/** Of the people with a story of their own, and of the million generated ones. */
const PHONE = apart('(?:1380077\\d{4}|1541\\d{7})')
const BANK_CARD = apart('622200\\d{10,13}')

/**
 * Finds plaintext numbers of demo people in what the product wrote down: identity numbers of province 77, phones and bank
 * cards by their form, and every number of the given list (whatever else authorities keep on a person) as it stands.
 */
export function findLeaks(place: string, text: string, listed: ReadonlySet<string> = new Set()): Leak[] {
  const found = new Map<string, Leak['kind']>()
  const add = (kind: Leak['kind'], pattern: RegExp, isOne: (value: string) => boolean = () => true) => {
    for (const [value] of text.matchAll(pattern)) if (!found.has(value) && isOne(value)) found.set(value, kind)
  }
  const isIdentityNumber = (value: string) => parseCitizenId(value, { allowDemo: true, today: '2100-01-01' }).ok
  add('identity number', IDENTITY_NUMBER, isIdentityNumber)
  add('phone', PHONE)
  add('bank card', BANK_CARD, passesLuhn)
  if (listed.size > 0) add('listed number', /[0-9A-Za-z]{8,24}/g, (word) => listed.has(word))
  return [...found].map(([value, kind]) => ({ place, kind, sample: `${value.slice(0, 4)}…${value.slice(-2)}` }))
}

/** Bytes that PostgreSQL prints as hex are looked into as well. */
export function readable(text: string): string {
  return text.replace(
    /\\\\?x((?:[0-9a-f]{2}){8,})/g,
    (whole, hex: string) => `${whole} ${Buffer.from(hex, 'hex').toString('latin1')}`,
  )
}
