import * as api from '@zhengtong/contract/organisation'
import { NotFound } from '@zhengtong/contract/problem'
import { staffOf } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { decodeCursor, pageOf } from '../../platform/cursor.ts'
import { Problem } from '../../platform/problem.ts'
import * as organisation from './organisation.ts'
import * as store from './organisation-store.ts'

/** Who keeps the organisation. */
const manages = { allow: 'staff:organise' } as const

export function organisationRoutes(app: App) {
  const { db } = app
  app.route({
    ...api.listAgencyTree,
    config: manages,
    handler: async (request) => {
      const { cursor, limit = 20, parent, text } = request.query
      const [after] = decodeCursor(cursor, [/^[0-9A-Z]{1,18}$/]) ?? []
      return pageOf(
        await store.listAgencies(db, { parent: parent || undefined, text: text || undefined, after, limit }),
        limit,
        (row) => [row.code],
      )
    },
  })
  app.route({
    ...api.getAgencyDetail,
    config: manages,
    handler: async (request) => {
      const { code } = request.params
      const agency = await store.findAgency(db, code)
      if (!agency) throw new Problem(NotFound)
      const [departments, halls, changes] = await Promise.all([
        store.listDepartments(db, code),
        store.listHalls(db, code),
        store.listChanges(db, code),
      ])
      return { agency, departments, halls, changes }
    },
  })
  app.route({
    ...api.createAgency,
    config: manages,
    handler: async (request, reply) => {
      const actor = staffOf(request.actor)
      const done = await db.transaction().execute((tx) => organisation.createAgency(tx, actor, request.body))
      return reply.code(201).send(done)
    },
  })
  app.route({
    ...api.changeAgency,
    config: manages,
    handler: (request) => {
      const actor = staffOf(request.actor)
      return db.transaction().execute((tx) => organisation.changeAgency(tx, actor, request.params.code, request.body))
    },
  })
  app.route({
    ...api.createDepartment,
    config: manages,
    handler: async (request, reply) => {
      const actor = staffOf(request.actor)
      const done = await db.transaction().execute((tx) => organisation.createDepartment(tx, actor, request.body))
      return reply.code(201).send(done)
    },
  })
  app.route({
    ...api.changeDepartment,
    config: manages,
    handler: (request) => {
      const actor = staffOf(request.actor)
      return db.transaction().execute((tx) => organisation.changeDepartment(tx, actor, request.params.id, request.body))
    },
  })
  app.route({
    ...api.closeDepartment,
    config: manages,
    handler: (request) => {
      const actor = staffOf(request.actor)
      const { version } = request.body
      return db.transaction().execute((tx) => organisation.closeDepartment(tx, actor, request.params.id, version))
    },
  })
  app.route({
    ...api.createHall,
    config: manages,
    handler: async (request, reply) => {
      const actor = staffOf(request.actor)
      const done = await db.transaction().execute((tx) => organisation.createHall(tx, actor, request.body))
      return reply.code(201).send(done)
    },
  })
  app.route({
    ...api.changeHall,
    config: manages,
    handler: (request) => {
      const actor = staffOf(request.actor)
      const { id } = request.params
      return db.transaction().execute((tx) => organisation.changeHall(tx, actor, { ...request.body, id }))
    },
  })
}
