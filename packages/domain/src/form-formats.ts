import { isBankCard } from './bank-card.ts'
import { type CitizenIdFault, normaliseCitizenId, parseCitizenId } from './citizen-id.ts'
import type { FieldHints, TextFormat } from './form-schema.ts'
import { isOrgCode } from './org-code.ts'
import { isMobile, normaliseMobile } from './phone.ts'
import { isPlainDate } from './plain-date.ts'

/** What the checks of formats need to know of the world. `today` is 'YYYY-MM-DD' in Asia/Shanghai. */
export type FormContext = { today: string; allowDemo: boolean }

type Format = {
  /** the text as it is stored */
  normalise: (text: string) => string
  /** the fault in words that follow the field's title, or null */
  fault: (text: string, context: FormContext) => string | null
}

const citizenIdFaults: Readonly<Record<CitizenIdFault, string>> = {
  format: '应为 18 位，最后一位可以是 X',
  date: '中的出生日期不存在，请对照证件检查',
  future: '中的出生日期在今天之后，请对照证件检查',
  checksum: '有一位填错了，请对照证件检查',
  'demo-not-allowed': '是演示号码（77 开头），不能在这里使用',
}

const trimmed = (text: string) => text.normalize('NFKC').trim()
const compact = (text: string) => text.normalize('NFKC').replace(/[\s-]/g, '')

/** The formats of the form subset; each follows the checksum rules of its own file. */
export const formats: Readonly<Record<TextFormat, Format>> = {
  date: { normalise: trimmed, fault: (text) => (isPlainDate(text) ? null : '应为真实的日期，例如 2026-01-31') },
  mobile: { normalise: normaliseMobile, fault: (text) => (isMobile(text) ? null : '应为 11 位数字') },
  'citizen-id': {
    normalise: normaliseCitizenId,
    fault: (text, context) => {
      const parsed = parseCitizenId(text, context)
      return parsed.ok ? null : citizenIdFaults[parsed.reason]
    },
  },
  'org-code': {
    normalise: trimmed,
    fault: (text) => (isOrgCode(text) ? null : '应为 18 位数字或大写字母，请对照营业执照检查'),
  },
  'bank-card': { normalise: compact, fault: (text) => (isBankCard(text) ? null : '有误，请对照卡片检查') },
}

/** A date against today, as the hints `notFuture` and `notPast` ask. */
export function dateFault(date: string, hints: FieldHints | undefined, today: string): string | null {
  if (hints?.notFuture && date > today) return '不能晚于今天'
  if (hints?.notPast && date < today) return '不能早于今天'
  return null
}
