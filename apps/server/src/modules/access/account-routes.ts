import * as api from '@zhengtong/contract/staff-account'
import { NotFound } from '@zhengtong/contract/problem'
import { staffOf } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { decodeCursor, pageOf, uuidKey } from '../../platform/cursor.ts'
import { Problem } from '../../platform/problem.ts'
import { changePassword, confirmTotp, startTotp } from './account.ts'
import { endOwnSession, listSessions, listSignIns } from './session-store.ts'

/** What a member of staff does with his own account. The first three also work before the first steps are done. */
export function accountRoutes(app: App) {
  app.route({
    ...api.changeStaffPassword,
    config: { allow: 'staff', beforeFirstSteps: true },
    handler: async (request, reply) => {
      await changePassword(app, staffOf(request.actor), request.body)
      return reply.code(204).send(null)
    },
  })
  app.route({
    ...api.startTotp,
    config: { allow: 'staff', beforeFirstSteps: true },
    handler: (request) => startTotp(app, staffOf(request.actor)),
  })
  app.route({
    ...api.confirmTotp,
    config: { allow: 'staff', beforeFirstSteps: true },
    handler: async (request, reply) => {
      await confirmTotp(app, staffOf(request.actor), request.body.totp)
      return reply.code(204).send(null)
    },
  })
  app.route({
    ...api.listStaffSessions,
    config: { allow: 'staff' },
    handler: (request) => {
      const actor = staffOf(request.actor)
      return listSessions(app.db, actor.id, actor.sessionId, actor.now)
    },
  })
  app.route({
    ...api.endStaffSession,
    config: { allow: 'staff' },
    handler: async (request, reply) => {
      const { id } = staffOf(request.actor)
      if (!(await app.db.transaction().execute((tx) => endOwnSession(tx, id, request.params.id))))
        throw new Problem(NotFound)
      return reply.code(204).send(null)
    },
  })
  app.route({
    ...api.listSignIns,
    config: { allow: 'staff' },
    handler: async (request) => {
      const { cursor, limit = 20 } = request.query
      const [before] = decodeCursor(cursor, [uuidKey]) ?? []
      return pageOf(await listSignIns(app.db, staffOf(request.actor).id, before, limit), limit, (row) => [row.id])
    },
  })
}
