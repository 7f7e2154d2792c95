import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import underPressure from '@fastify/under-pressure'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { MAX_FILE_BYTES } from '@zhengtong/contract/files'
import { Busy, InvalidRequest, TooManyRequests } from '@zhengtong/contract/problem'
import { fastify, LogController, type FastifyInstance } from 'fastify'
import type { Actor, Allow } from './actor.ts'
import { guardRoutes } from './guard.ts'
import type { Metrics } from './metrics.ts'
import type { Authenticator, Services } from './services.ts'
import { newId } from './ids.ts'
import { openApi } from './open-api.ts'
import { Problem } from './problem.ts'
import { sendProblem } from './problem-page.ts'
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
    genReqId: () => newId(),
    requestIdHeader: false,
    trustProxy: config.trustProxy,
    bodyLimit: BODY_LIMIT,
    requestTimeout: 60_000,
    connectionTimeout: 65_000,
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
  app.setValidatorCompiler(validatorCompiler())
  app.setErrorHandler(sendProblem)
  refuseNullCharacters(app)

  await app.register(helmet, {
    global: true,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        connectSrc: ["'self'"],
        frameSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // The demo runs over plain HTTP on the loopback address; browsers ignore the header there.
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: true },
    referrerPolicy: { policy: 'same-origin' },
  })
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
    maxEventLoopDelay: 1_000,
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

/** PostgreSQL stores no null character in texts and no one types one: such a request is refused before it is read. */
function refuseNullCharacters(app: FastifyInstance) {
  const refusal = new Problem(InvalidRequest, { errors: [{ path: '', message: '内容中有不能识别的字符' }] })
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = String(body)
    return text.includes('\\u0000') ? done(refusal) : parse(request, text, done)
  })
  app.addHook('onRequest', async (request) => {
    if (request.url.includes('%00')) throw refusal
  })
}

/** One log line and one measurement a request: method, route pattern, status, duration; never a URL with its values. */
function countRequests(app: FastifyInstance) {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown'
    app.metrics.requests.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
    const line = {
      requestId: request.id,
      method: request.method,
      route,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    }
    if (reply.statusCode >= 500) app.log.error(line, 'request failed')
    else app.log.debug(line, 'request')
  })
}
