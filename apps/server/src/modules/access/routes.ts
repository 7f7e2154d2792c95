import * as api from '@zhengtong/contract/access'
import { NotSignedIn } from '@zhengtong/contract/problem'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { guestOf, staffOf } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { isAddressAmong } from '../../platform/addresses.ts'
import { clearSession, setSession } from '../../platform/cookies.ts'
import { DEVICE_COOKIE, deviceOf, rememberDevice, type Browser } from '../../platform/device.ts'
import { Problem } from '../../platform/problem.ts'
import { STAFF_COOKIE, readSession } from './session.ts'
import { SESSION_SECONDS, signInStaff } from './sign-in.ts'
import { deleteSession } from './store.ts'

/** Gives the session just opened to the browser and answers who holds it. */
export async function enter(
  app: App,
  { actor }: FastifyRequest,
  reply: FastifyReply,
  browser: Browser,
  { token, digest }: { token: string; digest: string },
) {
  const person = await readSession(app, digest, browser, actor.now)
  if (!person) throw new Problem(NotSignedIn)
  setSession(reply, STAFF_COOKIE, token, SESSION_SECONDS)
  return person
}

export function routes(app: App) {
  const isStaffAddress = isAddressAmong(app.config.staff.addresses)

  app.route({
    ...api.signInStaff,
    config: { allow: 'anyone', rateLimit: { max: app.config.rateLimit.signIn, timeWindow: 60_000 } },
    handler: async (request, reply) => {
      if (!isStaffAddress(request.ip)) throw new Problem(api.AddressNotAllowed)
      const browser = rememberDevice(request, reply)
      return enter(app, request, reply, browser, await signInStaff(app, guestOf(request.actor), request.body, browser))
    },
  })

  app.route({
    ...api.signOutStaff,
    config: { allow: 'staff', beforeFirstSteps: true },
    handler: async (request, reply) => {
      await app.db.transaction().execute((tx) => deleteSession(tx, staffOf(request.actor).sessionId))
      clearSession(reply, STAFF_COOKIE)
      return reply.code(204).send(null)
    },
  })

  app.route({
    ...api.getStaff,
    config: { allow: 'staff', beforeFirstSteps: true },
    handler: async (request) => {
      const browser = deviceOf(request.cookies[DEVICE_COOKIE], request.headers['user-agent'] ?? '')
      const person = await readSession(app, staffOf(request.actor).sessionId, browser, request.actor.now)
      if (!person) throw new Problem(NotSignedIn)
      return person
    },
  })
}
