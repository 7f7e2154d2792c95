import type { FamilyMandate, Relation, Ward } from '@zhengtong/contract/family'
import { dayInWords } from '@zhengtong/ui/dates'

export const relations: Record<Relation, string> = { mother: '母亲', father: '父亲', guardian: '其他监护人' }

export const wardStates: Record<Ward['state'], string> = {
  active: '已核验',
  grown: '已满 14 周岁',
  ended: '已结束',
}
const states: Record<FamilyMandate['state'], string> = {
  pending: '等待确认',
  active: '有效',
  'not-yet': '还没到开始日期',
  expired: '已到期',
  ended: '已结束',
}
const endings: Record<NonNullable<FamilyMandate['endReason']>, string> = {
  revoked: '已收回',
  declined: '对方没有接受',
  resigned: '已放弃',
  expired: '已到期',
}

export const stateOf = ({ state, endReason }: FamilyMandate) => (endReason ? endings[endReason] : states[state])

export const scopeOf = ({ items, validFrom, validTo }: FamilyMandate) =>
  `${items ? `指定的 ${items.length} 个事项` : '全部事项'}，${dayInWords(validFrom)}至${dayInWords(validTo)}`
