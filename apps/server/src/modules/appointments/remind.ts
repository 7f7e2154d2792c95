import type { Tx } from '../../platform/db.ts'
import type { Event } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import { addJob } from '../../platform/jobs.ts'
import type { Services } from '../../platform/services.ts'
import { findBooking } from './booking-store.ts'
import { spokenTime, tell } from './notify.ts'
import { instantOf } from './plan.ts'

const HOUR_MS = 3_600_000
/** Hours before the start: the day before, and in time to set out. */
const AHEAD = { day: 24, hours: 2 }
type Kind = keyof typeof AHEAD

/** Queues both reminders of a booking just made or moved; those whose time has passed are left out. */
export async function planReminders(tx: Tx, event: Event): Promise<void> {
  const booking = await findBooking(tx, event.subject['bookingId'] ?? '')
  if (booking?.status !== 'booked') return
  const start = instantOf(booking.date, booking.minute)
  for (const kind of Object.keys(AHEAD) as Kind[]) {
    const runAt = new Date(start.getTime() - AHEAD[kind] * HOUR_MS)
    if (runAt <= new Date(event.at)) continue
    const payload = { bookingId: booking.id, start: start.toISOString(), reminderId: newId(), kind }
    await addJob(tx, 'appointments:remind', payload, { key: `appointment:${booking.id}:${kind}`, runAt })
  }
}

/** Reminds a person, once; a booking that was cancelled or moved since is left in peace. */
export async function remind(services: Services, payload: Record<string, unknown>): Promise<void> {
  const { db, clock } = services
  const { bookingId, start, reminderId, kind } = payload
  await db.transaction().execute(async (tx) => {
    const booking = await findBooking(tx, String(bookingId))
    if (booking?.status !== 'booked') return
    const { citizenId, date, minute, itemName, code } = booking
    const begins = instantOf(date, minute)
    if (begins.toISOString() !== start || begins <= clock.now()) return
    // After a pause of the worker: an hour late is too late, “tomorrow” may be today by then.
    const due = begins.getTime() - AHEAD[kind === 'day' ? 'day' : 'hours'] * HOUR_MS
    if (clock.now().getTime() - due > HOUR_MS) return
    const time = spokenTime(date, minute)
    await tell(tx, services, citizenId, {
      eventId: String(reminderId),
      title: kind === 'day' ? '明天有预约' : '预约就要到了',
      text: `您约了${time}办理“${itemName}”，预约码 ${code}。来不了请提前 1 小时取消。`,
      at: clock.now().toISOString(),
      sms: [kind === 'day' ? 'appointment-tomorrow' : 'appointment-soon', { item: itemName, time }],
    })
  })
}
