import type { FactorKind } from '@zhengtong/domain/identity-factor'

export type AuthorityCode = 'police' | 'carrier' | 'social-security' | 'bank' | 'provident-fund' | 'traffic'

/** An organisation that confirms facts about a person and gives nothing away. */
export interface Authority {
  code: AuthorityCode
  /** Chinese name, as shown to people. */
  name: string
  /** The factor it compares besides name and identity number, sent as `value`; the police compare those two only. */
  keeps?: FactorKind
  /** Banks also compare the phone left with them, when the caller sends one: the four factors (四要素). */
  hearsPhone?: true
}

/** All authorities of 国办函〔2016〕108号 §5, the same dialect for each: POST /authorities/<code>/verify. */
export const authorities: readonly Authority[] = [
  { code: 'police', name: '公安机关' },
  // Numbers move between carriers (携号转网), so one desk answers for all of them.
  { code: 'carrier', name: '通信运营商', keeps: 'phone' },
  { code: 'social-security', name: '人力资源社会保障部门', keeps: 'socialSecurityCard' },
  { code: 'bank', name: '银行', keeps: 'bankCard', hearsPhone: true },
  { code: 'provident-fund', name: '住房公积金管理中心', keeps: 'providentFund' },
  { code: 'traffic', name: '公安交通管理部门', keeps: 'drivingFile' },
]
