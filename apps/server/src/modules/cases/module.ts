import type { App } from '../../platform/app.ts'
import { closeAgencyRoutes } from './close-agency-routes.ts'
import { routes as caseRoutes } from './routes.ts'

export const name = 'cases'
export function routes(app: App) {
  caseRoutes(app)
  closeAgencyRoutes(app)
}
