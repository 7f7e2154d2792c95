import type { AppointmentDay, AppointmentSlot, Booking, QueuePlace } from '@zhengtong/contract/appointments'
import { instantInWords } from '@zhengtong/ui/dates'

export const slotWords = ({ left, past }: AppointmentSlot) =>
  past ? '已过' : left === 0 ? '约满，可候补' : `还有 ${left} 个号`

export const dayWords = ({ state, left }: AppointmentDay) =>
  ({ open: `${left} 个号`, full: '约满', closed: '休息', 'not-yet': '未放号' })[state]

/** Why nothing can be booked on a day. */
export function closedBecause({ state, reason, opensAt }: AppointmentDay): string {
  if (state === 'not-yet') return `${opensAt ? instantInWords(opensAt) : '稍后'}开始放号。`
  return reason ? `这一天大厅不开放：${reason}。` : '这一天大厅不开放，或者时间已经过了。'
}

/** Still to come, or waiting at the hall. */
export const isOpen = ({ status, over }: Booking) => (status === 'booked' && !over) || status === 'arrived'

/** Where the calendar file of a booking is. */
export const calendarLink = ({ id }: Booking) => `/api/v1/bookings/${id}/calendar`

/** What somebody in the queue is to do now. */
export function queueWords({ status, window, ahead, waitMinutes }: QueuePlace): string {
  if (status === 'called') return `请到 ${window} 号窗口`
  if (status === 'skipped') return '叫过您的号，您不在。请到服务台，会再叫您。'
  return ahead === 0 ? '下一位就是您，请留意叫号。' : `前面还有 ${ahead} 人，大约等 ${waitMinutes} 分钟。`
}

export function statusOf({ status, calledOff, excused, over }: Booking): { text: string; tone: string } {
  if (calledOff) return { text: '大厅已取消', tone: 'warn' }
  if (excused) return { text: '没有到，不计入', tone: '' }
  if (status === 'booked') return over ? { text: '已过时间', tone: '' } : { text: '已预约', tone: 'ok' }
  const words = { arrived: '已签到', served: '已办理', missed: '没有到', cancelled: '已取消' }
  return { text: words[status], tone: status === 'missed' ? 'bad' : status === 'arrived' ? 'brand' : '' }
}
