import type { Tx } from '../../platform/db.ts'
import type { Event } from '../../platform/events.ts'
import type { Services } from '../../platform/services.ts'
import { queueSms } from '../../platform/sms.ts'
import * as identity from '../identity/index.ts'
import * as notifications from '../notifications/index.ts'
import { findBooking } from './booking-store.ts'
import { afterQuietHours, minuteOf } from './queue-rules.ts'
import { findServices } from './settings-store.ts'
import { findWaitingAt } from './waiting-store.ts'

interface Told {
  eventId: string
  at: string
  title: string
  text: string
  /** Template and parameters of the text message; no more of the person than his surname. */
  sms?: [template: string, params: Record<string, string>]
}

/** Tells a person in-app at once and by SMS when nobody sleeps; once an event. */
export async function tell(tx: Tx, services: Services, citizenId: string, { sms, ...notice }: Told): Promise<void> {
  if (!(await notifications.tellPerson(tx, citizenId, notice)) || !sms) return
  const citizen = await identity.findCitizen(tx, citizenId)
  if (!citizen?.phoneSealed) return
  const [template, params] = sms
  await queueSms(tx, services, {
    phone: services.crypto.open(citizen.phoneSealed),
    template,
    params: { surname: citizen.name.slice(0, 1), ...params },
    notBefore: afterQuietHours(services.clock.now()),
  })
}

/** The hall has called a time off. */
export async function tellOfCallOff(tx: Tx, event: Event, services: Services): Promise<void> {
  const booking = await findBooking(tx, event.subject['bookingId'] ?? '')
  if (!booking) return
  const { citizenId, date, minute, itemName } = booking
  const time = spokenTime(date, minute)
  await tell(tx, services, citizenId, {
    eventId: event.id,
    at: event.at,
    title: '预约已被大厅取消',
    text: `您${time}办理“${itemName}”的预约，因大厅当天时间有变已取消，不算您没有来。请到“我的预约”另约时间。`,
    sms: ['appointment-called-off', { item: itemName, time }],
  })
}

/** Missed: what follows from it, and what to do when it is wrong. */
export async function tellOfMiss(tx: Tx, event: Event, services: Services): Promise<void> {
  const booking = await findBooking(tx, event.subject['bookingId'] ?? '')
  const service = booking && (await findServices(tx, [booking.serviceId])).get(booking.serviceId)
  if (booking?.status !== 'missed' || !service) return
  const { noShowDays, noShowLimit, blockDays } = service
  const rule = blockDays > 0 ? `${noShowDays} 天内 ${noShowLimit} 次没有来，要停约 ${blockDays} 天。` : ''
  await tell(tx, services, booking.citizenId, {
    eventId: event.id,
    at: event.at,
    title: '这次预约您没有来',
    text: `您${spokenTime(booking.date, booking.minute)}办理“${booking.itemName}”的预约没有签到，已记为没有来。${rule}有误或有特殊原因的，可以凭预约码到大厅服务台申诉。`,
  })
}

/** It is his turn: a place is kept for him. */
export async function tellOfOffer(tx: Tx, event: Event, services: Services): Promise<void> {
  const { serviceId = '', waitingId = '' } = event.subject
  const entry = await findWaitingAt(tx, serviceId, waitingId)
  if (entry?.status !== 'offered' || !entry.expiresAt) return
  const { citizenId, date, minute, itemName } = entry
  const [time, until] = [spokenTime(date, minute), spokenClock(minuteOf(new Date(entry.expiresAt)))]
  await tell(tx, services, citizenId, {
    eventId: event.id,
    at: event.at,
    title: '候补到号了',
    text: `您候补的${time}办理“${itemName}”有号了，给您留到 ${until}。请到“我的预约”确认，过时会让给下一位。`,
    sms: ['appointment-offered', { item: itemName, time, until }],
  })
}

/** Nothing comes of a wait: the time is over or closed, or he let the offer pass. */
export async function tellOfWaitEnd(tx: Tx, event: Event, services: Services): Promise<void> {
  const { serviceId = '', waitingId = '' } = event.subject
  const entry = await findWaitingAt(tx, serviceId, waitingId)
  if (entry?.status !== 'expired' && entry?.status !== 'ended') return
  const { citizenId, date, minute, itemName, status } = entry
  await tell(tx, services, citizenId, {
    eventId: event.id,
    at: event.at,
    title: status === 'expired' ? '候补的号已让给下一位' : '候补没有等到号',
    text: `您候补的${spokenTime(date, minute)}办理“${itemName}”，${status === 'expired' ? '给您留的时间里没有确认，号已让给下一位' : '没有等到号'}。可以另选时间预约或候补。`,
  })
}

/** 12月1日 9:30 */
export function spokenTime(date: string, minute: number): string {
  return `${Number(date.slice(5, 7))}月${Number(date.slice(8))}日 ${spokenClock(minute)}`
}

const spokenClock = (minute: number) => `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`
