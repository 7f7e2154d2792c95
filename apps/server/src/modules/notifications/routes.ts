import * as api from '@zhengtong/contract/notifications'
import { NotFound } from '@zhengtong/contract/problem'
import { citizenOf } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { decodeCursor, instantKey, pageOf, uuidKey } from '../../platform/cursor.ts'
import { Problem } from '../../platform/problem.ts'
import * as store from './store.ts'

/** A badge shows at most 99+. */
const UNREAD_CEILING = 100

export function routes(app: App) {
  app.route({
    ...api.listNotices,
    config: { allow: 'citizen' },
    handler: async (request) => {
      const { cursor, limit = 20 } = request.query
      const [at, id] = decodeCursor(cursor, [instantKey, uuidKey]) ?? []
      const after = at !== undefined && id !== undefined ? { at, id } : undefined
      return pageOf(await store.listNotices(app.db, citizenOf(request.actor), { after, limit }), limit, (row) => [
        row.at,
        row.id,
      ])
    },
  })

  app.route({
    ...api.countUnread,
    config: { allow: 'citizen' },
    handler: async (request) => ({ count: await store.countUnread(app.db, citizenOf(request.actor), UNREAD_CEILING) }),
  })

  app.route({
    ...api.readNotice,
    config: { allow: 'citizen' },
    handler: async ({ actor, params }) => {
      const row = await app.db
        .transaction()
        .execute((tx) => store.markRead(tx, citizenOf(actor), params.id, actor.now.toISOString()))
      if (!row) throw new Problem(NotFound)
      return row
    },
  })

  app.route({
    ...api.readAllNotices,
    config: { allow: 'citizen' },
    handler: async ({ actor }) => ({
      count: await app.db
        .transaction()
        .execute((tx) => store.markAllRead(tx, citizenOf(actor), actor.now.toISOString())),
    }),
  })
}
