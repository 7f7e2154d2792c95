import type { BookingStatus } from '@zhengtong/contract/appointments'

export const statuses: Record<BookingStatus, { text: string; tone: string }> = {
  booked: { text: '待签到', tone: '' },
  arrived: { text: '已签到', tone: 'brand' },
  served: { text: '已办理', tone: 'ok' },
  missed: { text: '没有来', tone: 'bad' },
  cancelled: { text: '已取消', tone: '' },
}

export const weekdays = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'] as const

/** `9:30` as the minute of the day; NaN when it is no time. */
export function minuteOf(text: string): number {
  const [, hours, minutes] = /^(\d{1,2})[:：](\d{2})$/.exec(text.trim()) ?? []
  const minute = Number(hours) * 60 + Number(minutes)
  return Number(minutes) < 60 && minute <= 1440 ? minute : Number.NaN
}
