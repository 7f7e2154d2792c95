import { NotAllowed, NotSignedIn, CrossSite, Busy } from '@zhengtong/contract/problem'
import { NoRegistration } from '@zhengtong/contract/registration-problems'
import { StepUpNeeded } from '@zhengtong/contract/account'
import { MandateEnded } from '@zhengtong/contract/organisations'
import { AddressNotAllowed } from '@zhengtong/contract/access'
import { FirstStepsMissing } from '@zhengtong/contract/staff-account'
import type { Permission } from '@zhengtong/contract/access'
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'
import type { Actor, Allow } from './actor.ts'
import { isAddressAmong } from './addresses.ts'
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

  const isStaffAddress = isAddressAmong(app.config.staff.addresses)
  let inFlight = 0
  // Callbacks, not promises: these run for every request, and public ones need nothing to wait for.
  app.addHook('onRequest', (request, _reply, done) => {
    if (!request.routeOptions.config.stream) {
      inFlight += 1
      request.counted = true
    }
    const refusal = inFlight > maxInFlight ? new Problem(Busy, { retryAfterSeconds: 2 }) : crossSiteRefusal(request)
    if (refusal) return done(refusal)
    const allow: Allow = request.routeOptions.config.allow ?? 'anyone'
    if (allow === 'anyone') {
      request.actor = { kind: 'guest', id: '', ...actOf(app, request) }
      return done()
    }
    actorOf(app, request, allow, authenticators, isStaffAddress).then((actor) => {
      request.actor = actor
      done()
    }, done)
  })
  app.addHook('onResponse', (request, _reply, done) => {
    if (request.counted) inFlight -= 1
    done()
  })
}

/**
 * Cookies travel with forged requests, so a write must come from our own pages. Browsers say where a request comes from;
 * programs without a browser send neither header and carry no one's cookies by accident.
 */
function crossSiteRefusal(request: FastifyRequest): Problem | undefined {
  if (request.method === 'GET' || request.method === 'HEAD') return undefined
  const site = request.headers['sec-fetch-site']
  if (site && site !== 'same-origin' && site !== 'none') return new Problem(CrossSite)
  const { origin } = request.headers
  return origin && (!URL.canParse(origin) || new URL(origin).host !== request.host) ? new Problem(CrossSite) : undefined
}

const actOf = (app: FastifyInstance, request: FastifyRequest) => ({
  requestId: request.id,
  now: app.clock.now(),
  address: request.ip,
})

async function actorOf(
  app: FastifyInstance,
  request: FastifyRequest,
  allow: Allow,
  authenticators: Authenticator[],
  isStaffAddress: (address: string) => boolean,
): Promise<Actor> {
  const kind = kindOf(allow)
  if (kind === 'staff' && !isStaffAddress(request.ip)) throw new Problem(AddressNotAllowed)
  const authenticator = authenticators.find((candidate) => candidate.kind === kind)
  const token = authenticator && request.cookies[authenticator.cookie]
  const actor = token
    ? await authenticator.find(app, token, actOf(app, request), {
        cookies: request.cookies,
        userAgent: request.headers['user-agent'] ?? '',
      })
    : undefined
  if (!actor) throw new Problem(kind === 'registrant' ? NoRegistration : NotSignedIn)
  if (actor.kind === 'citizen' && actor.mandateEnded && allow !== 'person') throw new Problem(MandateEnded)
  if (request.routeOptions.config.stepUp && !(actor.kind === 'citizen' && actor.steppedUpUntil))
    throw new Problem(StepUpNeeded)
  if (actor.kind === 'staff' && actor.firstSteps.length > 0 && !request.routeOptions.config.beforeFirstSteps)
    throw new Problem(FirstStepsMissing)
  if (
    actor.kind === 'staff' &&
    allow.startsWith('staff:') &&
    !actor.permissions.includes(allow.slice('staff:'.length) as Permission)
  ) {
    throw new Problem(NotAllowed)
  }
  return actor
}

/** Whose cookie opens a route with this `allow`. */
export function kindOf(allow: Allow): Actor['kind'] | 'anyone' {
  if (allow.startsWith('staff')) return 'staff'
  return allow === 'person' ? 'citizen' : (allow as Actor['kind'] | 'anyone')
}
