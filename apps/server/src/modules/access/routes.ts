import * as api from '@zhengtong/contract/access'
import { NotSignedIn } from '@zhengtong/contract/problem'
import { guestOf, staffOf } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { clearSession, setSession } from '../../platform/cookies.ts'
import { Problem } from '../../platform/problem.ts'
import { permissionsOf, STAFF_COOKIE } from './session.ts'
import { SESSION_SECONDS, signInStaff } from './sign-in.ts'
import { deleteSession, findSession } from './store.ts'

export function routes(app: App) {
  app.route({
    ...api.signInStaff,
    config: { allow: 'anyone', rateLimit: { max: app.config.rateLimit.signIn, timeWindow: 60_000 } },
    handler: async (request, reply) => {
      const { token, digest } = await signInStaff(app, guestOf(request.actor), request.body)
      const person = await findSession(app.db, digest, request.actor.now)
      if (!person) throw new Problem(NotSignedIn)
      setSession(reply, STAFF_COOKIE, token, SESSION_SECONDS)
      return { ...person, permissions: permissionsOf(person.rights) }
    },
  })

  app.route({
    ...api.signOutStaff,
    config: { allow: 'staff' },
    handler: async (request, reply) => {
      await app.db.transaction().execute((tx) => deleteSession(tx, staffOf(request.actor).sessionId))
      clearSession(reply, STAFF_COOKIE)
      return reply.code(204).send(null)
    },
  })

  app.route({
    ...api.getStaff,
    config: { allow: 'staff' },
    handler: async (request) => {
      const person = await findSession(app.db, staffOf(request.actor).sessionId, request.actor.now)
      if (!person) throw new Problem(NotSignedIn)
      return { ...person, permissions: permissionsOf(person.rights) }
    },
  })
}
