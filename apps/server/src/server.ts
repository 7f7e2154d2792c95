import { API_PREFIX, mountHealth } from './platform/health.ts'
import { buildApp, type App } from './platform/app.ts'
import { mountPolicyReports } from './platform/policy-reports.ts'
import { mountReference } from './platform/reference.ts'
import { mountWeb } from './platform/web.ts'
import { modules } from './modules.ts'

/** The whole HTTP server: every module's routes under /api/v1, the reference, health, and both web apps. */
export async function buildServer(services: Parameters<typeof buildApp>[0]): Promise<App> {
  const app = await buildApp(
    services,
    modules.flatMap(({ authenticate }) => authenticate ?? []),
  )
  await app.register(
    async (api) => {
      for (const { routes } of modules) routes?.(api as App)
    },
    { prefix: API_PREFIX },
  )
  mountHealth(app)
  mountPolicyReports(app)
  mountReference(app)
  await mountWeb(app)
  await app.ready()
  return app
}
