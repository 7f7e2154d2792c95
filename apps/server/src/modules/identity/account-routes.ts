import * as api from '@zhengtong/contract/account'
import { getChallenge } from '@zhengtong/contract/challenge'
import { NotFound } from '@zhengtong/contract/problem'
import type { FastifyReply } from 'fastify'
import { citizenOf, type Citizen } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { issueChallenge } from '../../platform/challenge.ts'
import { setSession } from '../../platform/cookies.ts'
import { decodeCursor, pageOf, uuidKey } from '../../platform/cursor.ts'
import { publish } from '../../platform/events.ts'
import { Problem } from '../../platform/problem.ts'
import { changePassword, changePhone, sendNewPhoneCode } from './account.ts'
import { endOtherSessions, endSession, listSessions, listSignIns } from './session-store.ts'
import { STEP_UP_COOKIE } from './session.ts'
import { showMe } from './sign-in.ts'
import { sendStepUpCode, showSession, stepUp, STEP_UP_SECONDS } from './step-up.ts'

/** Gives the cookie of a step-up and answers until when it holds. */
export function giveStepUp(app: App, reply: FastifyReply, citizen: Citizen, token: string) {
  setSession(reply, STEP_UP_COOKIE, token, STEP_UP_SECONDS)
  const steppedUpUntil = new Date(citizen.now.getTime() + STEP_UP_SECONDS * 1000).toISOString()
  return showSession(app.db, { ...citizen, steppedUpUntil })
}

/** What a person does with his own account: devices, history, proof that it is he, password and phone. */
export function accountRoutes(app: App) {
  const guessable = { max: app.config.rateLimit.signIn, timeWindow: 60_000 }

  app.route({
    ...getChallenge,
    config: { allow: 'anyone', rateLimit: guessable },
    handler: ({ actor }) => issueChallenge(app, actor.now),
  })

  app.route({
    ...api.getCurrentSession,
    config: { allow: 'person' },
    handler: ({ actor }) => showSession(app.db, citizenOf(actor)),
  })

  app.route({
    ...api.listSessions,
    config: { allow: 'person' },
    handler: ({ actor }) => listSessions(app.db, actor.id, citizenOf(actor).sessionId, actor.now),
  })

  app.route({
    ...api.endSession,
    config: { allow: 'person' },
    handler: async ({ actor, params }, reply) => {
      await app.db.transaction().execute(async (tx) => {
        if (!(await endSession(tx, actor.id, params.id))) throw new Problem(NotFound)
        await publish(tx, actor, 'citizen.session-ended', { citizenId: actor.id, sessionId: params.id })
      })
      return reply.code(204).send(null)
    },
  })

  app.route({
    ...api.endOtherSessions,
    config: { allow: 'person' },
    handler: ({ actor }) =>
      app.db.transaction().execute(async (tx) => {
        const ended = await endOtherSessions(tx, actor.id, citizenOf(actor).sessionId)
        if (ended > 0) await publish(tx, actor, 'citizen.session-ended', { citizenId: actor.id, others: String(ended) })
        return { ended }
      }),
  })

  app.route({
    ...api.listSignIns,
    config: { allow: 'person' },
    handler: async ({ actor, query: { cursor, limit = 20 } }) => {
      const [before] = decodeCursor(cursor, [uuidKey]) ?? []
      return pageOf(await listSignIns(app.db, actor.id, before, limit), limit, (row) => [row.id])
    },
  })

  app.route({
    ...api.sendStepUpCode,
    config: { allow: 'person', rateLimit: guessable },
    handler: async ({ actor, ip }, reply) => reply.code(202).send(await sendStepUpCode(app, citizenOf(actor), ip)),
  })

  app.route({
    ...api.stepUp,
    config: { allow: 'person', rateLimit: guessable },
    handler: async ({ actor, body }, reply) => {
      const citizen = citizenOf(actor)
      return giveStepUp(app, reply, citizen, await stepUp(app, citizen, body))
    },
  })

  app.route({
    ...api.changePassword,
    config: { allow: 'person', stepUp: true },
    handler: async ({ actor, body }, reply) => {
      await changePassword(app, citizenOf(actor), body.password)
      return reply.code(204).send(null)
    },
  })

  app.route({
    ...api.sendNewPhoneCode,
    config: { allow: 'person', stepUp: true, rateLimit: guessable },
    handler: async ({ actor, body, ip }, reply) =>
      reply.code(202).send(await sendNewPhoneCode(app, citizenOf(actor), ip, body.phone)),
  })

  app.route({
    ...api.changePhone,
    config: { allow: 'person', stepUp: true, rateLimit: guessable },
    handler: async ({ actor, body }) => {
      await changePhone(app, citizenOf(actor), body)
      return showMe(app.db, actor.id)
    },
  })
}
