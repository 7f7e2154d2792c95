import { WaitingNotFound } from '@zhengtong/contract/appointment-waiting'
import type { Calendar } from '@zhengtong/domain/working-days'
import type { Actor, Citizen } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { systemActor } from '../../platform/jobs.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as calendars from '../calendar/index.ts'
import { freePlace } from './offer-places.ts'
import { findService, type Service } from './settings-store.ts'
import { holdSlots, makeSlot, type SlotKey } from './slot-store.ts'
import * as store from './waiting-store.ts'

/** Waits no longer; a place already offered goes to the next. Again, it changes nothing. */
export async function leaveWaiting({ db }: Services, citizen: Citizen, id: string): Promise<void> {
  const calendar = await calendars.currentCalendar(db)
  await db.transaction().execute(async (tx) => {
    const seen = await store.findWaiting(tx, citizen.id, id)
    const service = seen && (await findService(tx, seen.serviceId, legalDate(citizen.now), 'share'))
    if (!service) throw new Problem(WaitingNotFound)
    await holdSlots(tx, [seen])
    await leave(tx, citizen, calendar, service, await store.findWaiting(tx, citizen.id, id))
  })
}

/**
 * Whoever gets a time of a day waits for no other of that day. Holds his slots, the wanted one first among them, and only then
 * believes what he waits for; the caller holds his bookings, so that no wait is added meanwhile.
 */
export async function leaveDay(
  tx: Tx,
  citizen: Citizen,
  calendar: Calendar,
  service: Service,
  slots: readonly [SlotKey, ...SlotKey[]],
): Promise<void> {
  const { date } = slots[0]
  const seen = await store.listWaitingOn(tx, citizen.id, service.id, date)
  await makeSlot(tx, slots[0], 1)
  await holdSlots(tx, [...slots, ...seen])
  if (seen.length === 0) return
  for (const entry of await store.listWaitingOn(tx, citizen.id, service.id, date))
    await leave(tx, citizen, calendar, service, entry)
}

/** The job: an offer that nobody answered in time goes to the next. */
export async function endOffer(services: Services, serviceId: string, waitingId: string): Promise<void> {
  const { db, clock } = services
  const calendar = await calendars.currentCalendar(db)
  const actor = systemActor(services, 'offer-ends')
  await db.transaction().execute(async (tx) => {
    const seen = await store.findWaitingAt(tx, serviceId, waitingId)
    const service = seen && (await findService(tx, serviceId, legalDate(actor.now), 'share'))
    if (!service) return
    await holdSlots(tx, [seen])
    const entry = await store.findWaitingAt(tx, serviceId, waitingId)
    if (entry?.status !== 'offered' || new Date(entry.expiresAt ?? 0) > clock.now()) return
    await store.setWaiting(tx, entry, 'expired')
    await freePlace(tx, actor, calendar, service, entry)
    await publish(tx, actor, 'appointment.wait-ended', { serviceId, waitingId })
  })
}

/** Ends one entry, whose slot the caller holds. */
export async function leave(
  tx: Tx,
  actor: Actor,
  calendar: Calendar,
  service: Service,
  entry: store.WaitingRow | undefined,
): Promise<void> {
  if (entry?.status !== 'waiting' && entry?.status !== 'offered') return
  await store.setWaiting(tx, entry, 'left')
  if (entry.status === 'offered') await freePlace(tx, actor, calendar, service, entry)
  await publish(tx, actor, 'appointment.wait-left', { serviceId: entry.serviceId, waitingId: entry.id })
}
