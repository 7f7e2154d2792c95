import { eventTitles } from '@zhengtong/contract/event-titles'
import type { EventType } from '../../platform/events.ts'

/** What each event is called for auditors: every type has a title. */
export const titles: Record<EventType, string> = eventTitles

/** What each chain is about. */
export const streamTitles: Record<string, string> = {
  citizen: '申请人账号',
  staff: '工作人员账号',
  agency: '机构',
  department: '科室',
  hall: '大厅',
  organisation: '法人账号',
  mandate: '经办授权',
  identity: '办事身份',
  ward: '监护',
  'family-mandate': '家属代办',
  export: '个人信息导出',
  consent: '同意与撤回',
  case: '办件',
  card: '监察',
  item: '办事指南',
  rights: '授权变更',
  audit: '审计',
}
