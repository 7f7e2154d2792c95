import { isBankCard } from './bank-card.ts'
import { isDrivingFile } from './driving-file.ts'
import { isMobile, normaliseMobile } from './phone.ts'

/**
 * What a person may prove besides name and identity number: registration asks for any two of these, each verified by
 * its own authority (国办函〔2016〕108号 §5). Only the format is checked here.
 */
export type FactorKind = 'phone' | 'socialSecurityCard' | 'bankCard' | 'providentFund' | 'drivingFile'

export type Factor = {
  label: string
  /** what to type, in the words of the form */
  hint: string
  /** shown when the format is wrong */
  fault: string
  normalise: (text: string) => string
  /** expects normalised text */
  isValid: (text: string) => boolean
}

const compact = (text: string) => text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase()

export const factors: Readonly<Record<FactorKind, Factor>> = {
  phone: {
    label: '手机号',
    hint: '本人实名登记的 11 位手机号',
    fault: '手机号应为 11 位数字',
    normalise: normaliseMobile,
    isValid: isMobile,
  },
  // No national rule fixes the card number; cards in use carry 9 characters, mostly a letter and 8 digits.
  socialSecurityCard: {
    label: '社会保障卡卡号',
    hint: '卡片正面的 9 位卡号，一般以字母开头',
    fault: '社会保障卡卡号应为 9 位字母或数字',
    normalise: compact,
    isValid: (text) => /^[0-9A-Z]{9}$/.test(text),
  },
  bankCard: {
    label: '银行卡号',
    hint: '本人名下银行卡正面的卡号，13 到 19 位数字',
    fault: '银行卡号有误，请对照卡片检查',
    normalise: compact,
    isValid: isBankCard,
  },
  // Local centres number their accounts freely: no check character to rely on.
  providentFund: {
    label: '公积金账号',
    hint: '住房公积金个人账号，最多 20 位字母或数字',
    fault: '公积金账号应为 1 到 20 位字母或数字',
    normalise: compact,
    isValid: (text) => /^[0-9A-Z]{1,20}$/.test(text),
  },
  drivingFile: {
    label: '驾驶证档案编号',
    hint: '驾驶证副页上的 12 位档案编号，不是证号',
    fault: '驾驶证档案编号应为 12 位数字',
    normalise: compact,
    isValid: isDrivingFile,
  },
}

export const factorKinds: readonly FactorKind[] = [
  'phone',
  'socialSecurityCard',
  'bankCard',
  'providentFund',
  'drivingFile',
]
