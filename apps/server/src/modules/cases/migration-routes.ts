import * as api from '@zhengtong/contract/flow-migrations'
import { staffOf } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { decodeCursor, instantKey, pageOf, uuidKey } from '../../platform/cursor.ts'
import {
  askedOf,
  cancelMigration,
  CONFIRMS,
  confirmMigration,
  found,
  migrationScope,
  proposeMigration,
  PROPOSES,
  shown,
} from './decide-migration.ts'
import { exportOutcomes, shownOutcome } from './migration-outcomes.ts'
import * as store from './migration-store.ts'
import { itemFlows, moveOf, previewedCases, previewMove } from './preview-migration.ts'
import { Problem } from '../../platform/problem.ts'

/** 流程迁移, for whoever writes guides or approves them for the service office; every query carries his scope. */
export function migrationRoutes(app: App) {
  const { db } = app

  app.route({
    ...api.listItemFlows,
    config: { allow: 'staff' },
    handler: async ({ actor, params }) =>
      itemFlows(db, await migrationScope(db, staffOf(actor)), params.code, actor.now),
  })

  app.route({
    ...api.previewMigration,
    config: { allow: 'staff' },
    handler: async ({ actor, params, query }) => {
      const scope = await migrationScope(db, staffOf(actor))
      return previewMove(db, scope, await moveOf(db, scope, { itemCode: params.code, ...query }, actor.now))
    },
  })

  app.route({
    ...api.previewCases,
    config: { allow: 'staff' },
    handler: async ({ actor, params, query: { cursor, limit = 20, ...from } }) => {
      const [after] = decodeCursor(cursor, [uuidKey]) ?? []
      const scope = await migrationScope(db, staffOf(actor))
      const move = await moveOf(db, scope, { itemCode: params.code, ...from }, actor.now)
      return pageOf(await previewedCases(db, scope, move, { after, limit }), limit, ({ id }) => [id])
    },
  })

  app.route({
    ...api.proposeMigration,
    config: { allow: `staff:${PROPOSES}` },
    handler: async ({ actor, body }, reply) => reply.code(201).send(await proposeMigration(db, staffOf(actor), body)),
  })

  app.route({
    ...api.listMigrations,
    config: { allow: 'staff' },
    handler: async ({ actor, query: { open = false, cursor, limit = 20 } }) => {
      const officer = staffOf(actor)
      const [proposedAt, id] = decodeCursor(cursor, [instantKey, uuidKey]) ?? []
      const after = proposedAt !== undefined && id !== undefined ? { proposedAt, id } : undefined
      const rows = await store.listMigrations(db, await migrationScope(db, officer), { open, after, limit })
      const page = pageOf(rows, limit, (row) => [row.proposedAt, row.id])
      return { next: page.next, rows: await Promise.all(page.rows.map((row) => shown(db, row, officer))) }
    },
  })

  app.route({
    ...api.getMigration,
    config: { allow: 'staff' },
    handler: async ({ actor, params }) => {
      const officer = staffOf(actor)
      const scope = await migrationScope(db, officer)
      const row = await found(db, scope, params.id)
      const preview =
        row.state === 'proposed'
          ? await moveOf(db, scope, askedOf(row), actor.now).then((move) => previewMove(db, scope, move), gone)
          : null
      return { migration: await shown(db, row, officer), preview }
    },
  })

  app.route({
    ...api.confirmMigration,
    config: { allow: `staff:${CONFIRMS}` },
    handler: ({ actor, params, body }) => confirmMigration(db, staffOf(actor), { ...params, ...body }),
  })

  app.route({
    ...api.cancelMigration,
    config: { allow: 'staff' },
    handler: ({ actor, params, body }) => cancelMigration(db, staffOf(actor), { ...params, ...body }),
  })

  app.route({
    ...api.listOutcomes,
    config: { allow: 'staff' },
    handler: async ({ actor, params, query: { moved, cursor, limit = 20 } }) => {
      const row = await found(db, await migrationScope(db, staffOf(actor)), params.id)
      const [after] = decodeCursor(cursor, [uuidKey]) ?? []
      const page = pageOf(await store.listOutcomes(db, row.id, { moved, after, limit }), limit, ({ caseId }) => [
        caseId,
      ])
      return { next: page.next, rows: page.rows.map(shownOutcome) }
    },
  })

  app.route({
    ...api.exportOutcomes,
    config: { allow: 'staff' },
    handler: async ({ actor, params, body }, reply) => {
      const row = await found(db, await migrationScope(db, staffOf(actor)), params.id)
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="flow-migration.csv"')
        .send(await exportOutcomes(db, staffOf(actor), row, body.moved))
    },
  })
}

/** Its item has no guide in force any more, or the guide names this flow again: it can still be read and cancelled. */
function gone(error: unknown): null {
  if (error instanceof Problem) return null
  throw error
}
