import * as api from '@zhengtong/contract/identity'
import * as recovery from '@zhengtong/contract/recovery'
import { citizenOf, guestOf, registrantOf } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { clearSession, setSession } from '../../platform/cookies.ts'
import { rememberDevice } from '../../platform/device.ts'
import { accountRoutes } from './account-routes.ts'
import { currentAgreement } from './agreement.ts'
import { REGISTRATION_SECONDS } from './begin-registration.ts'
import { passkeyRoutes } from './passkey-routes.ts'
import { recoverAccount } from './recover.ts'
import {
  completeRegistration,
  sendRegistrationCode,
  showRegistration,
  startRecovery,
  startRegistration,
  verifyFactor,
} from './register.ts'
import { deleteSession } from './session-store.ts'
import { CITIZEN_COOKIE, REGISTRATION_COOKIE, SESSION_SECONDS, STEP_UP_COOKIE } from './session.ts'
import { holderOf, sendSignInCode, showMe, signIn, signInByCode } from './sign-in.ts'
import { deleteRegistration } from './store.ts'

export function routes(app: App) {
  registrationRoutes(app)
  sessionRoutes(app)
  accountRoutes(app)
  passkeyRoutes(app)
}

function registrationRoutes(app: App) {
  const guessable = { max: app.config.rateLimit.signIn, timeWindow: 60_000 }

  app.route({
    ...api.getAgreement,
    config: { allow: 'anyone' },
    handler: () => currentAgreement(),
  })

  app.route({
    ...api.startRegistration,
    config: { allow: 'anyone', rateLimit: guessable },
    handler: async (request, reply) => {
      const { token, registration } = await startRegistration(app, guestOf(request.actor), request.body)
      setSession(reply, REGISTRATION_COOKIE, token, REGISTRATION_SECONDS)
      return reply.code(201).send(registration)
    },
  })

  app.route({
    ...api.getRegistration,
    config: { allow: 'registrant' },
    handler: (request) => showRegistration(app, request.actor.id),
  })

  app.route({
    ...api.sendRegistrationCode,
    config: { allow: 'registrant', rateLimit: guessable },
    handler: async (request, reply) =>
      reply.code(202).send(await sendRegistrationCode(app, registrantOf(request.actor), request.body.phone)),
  })

  app.route({
    ...api.verifyFactor,
    config: { allow: 'registrant', rateLimit: guessable },
    handler: (request) => verifyFactor(app, registrantOf(request.actor), request.body),
  })

  app.route({
    ...api.completeRegistration,
    config: { allow: 'registrant' },
    handler: async (request, reply) => {
      const { id, token } = await completeRegistration(
        app,
        registrantOf(request.actor),
        request.body,
        rememberDevice(request, reply),
      )
      clearSession(reply, REGISTRATION_COOKIE)
      setSession(reply, CITIZEN_COOKIE, token, SESSION_SECONDS)
      return reply.code(201).send(await showMe(app.db, id))
    },
  })

  app.route({
    ...recovery.startRecovery,
    config: { allow: 'anyone', rateLimit: guessable },
    handler: async (request, reply) => {
      const { token, registration } = await startRecovery(app, guestOf(request.actor), request.body)
      setSession(reply, REGISTRATION_COOKIE, token, REGISTRATION_SECONDS)
      return reply.code(201).send(registration)
    },
  })

  app.route({
    ...recovery.completeRecovery,
    config: { allow: 'registrant', rateLimit: guessable },
    handler: async (request, reply) => {
      const browser = rememberDevice(request, reply)
      const { id, token } = await recoverAccount(app, registrantOf(request.actor), request.body, browser)
      clearSession(reply, REGISTRATION_COOKIE)
      setSession(reply, CITIZEN_COOKIE, token, SESSION_SECONDS)
      return showMe(app.db, id)
    },
  })

  app.route({
    ...api.abandonRegistration,
    config: { allow: 'registrant' },
    handler: async (request, reply) => {
      await app.db.transaction().execute((tx) => deleteRegistration(tx, request.actor.id))
      clearSession(reply, REGISTRATION_COOKIE)
      return reply.code(204).send(null)
    },
  })
}

function sessionRoutes(app: App) {
  const guessable = { max: app.config.rateLimit.signIn, timeWindow: 60_000 }

  app.route({
    ...api.signIn,
    config: { allow: 'anyone', rateLimit: guessable },
    handler: async (request, reply) => {
      const token = await signIn(app, guestOf(request.actor), request.body, rememberDevice(request, reply))
      setSession(reply, CITIZEN_COOKIE, token, SESSION_SECONDS)
      return showMe(app.db, await holderOf(app.db, token, request.actor.now))
    },
  })

  app.route({
    ...api.sendSignInCode,
    config: { allow: 'anyone', rateLimit: guessable },
    handler: async (request, reply) =>
      reply.code(202).send(await sendSignInCode(app, guestOf(request.actor), request.body)),
  })

  app.route({
    ...api.signInByCode,
    config: { allow: 'anyone', rateLimit: guessable },
    handler: async (request, reply) => {
      const token = await signInByCode(app, guestOf(request.actor), request.body, rememberDevice(request, reply))
      setSession(reply, CITIZEN_COOKIE, token, SESSION_SECONDS)
      return showMe(app.db, await holderOf(app.db, token, request.actor.now))
    },
  })

  app.route({
    ...api.signOut,
    config: { allow: 'person' },
    handler: async (request, reply) => {
      await app.db.transaction().execute((tx) => deleteSession(tx, citizenOf(request.actor).sessionId))
      clearSession(reply, CITIZEN_COOKIE)
      clearSession(reply, STEP_UP_COOKIE)
      return reply.code(204).send(null)
    },
  })

  app.route({
    ...api.getMe,
    config: { allow: 'person' },
    handler: (request) => showMe(app.db, request.actor.id),
  })
}
