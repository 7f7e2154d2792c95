import * as deskApi from '@zhengtong/contract/appointment-desk'
import * as queueApi from '@zhengtong/contract/appointment-queue'
import * as settingsApi from '@zhengtong/contract/appointment-settings'
import * as waitingApi from '@zhengtong/contract/appointment-waiting'
import * as api from '@zhengtong/contract/appointments'
import { citizenOf, staffOf } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { showBoard } from './board.ts'
import { book } from './book.ts'
import * as call from './call.ts'
import { cancelBooking, moveBooking } from './change.ts'
import { checkInMyself } from './check-in.ts'
import * as desk from './desk.ts'
import { leaveWaiting } from './leave-waiting.ts'
import { excuseMissed, markMissed } from './missed.ts'
import { listDays, listServices, listSlots } from './offers.ts'
import * as settings from './settings.ts'
import { calendarOf, listBookings } from './show.ts'
import { acceptOffer, joinWaiting } from './wait.ts'

/** A booking is the person's own, whomever he acts for: he comes himself. */
export function routes(app: App) {
  app.route({
    ...api.listAppointmentServices,
    config: { allow: 'anyone' },
    handler: ({ actor, query }) => listServices(app, actor.now, query.itemCode),
  })
  app.route({
    ...api.listAppointmentDays,
    config: { allow: 'person' },
    handler: ({ actor, params }) => listDays(app, citizenOf(actor), params.id),
  })
  app.route({
    ...api.listAppointmentSlots,
    config: { allow: 'person' },
    handler: ({ actor, params, query }) => listSlots(app, citizenOf(actor), params.id, query.date),
  })
  app.route({
    ...api.book,
    config: { allow: 'person' },
    handler: ({ actor, params, body }) => book(app, citizenOf(actor), params.id, body),
  })
  app.route({
    ...api.listBookings,
    config: { allow: 'person' },
    handler: ({ actor }) => listBookings(app, citizenOf(actor)),
  })
  app.route({
    ...api.cancelBooking,
    config: { allow: 'person' },
    handler: async ({ actor, params }, reply) => {
      await cancelBooking(app, citizenOf(actor), params.id)
      return reply.code(204).send(null)
    },
  })
  app.route({
    ...api.moveBooking,
    config: { allow: 'person' },
    handler: ({ actor, params, body }) => moveBooking(app, citizenOf(actor), params.id, body),
  })
  app.route({
    ...api.checkInMyself,
    config: { allow: 'person' },
    handler: ({ actor, params, body }) => checkInMyself(app, citizenOf(actor), params.id, body.hallCode),
  })
  app.route({
    ...api.bookingCalendar,
    config: { allow: 'person' },
    handler: async ({ actor, params }, reply) =>
      reply
        .type('text/calendar; charset=utf-8')
        .header('content-disposition', 'attachment; filename="appointment.ics"')
        .send(await calendarOf(app, citizenOf(actor), params.id)),
  })
  app.route({
    ...waitingApi.joinWaiting,
    config: { allow: 'person' },
    handler: ({ actor, params, body }) => joinWaiting(app, citizenOf(actor), params.id, body),
  })
  app.route({
    ...waitingApi.acceptOffer,
    config: { allow: 'person' },
    handler: ({ actor, params }) => acceptOffer(app, citizenOf(actor), params.id),
  })
  app.route({
    ...waitingApi.leaveWaiting,
    config: { allow: 'person' },
    handler: async ({ actor, params }, reply) => {
      await leaveWaiting(app, citizenOf(actor), params.id)
      return reply.code(204).send(null)
    },
  })
  staffRoutes(app)
}

/** The desk and the settings of a hall; every use case asks first whether the hall is the officer's. */
function staffRoutes(app: App) {
  app.route({
    ...deskApi.listAppointmentHalls,
    config: { allow: 'staff' },
    handler: ({ actor }) => desk.listHalls(app, staffOf(actor)),
  })
  app.route({
    ...deskApi.listHallDay,
    config: { allow: 'staff:appointments-desk' },
    handler: ({ actor, params, query }) => desk.listHallDay(app, staffOf(actor), params.id, query),
  })
  app.route({
    ...deskApi.checkIn,
    config: { allow: 'staff:appointments-desk' },
    handler: ({ actor, params, body }) => desk.checkIn(app, staffOf(actor), params.id, body.code),
  })
  app.route({
    ...deskApi.markMissed,
    config: { allow: 'staff:appointments-desk' },
    handler: ({ actor, params }) => markMissed(app, staffOf(actor), params.id),
  })
  app.route({
    ...deskApi.excuseMissed,
    config: { allow: 'staff:appointments-desk' },
    handler: ({ actor, params, body }) => excuseMissed(app, staffOf(actor), params.id, body.reason),
  })
  queueRoutes(app)
  settingsRoutes(app)
}

function queueRoutes(app: App) {
  app.route({
    ...queueApi.getQueue,
    config: { allow: 'staff:appointments-desk' },
    handler: ({ actor, params }) => call.getQueue(app, staffOf(actor), params.id),
  })
  app.route({
    ...queueApi.callNext,
    config: { allow: 'staff:appointments-desk' },
    handler: ({ actor, params, body }) => call.callNext(app, staffOf(actor), params.id, body),
  })
  app.route({
    ...queueApi.takeWalkIn,
    config: { allow: 'staff:appointments-desk' },
    handler: ({ actor, params, body }) => call.takeWalkIn(app, staffOf(actor), params.id, body.actId),
  })
  app.route({
    ...queueApi.recallTicket,
    config: { allow: 'staff:appointments-desk' },
    handler: ({ actor, params, body }) => call.recallTicket(app, staffOf(actor), params, body.window),
  })
  app.route({
    ...queueApi.skipTicket,
    config: { allow: 'staff:appointments-desk' },
    handler: ({ actor, params }) => call.skipTicket(app, staffOf(actor), params),
  })
  app.route({
    ...queueApi.finishTicket,
    config: { allow: 'staff:appointments-desk' },
    handler: ({ actor, params }) => call.finishTicket(app, staffOf(actor), params),
  })
  app.route({
    ...queueApi.getBoard,
    config: { allow: 'anyone' },
    handler: ({ actor, params, query }) => showBoard(app, actor.now, params.id, query.key),
  })
}

function settingsRoutes(app: App) {
  app.route({
    ...settingsApi.getServiceSettings,
    config: { allow: 'staff:appointments-settings' },
    handler: ({ actor, params }) => settings.getSettings(app, staffOf(actor), params.id),
  })
  app.route({
    ...settingsApi.putService,
    config: { allow: 'staff:appointments-settings' },
    handler: ({ actor, params, body }) => settings.putService(app, staffOf(actor), params.id, body),
  })
  app.route({
    ...settingsApi.setOpenings,
    config: { allow: 'staff:appointments-settings' },
    handler: ({ actor, params, body }) => settings.setOpenings(app, staffOf(actor), params.id, body),
  })
  app.route({
    ...settingsApi.setException,
    config: { allow: 'staff:appointments-settings' },
    handler: ({ actor, params, body }) => settings.setException(app, staffOf(actor), params.id, body),
  })
  app.route({
    ...settingsApi.removeException,
    config: { allow: 'staff:appointments-settings' },
    handler: ({ actor, params, body }) => settings.removeException(app, staffOf(actor), params.id, body),
  })
}
