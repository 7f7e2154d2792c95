import Fastify, { type FastifyError, type FastifyInstance } from 'fastify'
import { authorityRoutes } from './authorities/routes.ts'
import { readConfig } from './config.ts'
import { createFaultBoard } from './fault-board.ts'
import { familyRoutes } from './family/routes.ts'
import { faultRoutes } from './fault-routes.ts'
import { pageRoutes } from './page.ts'
import { createPopulation } from './population/population.ts'
import { populationRoutes } from './population/routes.ts'
import { createRegistry } from './registry/companies.ts'
import { registryRoutes } from './registry/routes.ts'
import { s3Routes } from './s3/routes.ts'
import { createInbox } from './sms/inbox.ts'
import { listenForScans } from './scanner/clamd.ts'
import { smsRoutes } from './sms/routes.ts'
import { trustedRoutes } from './trusted/routes.ts'

/**
 * The outside world in one Fastify app: identity authorities, trusted identity, company registry, SMS gateway, object store, malware scanner. Everything but the stored
 * objects lives in memory, so each instance starts fresh. Errors: `{ error, message }`; the object store answers XML.
 */
export function buildSandbox({ directory } = { directory: readConfig().directory }): FastifyInstance {
  // A stand-in may hang up on its callers: a hanging answer, or a connection not used yet, would hold up the shutdown.
  const app = Fastify({ exposeHeadRoutes: false, forceCloseConnections: true })
  const population = createPopulation()
  const registry = createRegistry()
  const faults = createFaultBoard()
  const inbox = createInbox()

  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const status = error.statusCode ?? 500
    if (status >= 500)
      process.stderr.write(`${JSON.stringify({ level: 'error', message: error.message, stack: error.stack })}\n`)
    return reply.code(status).send({ error: status >= 500 ? 'internal' : 'bad-request', message: error.message })
  })

  listenForScans(app, faults)
  app.get('/healthz', () => ({ status: 'ok' }))
  app.register(authorityRoutes, { population, faults })
  app.register(populationRoutes, { population })
  app.register(familyRoutes, { faults })
  app.register(registryRoutes, { registry, faults })
  app.register(trustedRoutes, { population, faults })
  app.register(faultRoutes, { faults })
  app.register(smsRoutes, { inbox, faults })
  app.register(s3Routes, { directory })
  app.register(pageRoutes, { population, registry, inbox })
  return app
}
