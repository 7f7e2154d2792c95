import * as api from '@zhengtong/contract/appointment-queue'
import { AppointmentServiceNotFound } from '@zhengtong/contract/appointments'
import type { StaffMember } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { findBooking, setStatus } from './booking-store.ts'
import { hallFor } from './hall-for.ts'
import { findServices, type ServiceRow } from './settings-store.ts'
import { minuteOf } from './queue-rules.ts'
import * as store from './ticket-store.ts'

const LISTED = 300

export async function getQueue({ db }: Services, officer: StaffMember, serviceId: string): Promise<api.Queue> {
  const service = await serviceAt(db, officer, serviceId)
  const queue = { serviceId: service.id, date: legalDate(officer.now) }
  return { tickets: await store.listTickets(db, queue, LISTED), ...(await store.paceOf(db, queue)) }
}

/** A number for somebody who came without an appointment, from now on in line; the same act gives the same number. */
export function takeWalkIn(
  { db }: Services,
  officer: StaffMember,
  serviceId: string,
  actId: string,
): Promise<api.Ticket> {
  return db.transaction().execute(async (tx) => {
    const { queue } = await holdQueue(tx, officer, serviceId)
    const before = await store.findWalkIn(tx, queue, actId)
    if (before) return before
    const holder = { walkInId: actId, itemName: '现场取号' }
    const number = await store.issueTicket(tx, queue, holder, minuteOf(officer.now), officer.now.toISOString())
    await publish(tx, officer, 'appointment.walked-in', { serviceId })
    return ticketOf(tx, queue, number)
  })
}

/** Calls whose turn it is to a window that is free; the same act calls the same number. */
export function callNext(
  { db }: Services,
  officer: StaffMember,
  serviceId: string,
  { window, actId }: { window: number; actId: string },
): Promise<api.Ticket> {
  return db.transaction().execute(async (tx) => {
    const { queue, service } = await holdQueue(tx, officer, serviceId)
    const done = await store.findCall(tx, queue, actId)
    if (done) return done
    await checkWindow(tx, queue, service, window)
    const next = await store.nextInLine(tx, queue)
    if (!next) throw new Problem(api.NobodyWaiting)
    return called(tx, officer, queue, { ...next, window, callId: actId })
  })
}

/** Calls a number once more; somebody who was skipped and is back is called to this window. */
export function recallTicket(
  { db }: Services,
  officer: StaffMember,
  { id, number }: { id: string; number: string },
  window: number,
): Promise<api.Ticket> {
  return db.transaction().execute(async (tx) => {
    const { queue, service } = await holdQueue(tx, officer, id)
    const ticket = await ticketOf(tx, queue, number)
    if (ticket.status === 'skipped') await checkWindow(tx, queue, service, window)
    else if (ticket.status !== 'called' || ticket.window !== window) throw new Problem(api.TicketState)
    return called(tx, officer, queue, { ...ticket, window })
  })
}

/** Called and not there: the next may come. Again, it changes nothing. */
export function skipTicket({ db }: Services, officer: StaffMember, at: { id: string; number: string }) {
  return db.transaction().execute(async (tx) => {
    const { queue } = await holdQueue(tx, officer, at.id)
    const ticket = await ticketOf(tx, queue, at.number)
    if (ticket.status === 'skipped') return ticket
    if (ticket.status !== 'called') throw new Problem(api.TicketState)
    await store.endTicket(tx, queue, ticket.n, 'skipped', officer.now.toISOString())
    await publish(tx, officer, 'appointment.skipped', subjectOf(queue, ticket))
    return { ...ticket, status: 'skipped' as const }
  })
}

/** The window is done with a number, and so is the booking. Again, it changes nothing. */
export function finishTicket({ db }: Services, officer: StaffMember, at: { id: string; number: string }) {
  return db.transaction().execute(async (tx) => {
    const { queue } = await holdQueue(tx, officer, at.id)
    const ticket = await ticketOf(tx, queue, at.number)
    if (ticket.status === 'served') return ticket
    if (ticket.status !== 'called') throw new Problem(api.TicketState)
    const now = officer.now.toISOString()
    await store.endTicket(tx, queue, ticket.n, 'served', now)
    const booking = ticket.bookingId ? await findBooking(tx, ticket.bookingId, true) : undefined
    if (booking?.status === 'arrived') await setStatus(tx, booking, 'served', now)
    await publish(tx, officer, 'appointment.served', subjectOf(queue, ticket))
    return { ...ticket, status: 'served' as const }
  })
}

type Queue = { serviceId: string; date: string }

/** Today's queue of a service of the officer's hall, held. */
async function holdQueue(tx: Tx, officer: StaffMember, serviceId: string) {
  const service = await serviceAt(tx, officer, serviceId)
  const queue = { serviceId, date: legalDate(officer.now) }
  await store.holdQueue(tx, queue)
  return { queue, service }
}

async function serviceAt(db: Services['db'] | Tx, officer: StaffMember, id: string): Promise<ServiceRow> {
  const service = (await findServices(db, [id])).get(id)
  if (!service) throw new Problem(AppointmentServiceNotFound)
  await hallFor(db, officer, service.hallId, 'appointments-desk')
  return service
}

async function ticketOf(tx: Tx, queue: Queue, number: string): Promise<store.TicketRow> {
  const ticket = await store.findTicket(tx, queue, number)
  if (!ticket) throw new Problem(api.TicketNotFound)
  return ticket
}

/** What an event of the queue is about: the booking, or only the service. */
const subjectOf = ({ serviceId }: Queue, { bookingId }: Pick<store.TicketRow, 'bookingId'>): Record<string, string> =>
  bookingId ? { bookingId } : { serviceId }

/** A window serves one number at a time. */
async function checkWindow(tx: Tx, queue: Queue, { windows }: ServiceRow, window: number): Promise<void> {
  if (window > windows) throw new Problem(api.NoSuchWindow)
  const busy = await store.calledAt(tx, queue, window)
  if (busy) throw new Problem(api.WindowBusy, { detail: `${busy.number} 还没有办完` })
}

async function called(
  tx: Tx,
  officer: StaffMember,
  queue: Queue,
  { window, ...ticket }: store.TicketRow & { window: number },
): Promise<api.Ticket> {
  const at = officer.now.toISOString()
  await store.callTicket(tx, queue, { n: ticket.n, window, callId: ticket.callId, at })
  await publish(tx, officer, 'appointment.called', subjectOf(queue, ticket))
  return { ...ticket, window, status: 'called', calls: ticket.calls + 1, calledAt: at }
}
