import { NotAllowed, NotSignedIn, CrossSite, Busy } from '@zhengtong/contract/problem'
import { NoRegistration } from '@zhengtong/contract/identity'
import type { Permission } from '@zhengtong/contract/access'
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'
import type { Actor, Allow } from './actor.ts'
import type { Authenticator } from './services.ts'
import { Problem } from './problem.ts'

/**
 * Default deny. Every route says who may call it (`config.allow`) and what it answers (response schema), or the server
 * does not start. Before a handler runs, the request is same-site, there is room for it, and its actor is known.
 */
export function guardRoutes(app: FastifyInstance, authenticators: Authenticator[], maxInFlight: number): void {
  app.addHook('onRoute', (route: RouteOptions) => {
    if (route.method === 'HEAD') return
    // Files of the built web apps (platform/web.ts) are the only routes hidden from the reference; they are public.
    if (route.schema?.hide) {
      route.config = { ...route.config, allow: 'anyone' }
      return
    }
    if (!route.config?.allow) throw new Error(`${route.method} ${route.url} does not say who is allowed`)
    if (!route.schema?.response) throw new Error(`${route.method} ${route.url} has no response schema`)
  })
  app.decorateRequest('actor')
  app.decorateRequest('counted', false)

  let inFlight = 0
  app.addHook('onRequest', async (request) => {
    inFlight += 1
    request.counted = true
    if (inFlight > maxInFlight) throw new Problem(Busy, { retryAfterSeconds: 2 })
    refuseCrossSite(request)
    request.actor = await actorOf(app, request, authenticators)
  })
  app.addHook('onResponse', async (request) => {
    if (request.counted) inFlight -= 1
  })
}

/**
 * Cookies travel with forged requests, so a write must come from our own pages. Browsers say where a request comes from;
 * programs without a browser send neither header and carry no one's cookies by accident.
 */
function refuseCrossSite(request: FastifyRequest) {
  if (request.method === 'GET' || request.method === 'HEAD') return
  const site = request.headers['sec-fetch-site']
  if (site && site !== 'same-origin' && site !== 'none') throw new Problem(CrossSite)
  const { origin } = request.headers
  if (origin && (!URL.canParse(origin) || new URL(origin).host !== request.host)) throw new Problem(CrossSite)
}

async function actorOf(app: FastifyInstance, request: FastifyRequest, authenticators: Authenticator[]): Promise<Actor> {
  const allow: Allow = request.routeOptions.config.allow ?? 'anyone'
  const act = { requestId: request.id, now: app.clock.now(), address: request.ip }
  if (allow === 'anyone') return { kind: 'guest', id: '', ...act }
  const kind = allow.startsWith('staff') ? 'staff' : allow
  const authenticator = authenticators.find((candidate) => candidate.kind === kind)
  const token = authenticator && request.cookies[authenticator.cookie]
  const actor = token ? await authenticator.find(app, token, act) : undefined
  if (!actor) throw new Problem(kind === 'registrant' ? NoRegistration : NotSignedIn)
  if (
    actor.kind === 'staff' &&
    allow.startsWith('staff:') &&
    !actor.permissions.includes(allow.slice('staff:'.length) as Permission)
  ) {
    throw new Problem(NotAllowed)
  }
  return actor
}
