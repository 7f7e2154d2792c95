import type { Tx } from '../../platform/db.ts'
import type { Event } from '../../platform/events.ts'
import * as notifications from '../notifications/index.ts'
import { findBooking } from './booking-store.ts'

/** Tells a person that the hall has called his time off; once an event. */
export async function notifyOfBooking(tx: Tx, event: Event): Promise<void> {
  const booking = await findBooking(tx, event.subject['bookingId'] ?? '')
  if (!booking) return
  const { citizenId, date, minute, itemName } = booking
  await notifications.tellPerson(tx, citizenId, {
    eventId: event.id,
    title: '预约已被大厅取消',
    text: `您${spokenTime(date, minute)}办理“${itemName}”的预约，因大厅当天时间有变已取消，不算您没有来。请到“我的预约”另约时间。`,
    at: event.at,
  })
}

/** 12月1日 9:30 */
export function spokenTime(date: string, minute: number): string {
  return `${Number(date.slice(5, 7))}月${Number(date.slice(8))}日 ${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`
}
