import * as api from '@zhengtong/contract/personal'
import { maskName } from '@zhengtong/domain/masking'
import type { FastifyReply } from 'fastify'
import { citizenOf } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { dateKey, decodeCursor, pageOf, uuidKey } from '../../platform/cursor.ts'
import * as cases from '../cases/index.ts'
import { giveConsent, listConsents, withdrawConsent } from './consents.ts'
import { cancelDeletion, requestDeletion, showDeletion } from './deletion.ts'
import { listExports, requestExport, takeExport } from './export.ts'
import { addFavourite, listFavourites, removeFavourite } from './favourites.ts'
import { revealMe } from './reveal.ts'
import { keepInVault, listVault, removeFromVault } from './vault.ts'

/** All of it is the person's own, whomever he acts for. */
export function routes(app: App) {
  listRoutes(app)
  privacyRoutes(app)
  deletionRoutes(app)
}

function listRoutes(app: App) {
  app.route({
    ...api.listFavourites,
    config: { allow: 'person' },
    handler: ({ actor }) => listFavourites(app.db, citizenOf(actor)),
  })

  app.route({
    ...api.addFavourite,
    config: { allow: 'person' },
    handler: async ({ actor, params }, reply) => {
      await addFavourite(app.db, citizenOf(actor), params.itemCode)
      return reply.code(204).send(null)
    },
  })

  app.route({
    ...api.removeFavourite,
    config: { allow: 'person' },
    handler: async ({ actor, params }, reply) => {
      await removeFavourite(app.db, citizenOf(actor), params.itemCode)
      return reply.code(204).send(null)
    },
  })

  app.route({
    ...api.listVault,
    config: { allow: 'person' },
    handler: ({ actor }) => listVault(app, citizenOf(actor)),
  })

  app.route({
    ...api.keepInVault,
    config: { allow: 'person' },
    handler: ({ actor, params, body }) => keepInVault(app, citizenOf(actor), params.id, body),
  })

  app.route({
    ...api.removeFromVault,
    config: { allow: 'person' },
    handler: async ({ actor, params }, reply) => {
      await removeFromVault(app, citizenOf(actor), params.id)
      return reply.code(204).send(null)
    },
  })
}

function privacyRoutes(app: App) {
  app.route({
    ...api.listConsents,
    config: { allow: 'person' },
    handler: ({ actor }) => listConsents(app.db, citizenOf(actor)),
  })

  app.route({
    ...api.giveConsent,
    config: { allow: 'person' },
    handler: ({ actor, params, body }) => giveConsent(app, citizenOf(actor), params.kind, body.version),
  })

  app.route({
    ...api.withdrawConsent,
    config: { allow: 'person' },
    handler: ({ actor, params }) => withdrawConsent(app, citizenOf(actor), params.kind),
  })

  app.route({
    ...api.listAccesses,
    config: { allow: 'person' },
    handler: async ({ actor, query: { cursor, limit = 20 } }) => {
      const [day, id] = decodeCursor(cursor, [dateKey, uuidKey]) ?? []
      const after = day !== undefined && id !== undefined ? { day, id } : undefined
      const page = pageOf(await cases.listAccesses(app.db, actor.id, { after, limit }), limit, (row) => [
        row.day,
        row.id,
      ])
      return { ...page, rows: page.rows.map((row) => ({ ...row, staffName: maskName(row.staffName) })) }
    },
  })

  app.route({
    ...api.revealMe,
    config: { allow: 'person', stepUp: true },
    handler: ({ actor }) => revealMe(app, citizenOf(actor)),
  })

  app.route({
    ...api.requestExport,
    config: { allow: 'person', stepUp: true },
    handler: ({ actor, params }) => requestExport(app, citizenOf(actor), params.id),
  })

  app.route({
    ...api.listExports,
    config: { allow: 'person' },
    handler: ({ actor }) => listExports(app, citizenOf(actor)),
  })

  app.route({
    ...api.takeExport,
    config: { allow: 'person', stepUp: true },
    handler: async ({ actor, params }, reply) => {
      const archive = await takeExport(app, citizenOf(actor), params.id)
      return sendArchive(reply, archive)
    },
  })
}

function sendArchive(reply: FastifyReply, archive: Buffer) {
  return reply
    .header('content-type', 'application/zip')
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent('我的数据.zip')}`)
    .header('cache-control', 'private, no-store')
    .send(archive)
}

function deletionRoutes(app: App) {
  app.route({
    ...api.getDeletion,
    config: { allow: 'person' },
    handler: ({ actor }) => showDeletion(app, citizenOf(actor)),
  })

  app.route({
    ...api.requestDeletion,
    config: { allow: 'person', stepUp: true },
    handler: ({ actor }) => requestDeletion(app, citizenOf(actor)),
  })

  app.route({
    ...api.cancelDeletion,
    config: { allow: 'person' },
    handler: ({ actor }) => cancelDeletion(app, citizenOf(actor)),
  })
}
