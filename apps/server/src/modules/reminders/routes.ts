import { NotFound } from '@zhengtong/contract/problem'
import * as api from '@zhengtong/contract/reminders'
import { staffOf } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { decodeCursor, instantKey, pageOf, uuidKey } from '../../platform/cursor.ts'
import { Problem } from '../../platform/problem.ts'
import * as store from './store.ts'
import { titleOf } from './words.ts'

/** A badge shows at most 99+. */
const UNREAD_CEILING = 100

/** An officer's own inbox. */
export function routes(app: App) {
  const config = { allow: 'staff' } as const
  app.route({
    ...api.listMessages,
    config,
    handler: async ({ actor, query: { cursor, limit = 20 } }) => {
      const [at, id] = decodeCursor(cursor, [instantKey, uuidKey]) ?? []
      const after = at !== undefined && id !== undefined ? { at, id } : undefined
      const rows = await store.listMessages(app.db, staffOf(actor).id, { after, limit })
      const shown = rows.map(({ items, ...row }) => ({
        ...row,
        items: items.map(({ kind, rule, ...item }) => ({
          kind,
          title: titleOf(kind, rule),
          caseId: item.case_id,
          caseNumber: item.case_number,
          itemName: item.item_name,
          dueOn: item.due_on,
        })),
      }))
      return pageOf(shown, limit, (row) => [row.at, row.id])
    },
  })
  app.route({
    ...api.countMessages,
    config,
    handler: async ({ actor }) => ({ count: await store.countUnread(app.db, staffOf(actor).id, UNREAD_CEILING) }),
  })
  app.route({
    ...api.readMessage,
    config,
    handler: async ({ actor, params: { id } }, reply) => {
      const at = actor.now.toISOString()
      const found = await app.db.transaction().execute((tx) => store.markRead(tx, staffOf(actor).id, id, at))
      if (!found) throw new Problem(NotFound)
      return reply.code(204).send(null)
    },
  })
  app.route({
    ...api.readAllMessages,
    config,
    handler: async ({ actor }, reply) => {
      const at = actor.now.toISOString()
      await app.db.transaction().execute((tx) => store.markRead(tx, staffOf(actor).id, null, at))
      return reply.code(204).send(null)
    },
  })
  app.route({
    ...api.getPreference,
    config,
    handler: ({ actor }) => store.findPreference(app.db, staffOf(actor).id),
  })
  app.route({
    ...api.setPreference,
    config,
    handler: async ({ actor, body }) => {
      await app.db.transaction().execute((tx) => store.savePreference(tx, staffOf(actor).id, body))
      return body
    },
  })
}
