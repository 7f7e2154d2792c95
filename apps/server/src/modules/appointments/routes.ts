import * as deskApi from '@zhengtong/contract/appointment-desk'
import * as settingsApi from '@zhengtong/contract/appointment-settings'
import * as api from '@zhengtong/contract/appointments'
import { citizenOf, staffOf } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { book } from './book.ts'
import { cancelBooking, moveBooking } from './change.ts'
import * as desk from './desk.ts'
import { listDays, listServices, listSlots } from './offers.ts'
import * as settings from './settings.ts'
import { listBookings } from './show.ts'

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
    config: { allow: 'staff:appointments:desk' },
    handler: ({ actor, params, query }) => desk.listHallDay(app, staffOf(actor), params.id, query),
  })
  app.route({
    ...deskApi.checkIn,
    config: { allow: 'staff:appointments:desk' },
    handler: ({ actor, params, body }) => desk.checkIn(app, staffOf(actor), params.id, body.code),
  })
  app.route({
    ...deskApi.markServed,
    config: { allow: 'staff:appointments:desk' },
    handler: ({ actor, params }) => desk.markServed(app, staffOf(actor), params.id),
  })
  app.route({
    ...deskApi.markMissed,
    config: { allow: 'staff:appointments:desk' },
    handler: ({ actor, params }) => desk.markMissed(app, staffOf(actor), params.id),
  })
  app.route({
    ...settingsApi.getServiceSettings,
    config: { allow: 'staff:appointments:settings' },
    handler: ({ actor, params }) => settings.getSettings(app, staffOf(actor), params.id),
  })
  app.route({
    ...settingsApi.putService,
    config: { allow: 'staff:appointments:settings' },
    handler: ({ actor, params, body }) => settings.putService(app, staffOf(actor), params.id, body),
  })
  app.route({
    ...settingsApi.setOpenings,
    config: { allow: 'staff:appointments:settings' },
    handler: ({ actor, params, body }) => settings.setOpenings(app, staffOf(actor), params.id, body),
  })
  app.route({
    ...settingsApi.setException,
    config: { allow: 'staff:appointments:settings' },
    handler: ({ actor, params, body }) => settings.setException(app, staffOf(actor), params.id, body),
  })
  app.route({
    ...settingsApi.removeException,
    config: { allow: 'staff:appointments:settings' },
    handler: ({ actor, params, body }) => settings.removeException(app, staffOf(actor), params.id, body),
  })
}
