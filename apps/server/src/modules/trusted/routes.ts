import { NotFound } from '@zhengtong/contract/problem'
import * as api from '@zhengtong/contract/trusted'
import { citizenOf, guestOf } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { clearSession, setSession } from '../../platform/cookies.ts'
import { rememberDevice } from '../../platform/device.ts'
import { publish } from '../../platform/events.ts'
import { Problem } from '../../platform/problem.ts'
import * as identity from '../identity/index.ts'
import { isConnected } from './authority.ts'
import { checkAttempt, checkSignIn } from './check.ts'
import { entryRoutes } from './entry-routes.ts'
import { GUEST_COOKIE } from './guest-cookie.ts'
import { ATTEMPT_SECONDS, startAttempt, startForGuest } from './start.ts'
import { checkStepUp, startStepUp } from './step-up.ts'
import * as store from './store.ts'

/** All of it is the person's own, whomever he acts for. */
export function routes(app: App) {
  proofRoutes(app)
  signInRoutes(app)
  entryRoutes(app)
}

function proofRoutes(app: App) {
  app.route({
    ...api.getTrustedIdentity,
    config: { allow: 'person' },
    handler: async ({ actor }) => {
      const [{ level }, link, proofs] = await Promise.all([
        identity.showMe(app.db, actor.id),
        store.findLink(app.db, actor.id),
        store.listProofs(app.db, actor.id),
      ])
      const { linkedAt, lastUsedAt } = link ?? { linkedAt: null, lastUsedAt: null }
      return { available: isConnected(app.config), level, linkedAt, lastUsedAt, proofs }
    },
  })

  app.route({
    ...api.startTrustedAttempt,
    config: { allow: 'person' },
    handler: ({ actor, params, body, ip }) =>
      startAttempt(app, citizenOf(actor), { id: params.id, mode: body.mode, address: ip }),
  })

  app.route({
    ...api.checkTrustedAttempt,
    config: { allow: 'person' },
    handler: ({ actor, params }) => checkAttempt(app, citizenOf(actor), params.id),
  })

  app.route({
    ...api.sendPortrait,
    config: { allow: 'person' },
    handler: ({ actor, params, body }) => checkAttempt(app, citizenOf(actor), params.id, body.frames),
  })

  app.route({
    ...api.startTrustedStepUp,
    config: { allow: 'person' },
    handler: ({ actor, params, ip }) => startStepUp(app, citizenOf(actor), { id: params.id, address: ip }),
  })

  app.route({
    ...api.checkTrustedStepUp,
    config: { allow: 'person' },
    handler: async ({ actor, params }, reply) => {
      const citizen = citizenOf(actor)
      const { attempt, token } = await checkStepUp(app, citizen, params.id)
      return { attempt, session: token ? await identity.giveStepUp(app, reply, citizen, token) : null }
    },
  })

  app.route({
    ...api.unlinkTrustedIdentity,
    config: { allow: 'person', stepUp: true },
    handler: async ({ actor }, reply) => {
      await app.db.transaction().execute(async (tx) => {
        if (await store.deleteLink(tx, actor.id)) await publish(tx, actor, 'trusted.unlinked', { citizenId: actor.id })
      })
      return reply.code(204).send(null)
    },
  })
}

function signInRoutes(app: App) {
  const guessable = { max: app.config.rateLimit.signIn, timeWindow: 60_000 }

  app.route({
    ...api.offersTrustedSignIn,
    config: { allow: 'anyone' },
    handler: () => ({ available: isConnected(app.config) }),
  })

  app.route({
    ...api.startTrustedSignIn,
    config: { allow: 'anyone', rateLimit: guessable },
    handler: async ({ actor }, reply) => {
      const { token, attempt } = await startForGuest(app, guestOf(actor), 'sign-in')
      setSession(reply, GUEST_COOKIE, token, ATTEMPT_SECONDS)
      return reply.code(201).send(attempt)
    },
  })

  app.route({
    ...api.signInByTrustedIdentity,
    config: { allow: 'anyone' },
    handler: async (request, reply) => {
      const guest = guestOf(request.actor)
      const token = request.cookies[GUEST_COOKIE]
      if (!token) throw new Problem(NotFound)
      const { attempt, session } = await checkSignIn(app, guest, token, rememberDevice(request, reply))
      if (!session) return { attempt, me: null }
      clearSession(reply, GUEST_COOKIE)
      setSession(reply, identity.CITIZEN_COOKIE, session, identity.SESSION_SECONDS)
      return { attempt, me: await identity.showMe(app.db, await identity.holderOf(app.db, session, guest.now)) }
    },
  })
}
