import * as api from '@zhengtong/contract/organisation'
import * as reissue from '@zhengtong/contract/password-reissue'
import { NotFound } from '@zhengtong/contract/problem'
import { staffOf } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { decodeCursor, pageOf } from '../../platform/cursor.ts'
import { Problem } from '../../platform/problem.ts'
import { appointDeputy, joinStaff, leaveStaff, moveStaff } from './organisation-staff.ts'
import { askReissue, decideReissue, openReissues } from './reissue-password.ts'
import { countPasskeys } from './passkey-store.ts'
import { revokePasskeys } from './revoke-passkeys.ts'
import * as store from './organisation-staff-store.ts'
import { listChanges } from './organisation-store.ts'

/** Who keeps the staff. */
const manages = { allow: 'staff:organise' } as const
/** Who watches over accounts: never one of those who keep them (三员分立). */
const confirms = { allow: 'staff:grant' } as const

export function organisationStaffRoutes(app: App) {
  const { db } = app
  app.route({
    ...api.listStaff,
    config: manages,
    handler: async (request) => {
      const { cursor, limit = 20, agencyCode, text } = request.query
      const [after] = decodeCursor(cursor, [/^.{1,60}$/]) ?? []
      const rows = await store.listStaff(db, {
        agencyCode: agencyCode || undefined,
        text: text || undefined,
        after,
        limit,
      })
      return pageOf(rows, limit, (row) => [row.login])
    },
  })
  app.route({
    ...api.getStaffDetail,
    config: manages,
    handler: async (request) => {
      const { id } = request.params
      const person = await store.findStaff(db, id)
      if (!person) throw new Problem(NotFound)
      const [move, deputies, changes, passkeys] = await Promise.all([
        store.waitingMove(db, id),
        store.listDeputies(db, id),
        listChanges(db, id),
        countPasskeys(db, id),
      ])
      return { person, move, deputies, changes, passkeys }
    },
  })
  app.route({
    ...api.joinStaff,
    config: manages,
    handler: async (request, reply) => reply.code(201).send(await joinStaff(app, staffOf(request.actor), request.body)),
  })
  app.route({
    ...api.moveStaff,
    config: manages,
    handler: (request) => {
      const actor = staffOf(request.actor)
      return db.transaction().execute((tx) => moveStaff(tx, actor, request.params.id, request.body))
    },
  })
  app.route({
    ...api.leaveStaff,
    config: manages,
    handler: (request) => {
      const actor = staffOf(request.actor)
      return db.transaction().execute((tx) => leaveStaff(tx, actor, request.params.id, request.body))
    },
  })
  app.route({
    ...reissue.reissuePassword,
    config: manages,
    handler: async (request, reply) =>
      reply.code(201).send(await askReissue(app, staffOf(request.actor), request.params.id, request.body)),
  })
  app.route({
    ...reissue.listPasswordReissues,
    config: confirms,
    handler: (request) => openReissues(app, request.actor.now),
  })
  app.route({
    ...reissue.decidePasswordReissue,
    config: confirms,
    handler: (request) => decideReissue(app, staffOf(request.actor), { ...request.params, ...request.body }),
  })
  app.route({
    ...api.revokePasskeys,
    config: manages,
    handler: (request) => {
      const actor = staffOf(request.actor)
      return db.transaction().execute((tx) => revokePasskeys(tx, actor, request.params.id, request.body))
    },
  })
  app.route({
    ...api.appointDeputy,
    config: manages,
    handler: async (request, reply) => {
      const actor = staffOf(request.actor)
      const done = await db.transaction().execute((tx) => appointDeputy(tx, actor, request.params.id, request.body))
      return reply.code(201).send(done)
    },
  })
}
