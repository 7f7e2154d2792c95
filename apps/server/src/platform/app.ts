import cookie from '@fastify/cookie'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import underPressure from '@fastify/under-pressure'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { MAX_FILE_BYTES } from '@zhengtong/contract/files'
import { Busy, InvalidRequest, TooManyRequests } from '@zhengtong/contract/problem'
import { fastify, LogController, type FastifyInstance } from 'fastify'
import type { Actor, Allow } from './actor.ts'
import { isAddressAmong } from './addresses.ts'
import { guardRoutes } from './guard.ts'
import type { Metrics } from './metrics.ts'
import type { Authenticator, Services } from './services.ts'
import { requestIds } from './ids.ts'
import { openApi } from './open-api.ts'
import { Problem } from './problem.ts'
import { sendProblem } from './problem-page.ts'
import { securityHeaders } from './security-headers.ts'
import { serializerCompiler } from './serialization.ts'
import { validatorCompiler } from './validation.ts'

declare module 'fastify' {
  interface FastifyInstance extends Services {
    metrics: Metrics
  }
  interface FastifyRequest {
    actor: Actor
    /** Whether the request takes a place among those in work. */
    counted: boolean
  }
  interface FastifyContextConfig {
    allow?: Allow
    /** Also for staff who have not yet chosen their own password and enrolled the one-time code. */
    beforeFirstSteps?: boolean
    /** Only for a citizen who has just proved to be himself (step-up). */
    stepUp?: boolean
    /** Answers for as long as the client listens: no request in work, and no duration to measure. */
    stream?: boolean
  }
}

/** Largest JSON body, in bytes: a long form with 200 fields stays far below. */
const BODY_LIMIT = 256 * 1024

/**
 * Builds the HTTP server: security headers, limits, problem pages, default deny. Modules add their routes to it.
 * A route without `config.allow` or without a response schema stops the start.
 */
export async function buildApp(services: Services & { metrics: Metrics }, authenticators: Authenticator[]) {
  const { config, log } = services
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestIds(),
    requestIdHeader: false,
    trustProxy: trustOf(config.proxies),
    bodyLimit: BODY_LIMIT,
    requestTimeout: config.slowSender.requestMs,
    connectionTimeout: 65_000,
    http: {
      headersTimeout: config.slowSender.headersMs,
      connectionsCheckingInterval: Math.min(5_000, config.slowSender.headersMs),
    },
    keepAliveTimeout: 65_000,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
  }).withTypeProvider<TypeBoxTypeProvider>()
  app.decorate('db', services.db)
  app.decorate('clock', services.clock)
  app.decorate('crypto', services.crypto)
  app.decorate('config', services.config)
  app.decorate('pool', services.pool)
  app.decorate('metrics', services.metrics)
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  // Request ids are put into each line by hand; a child logger for every request costs more than the line.
  app.setChildLoggerFactory((logger) => logger)
  app.setErrorHandler(sendProblem)

  const careful = await securityHeaders()
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(careful)
    // What belongs to somebody stays with him: no cache on the way or on a shared computer keeps it.
    if ((request.routeOptions.config.allow ?? 'anyone') !== 'anyone') reply.header('cache-control', 'private, no-store')
    done()
  })
  refuseNullCharacters(app)
  await app.register(cookie)
  await app.register(multipart, {
    limits: { fileSize: MAX_FILE_BYTES, files: 1, fields: 0, parts: 2 },
    throwFileSizeLimit: true,
  })
  await app.register(rateLimit, {
    max: config.rateLimit.general,
    timeWindow: 60_000,
    errorResponseBuilder: (_request, { ttl }) =>
      new Problem(TooManyRequests, { retryAfterSeconds: Math.ceil(ttl / 1000) }),
  })
  await app.register(underPressure, {
    maxEventLoopDelay: config.maxEventLoopDelayMs,
    maxHeapUsedBytes: 1_500_000_000,
    pressureHandler: () => {
      throw new Problem(Busy, { retryAfterSeconds: 2 })
    },
  })
  await openApi(app)
  guardRoutes(app, authenticators, config.maxInFlight)
  countRequests(app)
  return app
}

export type App = Awaited<ReturnType<typeof buildApp>>

/** What a proxy that we trust has added counts, and nothing that stood there before. */
function trustOf(proxies: string[] | 'nearest'): false | ((address: string, hop: number) => boolean) {
  if (proxies === 'nearest') return (_address, hop) => hop === 0
  return proxies.length > 0 && isAddressAmong(proxies)
}

/** PostgreSQL stores no null character in texts and no one types one: such a request is refused before it is read. */
function refuseNullCharacters(app: FastifyInstance) {
  const refusal = new Problem(InvalidRequest, { errors: [{ path: '', message: '内容中有不能识别的字符' }] })
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = String(body)
    return text.includes('\\u0000') ? done(refusal) : parse(request, text, done)
  })
  app.addHook('onRequest', (request, _reply, done) => done(request.url.includes('%00') ? refusal : undefined))
}

const REFUSALS: ReadonlySet<number> = new Set([400, 403, 413, 415, 429])

/** One log line and one measurement a request: method, route pattern, status, duration; never a URL with its values. */
function countRequests(app: FastifyInstance) {
  app.addHook('onResponse', (request, reply, done) => {
    const { method, id: requestId } = request
    const { statusCode: status, elapsedTime: ms } = reply
    const route = request.routeOptions.url ?? 'unknown'
    if (!request.routeOptions.config.stream) app.metrics.requests.observe({ method, route, status }, ms / 1000)
    // What was refused is in the log too, with who asked: an attack is many of these.
    const who = request.actor?.id ? { actorKind: request.actor.kind, actorId: request.actor.id } : {}
    if (REFUSALS.has(status)) app.log.info({ requestId, method, route, status, ms, ...who }, 'request refused')
    // "Not ready" is an answer, not a fault.
    else if (status >= 500 && route !== '/readyz')
      app.log.error({ requestId, method, route, status, ms }, 'request failed')
    else app.log.debug({ requestId, method, route, status, ms }, 'request')
    done()
  })
}
