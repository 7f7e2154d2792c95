import { NotFound } from '@zhengtong/contract/problem'
import * as api from '@zhengtong/contract/trusted-entry'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { guestOf } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { clearSession, setSession } from '../../platform/cookies.ts'
import { rememberDevice } from '../../platform/device.ts'
import { Problem } from '../../platform/problem.ts'
import * as identity from '../identity/index.ts'
import { checkRecovery, checkRegistration, identityDataText } from './enter.ts'
import { GUEST_COOKIE } from './guest-cookie.ts'
import { ATTEMPT_SECONDS, startForGuest } from './start.ts'

/** Registering, and getting a lost account back, by the credential alone. */
export function entryRoutes(app: App) {
  const guessable = { max: app.config.rateLimit.signIn, timeWindow: 60_000 }
  const start = async ({ actor }: FastifyRequest, reply: FastifyReply, purpose: 'register' | 'recover') => {
    const { token, attempt } = await startForGuest(app, guestOf(actor), purpose)
    setSession(reply, GUEST_COOKIE, token, ATTEMPT_SECONDS)
    return reply.code(201).send(attempt)
  }
  const tokenOf = ({ cookies }: FastifyRequest) => {
    const token = cookies[GUEST_COOKIE]
    if (!token) throw new Problem(NotFound)
    return token
  }
  const giveRegistration = (reply: FastifyReply, { id, token }: { id: string; token: string }) => {
    clearSession(reply, GUEST_COOKIE)
    setSession(reply, identity.REGISTRATION_COOKIE, token, identity.REGISTRATION_SECONDS)
    return identity.showRegistration(app, id)
  }

  app.route({
    ...api.getIdentityDataText,
    config: { allow: 'anyone' },
    handler: () => identityDataText(),
  })

  app.route({
    ...api.startTrustedRegistration,
    config: { allow: 'anyone', rateLimit: guessable },
    handler: async (request, reply) => {
      const { version } = await identityDataText()
      if (request.body.consentVersion !== version) throw new Problem(api.ConsentOutdated)
      return start(request, reply, 'register')
    },
  })

  app.route({
    ...api.registerByTrustedIdentity,
    config: { allow: 'anyone' },
    handler: async (request, reply) => {
      const guest = guestOf(request.actor)
      const browser = rememberDevice(request, reply)
      const { attempt, registration, session } = await checkRegistration(app, guest, tokenOf(request), browser)
      if (registration) return { attempt, registration: await giveRegistration(reply, registration), me: null }
      if (!session) return { attempt, registration: null, me: null }
      clearSession(reply, GUEST_COOKIE)
      setSession(reply, identity.CITIZEN_COOKIE, session, identity.SESSION_SECONDS)
      const me = await identity.showMe(app.db, await identity.holderOf(app.db, session, guest.now))
      return { attempt, registration: null, me }
    },
  })

  app.route({
    ...api.startTrustedRecovery,
    config: { allow: 'anyone', rateLimit: guessable },
    handler: (request, reply) => start(request, reply, 'recover'),
  })

  app.route({
    ...api.recoverByTrustedIdentity,
    config: { allow: 'anyone' },
    handler: async (request, reply) => {
      const { attempt, entry } = await checkRecovery(app, guestOf(request.actor), tokenOf(request))
      const { registration } = entry ?? {}
      return { attempt, registration: registration ? await giveRegistration(reply, registration) : null }
    },
  })
}
