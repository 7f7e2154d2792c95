import { passesLuhn } from './bank-card.ts'
import { isPlainDate } from './plain-date.ts'

/**
 * Personal data as shown and logged (个人信息保护法 art. 51: de-identification). A mask keeps the length; what cannot be
 * recognised is masked whole.
 */
const stars = (length: number) => '*'.repeat(Math.max(0, length))

/** Keeps `head` and `tail` characters; a text not longer than both together is masked whole. */
export function maskMiddle(text: string, head: number, tail: number): string {
  const chars = Array.from(text)
  if (chars.length <= head + tail) return stars(chars.length)
  return chars.slice(0, head).join('') + stars(chars.length - head - tail) + chars.slice(chars.length - tail).join('')
}

/** 张三 -> 张*, 李小敏 -> 李*敏, 欧阳小敏 -> 欧**敏. */
export function maskName(name: string): string {
  return maskMiddle(name, 1, Array.from(name).length > 2 ? 1 : 0)
}

/** 13800773210 -> 138****3210. */
export function maskPhone(phone: string): string {
  return maskMiddle(phone, 3, 4)
}

/** The region and the last four stay: 770101********0014. */
export function maskIdNumber(number: string): string {
  return maskMiddle(number, 6, 4)
}

/** The last four stay. */
export function maskBankCard(card: string): string {
  return maskMiddle(card, 0, 4)
}

/** A licence's number or an account: two characters at each end stay. */
export function maskNumber(number: string): string {
  return maskMiddle(number, 2, 2)
}

/** The first letter and the host stay: a****@example.cn. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@')
  return at < 1 ? stars(Array.from(email).length) : maskMiddle(email.slice(0, at), 1, 0) + email.slice(at)
}

// Names of regions have at most eight characters before their kind; 小区 and 社区 are no counties.
const province = '(?:[^省市区县]{2,8}?(?:省|自治区|特别行政区))?'
const city = '(?:[^省市区县]{2,8}?(?:市|自治州|地区|盟))?'
const county = '(?:[^省市区县路街巷道号镇乡村]{1,8}?(?:自治县|自治旗|县|区(?<![小社园]区)|旗|市))?'
const toCounty = new RegExp(`^${province}${city}${county}`, 'u')

/** An address down to its county stays, the rest is masked: 示例省云溪市云岭区******. */
export function maskAddress(address: string): string {
  const kept = toCounty.exec(address)?.[0] ?? ''
  return kept + stars(Array.from(address.slice(kept.length)).length)
}

type Finder = { pattern: RegExp; isHit: (plain: string) => boolean; mask: (text: string) => string }

const isIdNumber = (number: string) =>
  isPlainDate(`${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`)
const isOldIdNumber = (number: string) =>
  isPlainDate(`19${number.slice(6, 8)}-${number.slice(8, 10)}-${number.slice(10, 12)}`)

// In this order: an identity number may pass Luhn. A wrong check digit still leaves a person's number, so it is not looked at.
const finders: readonly Finder[] = [
  { pattern: /(?<!\d)\d{6}[ -]?\d{8}[ -]?\d{3}[\dXx](?!\d)/g, isHit: isIdNumber, mask: maskIdNumber },
  { pattern: /(?<!\d)[1-9]\d{14}(?!\d)/g, isHit: isOldIdNumber, mask: maskIdNumber },
  {
    pattern: /(?<![\dA-Za-z])\d{4}(?:[ -]?\d{4}){2}(?:[ -]?\d{1,4}){0,2}(?!\d)/g,
    isHit: isCardLength,
    mask: maskBankCard,
  },
  { pattern: /(?<!\d)(?:86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)/g, isHit: () => true, mask: maskMobile },
]

function isCardLength(digits: string): boolean {
  return digits.length >= 13 && digits.length <= 19 && passesLuhn(digits)
}

function maskMobile(digits: string): string {
  return digits.slice(0, -11) + maskPhone(digits.slice(-11))
}

const toHalfWidth = (text: string) =>
  text.replace(/[０-９Ｘｘ－　]/g, (char) => (char === '　' ? ' ' : String.fromCharCode(char.charCodeAt(0) - 0xfee0)))

/** Masks the digits of a hit and leaves its separators, so that every other character stays in place. */
function maskHit(hit: string, { isHit, mask }: Finder): string {
  const plain = hit.replace(/[ -]/g, '')
  if (!isHit(plain)) return hit
  const masked = mask(plain)
  let index = 0
  return hit.replace(/[^ -]/g, () => masked.charAt(index++))
}

/**
 * Masks identity numbers, bank cards and mobile numbers inside free text, for logs and stored search queries. Numbers typed
 * with spaces, hyphens or full-width digits are found too. Keeps the length; masking twice changes nothing more.
 */
export function maskText(text: string): string {
  const plain = toHalfWidth(text)
  const masked = finders.reduce((rest, finder) => rest.replace(finder.pattern, (hit) => maskHit(hit, finder)), plain)
  if (masked === plain) return text
  return Array.from({ length: text.length }, (_, index) =>
    masked.charAt(index) === plain.charAt(index) ? text.charAt(index) : masked.charAt(index),
  ).join('')
}
