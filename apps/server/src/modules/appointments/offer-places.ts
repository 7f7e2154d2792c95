import type { Calendar } from '@zhengtong/domain/working-days'
import type { Actor } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { addJob } from '../../platform/jobs.ts'
import { instantOf, timesOn } from './plan.ts'
import { holdUntil } from './queue-rules.ts'
import { openToAll } from './places-for.ts'
import type { Service } from './settings-store.ts'
import { addPlace, givePlaceBack, holdSlots, type SlotKey } from './slot-store.ts'
import * as store from './waiting-store.ts'

/**
 * A place of a time is free again: it goes to the first who waits for it, or to everybody. The caller holds the service.
 * Whoever joins, leaves, accepts or frees holds the slot first, so that a place is offered exactly once.
 */
export async function freePlace(
  tx: Tx,
  actor: Actor,
  calendar: Calendar,
  service: Service,
  slot: SlotKey,
): Promise<void> {
  const taken = await holdSlots(tx, [slot])
  const capacity = capacityNow(service, calendar, slot)
  if (!(await offerNext(tx, actor, service, slot, { capacity, taken: taken - 1 }))) await givePlaceBack(tx, slot)
}

/** A service has other hours or more places: those who wait come first, and what is no longer offered is ended. */
export async function settleWaiting(tx: Tx, actor: Actor, calendar: Calendar, service: Service): Promise<void> {
  for (const slot of await store.listAwaited(tx, service.id, legalDate(actor.now))) {
    let taken = await holdSlots(tx, [slot])
    const capacity = capacityNow(service, calendar, slot)
    if (capacity === 0) await endAll(tx, actor, slot)
    while (await offerNext(tx, actor, service, slot, { capacity, taken })) {
      await addPlace(tx, slot, capacity)
      taken += 1
    }
  }
}

/** Ends every wait for a time that is no more; each of them is told. */
export async function endAll(tx: Tx, actor: Actor, slot: SlotKey): Promise<void> {
  for (const entry of await store.listTurn(tx, slot)) {
    if (entry.status === 'offered') await givePlaceBack(tx, slot)
    await store.setWaiting(tx, entry, 'ended')
    await publish(tx, actor, 'appointment.wait-ended', { serviceId: entry.serviceId, waitingId: entry.id })
  }
}

/** Offers one place to the first who may have it; false when nobody may or there is too little time left to ask. */
async function offerNext(
  tx: Tx,
  actor: Actor,
  service: Service,
  slot: SlotKey,
  { capacity, taken }: { capacity: number; taken: number },
): Promise<boolean> {
  const until = holdUntil(actor.now, service.holdMinutes)
  if (taken >= capacity || until > instantOf(slot.date, slot.minute)) return false
  const next = await store.nextWaiting(tx, slot, taken >= openToAll(service, capacity))
  if (!next) return false
  await store.setWaiting(tx, next, 'offered', { expiresAt: until.toISOString() })
  const ids = { serviceId: service.id, waitingId: next.id }
  await publish(tx, actor, 'appointment.offered', ids)
  await addJob(tx, 'appointments:offer-ends', ids, { key: `offer:${next.id}`, runAt: until })
  return true
}

/** Places that the hall offers at this time today; none when the time is no more. */
export function capacityNow(service: Service, calendar: Calendar, { date, minute }: SlotKey): number {
  return timesOn(service, calendar, date).times.find((time) => time.minute === minute)?.capacity ?? 0
}
