import type { Mandate, Organisation } from '@zhengtong/contract/organisations'
import { dayInWords } from '@zhengtong/ui/dates'

export const statusWords: Record<Organisation['status'], string> = {
  active: '存续',
  cancelled: '已注销',
  revoked: '已吊销',
}

const endWords: Record<NonNullable<Mandate['endReason']>, string> = {
  revoked: '已由法定代表人收回',
  declined: '对方没有接受',
  resigned: '经办人已放弃',
  expired: '已到期',
  'representative-changed': '法定代表人已变更',
  'organisation-closed': '企业已注销或被吊销',
}
const stateWords: Record<Mandate['state'], string> = {
  pending: '等待对方确认',
  active: '有效',
  'not-yet': '还没到开始日期',
  expired: '已到期',
  ended: '已结束',
}

export const stateOf = ({ state, endReason }: Mandate) => (endReason ? endWords[endReason] : stateWords[state])

/** What a mandate lets the person do, in one line. */
export function scopeOf({ items, validFrom, validTo, maySign }: Mandate) {
  const what = items ? `指定的 ${items.length} 个事项` : '全部事项'
  const when = validTo ? `${dayInWords(validFrom)}至${dayInWords(validTo)}` : '长期'
  return `${what}，${when}，${maySign ? '可以提交和撤回' : '只能填写，不能提交'}`
}
