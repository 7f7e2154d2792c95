import * as api from '@zhengtong/contract/identity'
import { citizenOf, guestOf, registrantOf } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { clearSession, setSession } from '../../platform/cookies.ts'
import { tokenDigest } from '../../platform/crypto/index.ts'
import { currentAgreement } from './agreement.ts'
import {
  completeRegistration,
  REGISTRATION_SECONDS,
  sendRegistrationCode,
  showRegistration,
  startRegistration,
  verifyFactor,
} from './register.ts'
import { CITIZEN_COOKIE, REGISTRATION_COOKIE, SESSION_SECONDS } from './session.ts'
import { sendSignInCode, showMe, signIn, signInByCode } from './sign-in.ts'
import { deleteRegistration, deleteSession, findSession } from './store.ts'

export function routes(app: App) {
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
      const { id, token } = await completeRegistration(app, registrantOf(request.actor), request.body)
      clearSession(reply, REGISTRATION_COOKIE)
      setSession(reply, CITIZEN_COOKIE, token, SESSION_SECONDS)
      return reply.code(201).send(await showMe(app.db, id))
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

  app.route({
    ...api.signIn,
    config: { allow: 'anyone', rateLimit: guessable },
    handler: async (request, reply) => {
      const token = await signIn(app, guestOf(request.actor), request.body)
      setSession(reply, CITIZEN_COOKIE, token, SESSION_SECONDS)
      return showMe(app.db, await holderOf(app, token, request.actor.now))
    },
  })

  app.route({
    ...api.sendSignInCode,
    config: { allow: 'anyone', rateLimit: guessable },
    handler: async (request, reply) =>
      reply.code(202).send(await sendSignInCode(app, guestOf(request.actor), request.body.phone)),
  })

  app.route({
    ...api.signInByCode,
    config: { allow: 'anyone', rateLimit: guessable },
    handler: async (request, reply) => {
      const token = await signInByCode(app, guestOf(request.actor), request.body)
      setSession(reply, CITIZEN_COOKIE, token, SESSION_SECONDS)
      return showMe(app.db, await holderOf(app, token, request.actor.now))
    },
  })

  app.route({
    ...api.signOut,
    config: { allow: 'person' },
    handler: async (request, reply) => {
      await app.db.transaction().execute((tx) => deleteSession(tx, citizenOf(request.actor).sessionId))
      clearSession(reply, CITIZEN_COOKIE)
      return reply.code(204).send(null)
    },
  })

  app.route({
    ...api.getMe,
    config: { allow: 'person' },
    handler: (request) => showMe(app.db, request.actor.id),
  })
}

async function holderOf(app: App, token: string, now: Date): Promise<string> {
  return (await findSession(app.db, tokenDigest(token), now))?.id ?? ''
}
