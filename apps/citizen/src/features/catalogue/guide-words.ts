import type { Guide, Material } from '@zhengtong/contract/guide'

const units = { workday: '个工作日', day: '天', month: '个月' } as const

/** A time limit in words: `5 个工作日`; zero is decided on the spot. */
export function limitInWords(amount: number | undefined, unit: keyof typeof units | undefined) {
  if (amount === undefined) return '没有规定'
  return amount === 0 ? '当场办结' : `${amount} ${units[unit ?? 'workday']}`
}

/** Whole 分 as `12.50 元`, without idle zeros. */
export const yuan = (fen: number) => `${fen % 100 === 0 ? fen / 100 : (fen / 100).toFixed(2)} 元`

const servedWords: Record<string, string> = {
  1: '个人',
  2: '企业',
  3: '事业单位',
  4: '社会组织',
  5: '非法人企业',
  6: '行政机关',
  9: '其他组织',
}
const wayWords: Record<string, string> = { 1: '窗口', 2: '电脑', 3: '手机', 4: '邮寄', 9: '其他方式' }

export const servedInWords = (guide: Guide) => guide.serverType.map((code) => servedWords[code] ?? code).join('、')
export const waysInWords = (guide: Guide) => guide.handleType.map((code) => wayWords[code] ?? code).join('、')

/** How many times one must come in person. */
export const visitsInWords = ({ limitSceneNum }: Guide) =>
  limitSceneNum === undefined ? '以窗口要求为准' : limitSceneNum === 0 ? '不用跑现场' : `最多跑 ${limitSceneNum} 次`

const formatWords: Record<Material['materialFormat'], string> = { 1: '纸质', 2: '电子文件', 3: '纸质或电子文件' }

/** Format and copies of a material: `纸质或电子文件 · 原件 1 份 · A4`. */
export function shapeOf({ materialFormat, originalNum, copyNum, pageFormat }: Material) {
  const parts = [formatWords[materialFormat]]
  if (originalNum > 0) parts.push(`原件 ${originalNum} 份`)
  if (copyNum > 0) parts.push(`复印件 ${copyNum} 份`)
  if (pageFormat) parts.push(pageFormat)
  return parts.join(' · ')
}

/** Materials the applicant need not bring, and why. */
export const sparedWords: Partial<Record<Material['obtainMode'], string>> = {
  E_LICENCE: '免提交 · 调用电子证照',
  DATA_SHARE: '免提交 · 部门间核对',
  FORM_GENERATED: '免提交 · 在线填写后生成',
}
