import type { AppointmentDay, AppointmentSlot, Booking } from '@zhengtong/contract/appointments'
import { instantInWords } from '@zhengtong/ui/dates'

export const slotWords = ({ left, past }: AppointmentSlot) =>
  past ? '已过' : left === 0 ? '约满' : `还有 ${left} 个号`

export const dayWords = ({ state, left }: AppointmentDay) =>
  ({ open: `${left} 个号`, full: '约满', closed: '休息', 'not-yet': '未放号' })[state]

/** Why nothing can be booked on a day. */
export function closedBecause({ state, reason, opensAt }: AppointmentDay): string {
  if (state === 'not-yet') return `${opensAt ? instantInWords(opensAt) : '稍后'}开始放号。`
  if (state === 'full') return '这一天约满了。有人取消时会放出来，也可以选别的日子。'
  return reason ? `这一天大厅不开放：${reason}。` : '这一天大厅不开放，或者时间已经过了。'
}

export function statusOf({ status, calledOff, over }: Booking): { text: string; tone: string } {
  if (calledOff) return { text: '大厅已取消', tone: 'warn' }
  if (status === 'booked') return over ? { text: '已过时间', tone: '' } : { text: '已预约', tone: 'ok' }
  const words = { arrived: '已签到', served: '已办理', missed: '没有到', cancelled: '已取消' }
  return { text: words[status], tone: status === 'missed' ? 'bad' : status === 'arrived' ? 'brand' : '' }
}
