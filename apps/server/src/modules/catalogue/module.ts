import type { App } from '../../platform/app.ts'
import type { Services } from '../../platform/services.ts'
import { routes as changeRoutes } from './change-routes.ts'
import { routes as itemRoutes } from './routes.ts'
import { insertChange } from './store.ts'

export const name = 'catalogue'
export function routes(app: App) {
  itemRoutes(app)
  changeRoutes(app)
}
export const jobs = {
  /** A planned version or state holds from now on: intervals say so by themselves, caches have to look again. */
  'catalogue:turn': async ({ itemCode }: Record<string, unknown>, { db }: Services) => {
    await db.transaction().execute((tx) => insertChange(tx, String(itemCode)))
  },
}
