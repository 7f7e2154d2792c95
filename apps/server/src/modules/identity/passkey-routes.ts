import * as api from '@zhengtong/contract/passkeys'
import { citizenOf, guestOf } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { setSession } from '../../platform/cookies.ts'
import { rememberDevice } from '../../platform/device.ts'
import { siteOf } from '../../platform/passkeys.ts'
import { giveStepUp } from './account-routes.ts'
import {
  addPasskey,
  removePasskey,
  signInByPasskey,
  startPasskey,
  startPasskeySignIn,
  startPasskeyStepUp,
  stepUpByPasskey,
} from './passkeys.ts'
import { listPasskeys } from './passkey-store.ts'
import { CITIZEN_COOKIE, SESSION_SECONDS } from './session.ts'
import { holderOf, showMe } from './sign-in.ts'

export function passkeyRoutes(app: App) {
  const guessable = { max: app.config.rateLimit.signIn, timeWindow: 60_000 }

  app.route({
    ...api.listPasskeys,
    config: { allow: 'person' },
    handler: ({ actor }) => listPasskeys(app.db, actor.id),
  })

  app.route({
    ...api.startPasskey,
    config: { allow: 'person', stepUp: true },
    handler: (request) => startPasskey(app.db, siteOf(request), citizenOf(request.actor)),
  })

  app.route({
    ...api.addPasskey,
    config: { allow: 'person', stepUp: true },
    handler: async (request, reply) =>
      reply.code(201).send(await addPasskey(app.db, siteOf(request), citizenOf(request.actor), request.body)),
  })

  app.route({
    ...api.removePasskey,
    config: { allow: 'person', stepUp: true },
    handler: async ({ actor, params }, reply) => {
      await removePasskey(app.db, citizenOf(actor), params.id)
      return reply.code(204).send(null)
    },
  })

  app.route({
    ...api.startPasskeySignIn,
    config: { allow: 'anyone', rateLimit: guessable },
    handler: (request) => startPasskeySignIn(app.db, siteOf(request), guestOf(request.actor)),
  })

  app.route({
    ...api.signInByPasskey,
    config: { allow: 'anyone', rateLimit: guessable },
    handler: async (request, reply) => {
      const guest = guestOf(request.actor)
      const browser = rememberDevice(request, reply)
      const token = await signInByPasskey(app.db, siteOf(request), guest, request.body, browser)
      setSession(reply, CITIZEN_COOKIE, token, SESSION_SECONDS)
      return showMe(app.db, await holderOf(app.db, token, guest.now))
    },
  })

  app.route({
    ...api.startPasskeyStepUp,
    config: { allow: 'person', rateLimit: guessable },
    handler: (request) => startPasskeyStepUp(app.db, siteOf(request), citizenOf(request.actor)),
  })

  app.route({
    ...api.stepUpByPasskey,
    config: { allow: 'person', rateLimit: guessable },
    handler: async (request, reply) => {
      const citizen = citizenOf(request.actor)
      const token = await stepUpByPasskey(app.db, siteOf(request), citizen, request.body)
      return giveStepUp(app, reply, citizen, token)
    },
  })
}
