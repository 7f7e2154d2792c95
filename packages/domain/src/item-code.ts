import { isOrgCode } from './org-code.ts'

/**
 * Codes of service items. Catalogue code (基本编码, 12 digits): 2 province (00 = national) + 2 item type +
 * 2 department group + 3 main item + 3 sub item (000 = none). Task code (实施编码, 31): agency's credit code + level +
 * catalogue code. Handle item (业务办理项编码, 33): task code + 2 digits. Lengths as live systems have them;
 * local codes have other shapes and are never read by position.
 */
export type CatalogCode = { province: string; itemType: string; department: string; main: string; sub: string }
export type Level = '1' | '2' | '3' | '4' | '5' | '6' | '7'
export type TaskCode = { agencyCode: string; level: Level; catalogCode: string }

/** 事项类型代码, GB/T 39046-2020 A.1; `onRequest` = 依申请, a citizen may apply. */
export const itemTypes: Readonly<Record<string, { name: string; onRequest: boolean }>> = {
  '00': { name: '行政权力事项', onRequest: false },
  '01': { name: '行政许可', onRequest: true },
  '02': { name: '行政处罚', onRequest: false },
  '03': { name: '行政强制', onRequest: false },
  '04': { name: '行政征收', onRequest: true },
  '05': { name: '行政给付', onRequest: true },
  '06': { name: '行政检查', onRequest: false },
  '07': { name: '行政确认', onRequest: true },
  '08': { name: '行政奖励', onRequest: true },
  '09': { name: '行政裁决', onRequest: true },
  '10': { name: '其他类别', onRequest: true },
  '20': { name: '公共服务', onRequest: true },
}

/** 行使层级代码, GB/T 39046-2020 A.2. */
export const levelNames: Readonly<Record<Level, string>> = {
  '1': '国家级',
  '2': '省级',
  '3': '市级',
  '4': '县级',
  '5': '镇（街道）级',
  '6': '村（社区）级',
  '7': '分级管理',
}

/**
 * Name and reach of a type code, with the extension ranges: 11-19 local kinds of power (not open to application until
 * configured), 21-99 kinds of public service. Unknown codes are null.
 */
export function itemType(code: string): { name: string; onRequest: boolean } | null {
  if (!/^\d{2}$/.test(code)) return null
  const known = itemTypes[code]
  if (known) return known
  if (/^1[1-9]$/.test(code)) return { name: '其他行政权力', onRequest: false }
  return { name: '公共服务', onRequest: true }
}

/** The parts of a 12-digit catalogue code, or null when it is not one. */
export function parseCatalogCode(code: string): CatalogCode | null {
  if (!/^\d{12}$/.test(code)) return null
  return {
    province: code.slice(0, 2),
    itemType: code.slice(2, 4),
    department: code.slice(4, 6),
    main: code.slice(6, 9),
    sub: code.slice(9),
  }
}

/** The parts of a 31-character task code whose agency code is a right credit code, or null. */
export function parseTaskCode(code: string): TaskCode | null {
  const [, agencyCode, level, catalogCode] = /^([0-9A-Z]{18})([1-7])(\d{12})$/.exec(code) ?? []
  if (!agencyCode || !catalogCode || !isLevel(level) || !isOrgCode(agencyCode)) return null
  return { agencyCode, level, catalogCode }
}

function isLevel(text: string | undefined): text is Level {
  return text !== undefined && text in levelNames
}

/** The task code of an agency's item. Throws RangeError when the parts do not make one. */
export function taskCodeOf(agencyCode: string, level: Level, catalogCode: string): string {
  const code = agencyCode + level + catalogCode
  if (!parseTaskCode(code)) throw new RangeError(`not parts of a task code: ${code}`)
  return code
}

/** The 33-character code of one handle item (情形) of a task; `sequence` is 1 to 99. Throws RangeError otherwise. */
export function handleItemCodeOf(taskCode: string, sequence: number): string {
  if (!parseTaskCode(taskCode) || !Number.isInteger(sequence) || sequence < 1 || sequence > 99) {
    throw new RangeError('a task code and a sequence from 1 to 99 expected')
  }
  return taskCode + String(sequence).padStart(2, '0')
}

/** The parts of a 33-character handle item code, or null. */
export function parseHandleItemCode(code: string): { taskCode: string; sequence: number } | null {
  const taskCode = code.slice(0, 31)
  const sequence = code.slice(31)
  if (!parseTaskCode(taskCode) || !/^\d{2}$/.test(sequence) || sequence === '00') return null
  return { taskCode, sequence: Number(sequence) }
}
