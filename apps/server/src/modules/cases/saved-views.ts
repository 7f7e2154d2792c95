import * as api from '@zhengtong/contract/saved-views'
import { staffOf } from '../../platform/actor.ts'
import type { App } from '../../platform/app.ts'
import { Problem } from '../../platform/problem.ts'
import { listSavedViews, putSavedView, removeSavedView } from './saved-view-store.ts'

/** An officer's own views; what they show, his scope decides each time anew. */
export function viewRoutes(app: App) {
  app.route({
    ...api.listViews,
    config: { allow: 'staff' },
    handler: ({ actor }) => listSavedViews(app.db, staffOf(actor).id),
  })
  app.route({
    ...api.saveView,
    config: { allow: 'staff' },
    handler: async ({ actor, params: { id }, body }) => {
      const { id: staffId } = staffOf(actor)
      await app.db.transaction().execute(async (tx) => {
        if (!(await putSavedView(tx, staffId, id, body))) throw new Problem(api.TooManyViews)
      })
      return listSavedViews(app.db, staffId)
    },
  })
  app.route({
    ...api.deleteView,
    config: { allow: 'staff' },
    handler: async ({ actor, params: { id } }) => {
      const { id: staffId } = staffOf(actor)
      await app.db.transaction().execute((tx) => removeSavedView(tx, staffId, id))
      return listSavedViews(app.db, staffId)
    },
  })
}
