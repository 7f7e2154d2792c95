import { AddressNotAllowed } from '@zhengtong/contract/access'
import * as api from '@zhengtong/contract/staff-passkeys'
import { guestOf, staffOf } from '../../platform/actor.ts'
import { isAddressAmong } from '../../platform/addresses.ts'
import type { App } from '../../platform/app.ts'
import { rememberDevice } from '../../platform/device.ts'
import { siteOf } from '../../platform/passkeys.ts'
import { Problem } from '../../platform/problem.ts'
import { addPasskey, removePasskey, signInByPasskey, startPasskey, startPasskeySignIn } from './passkeys.ts'
import { listPasskeys } from './passkey-store.ts'
import { enter } from './routes.ts'

/** Passkeys of staff: one's own, and signing in by them. */
export function passkeyRoutes(app: App) {
  const guessable = { max: app.config.rateLimit.signIn, timeWindow: 60_000 }
  const isStaffAddress = isAddressAmong(app.config.staff.addresses)

  app.route({
    ...api.listStaffPasskeys,
    config: { allow: 'staff' },
    handler: ({ actor }) => listPasskeys(app.db, actor.id),
  })
  app.route({
    ...api.startStaffPasskey,
    config: { allow: 'staff', rateLimit: guessable },
    handler: (request) => startPasskey(app, siteOf(request), staffOf(request.actor), request.body),
  })
  app.route({
    ...api.addStaffPasskey,
    config: { allow: 'staff' },
    handler: async (request, reply) =>
      reply.code(201).send(await addPasskey(app.db, siteOf(request), staffOf(request.actor), request.body)),
  })
  app.route({
    ...api.removeStaffPasskey,
    config: { allow: 'staff' },
    handler: async ({ actor, params }, reply) => {
      await removePasskey(app.db, staffOf(actor), params.id)
      return reply.code(204).send(null)
    },
  })
  app.route({
    ...api.startStaffPasskeySignIn,
    config: { allow: 'anyone', rateLimit: guessable },
    handler: (request) => {
      if (!isStaffAddress(request.ip)) throw new Problem(AddressNotAllowed)
      return startPasskeySignIn(app.db, siteOf(request), guestOf(request.actor))
    },
  })
  app.route({
    ...api.signInStaffByPasskey,
    config: { allow: 'anyone', rateLimit: guessable },
    handler: async (request, reply) => {
      if (!isStaffAddress(request.ip)) throw new Problem(AddressNotAllowed)
      const browser = rememberDevice(request, reply)
      const opened = await signInByPasskey(app, siteOf(request), guestOf(request.actor), request.body, browser)
      return enter(app, request, reply, browser, opened)
    },
  })
}
