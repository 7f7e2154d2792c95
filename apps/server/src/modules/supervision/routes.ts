import * as api from '@zhengtong/contract/supervision'
import { staffOf } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { legalDate } from '../../platform/clock.ts'
import { decodeCursor, instantKey, pageOf, uuidKey } from '../../platform/cursor.ts'
import * as cases from '../cases/index.ts'
import { actOnCard, showCard, shownCard } from './handle.ts'
import * as store from './store.ts'

/** Counts on badges stop here and show 999+. */
const COUNT_CEILING = 1_000
const MOST_AGENCIES = 500

/** Whoever may read a case sees its cards; every query carries the same scope. */
export function routes(app: App) {
  app.route({
    ...api.listCards,
    config: { allow: 'staff' },
    handler: async ({ actor, query }) => {
      const { level, state, rule, agency, late, cursor, limit = 20 } = query
      const [raisedAt, id] = decodeCursor(cursor, [instantKey, uuidKey]) ?? []
      const after = raisedAt !== undefined && id !== undefined ? { raisedAt, id } : undefined
      const scope = await cases.readScope(app.db, staffOf(actor))
      const today = legalDate(actor.now)
      const filter = { level, state, rule, agency, lateOn: late ? today : undefined }
      const rows = await store.listCards(app.db, scope, { ...filter, after, limit })
      const page = pageOf(rows, limit, (row) => [row.raisedAt, row.id])
      return { ...page, rows: page.rows.map((row) => shownCard(row, today)) }
    },
  })

  app.route({
    ...api.listCardAgencies,
    config: { allow: 'staff' },
    handler: async ({ actor }) =>
      store.listCardAgencies(app.db, await cases.readScope(app.db, staffOf(actor)), MOST_AGENCIES),
  })

  app.route({
    ...api.countCards,
    config: { allow: 'staff' },
    handler: async ({ actor }) =>
      store.countCards(app.db, await cases.readScope(app.db, staffOf(actor)), COUNT_CEILING),
  })

  app.route({
    ...api.getCard,
    config: { allow: 'staff' },
    handler: ({ actor, params }) => showCard(app, staffOf(actor), params.id),
  })

  app.route({
    ...api.actOnCard,
    config: { allow: 'staff' },
    handler: async ({ actor, params: { id }, body }) => {
      await actOnCard(app, staffOf(actor), id, body)
      return showCard(app, staffOf(actor), id)
    },
  })
}
