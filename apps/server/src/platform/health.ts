import { timingSafeEqual } from 'node:crypto'
import { NotFound } from '@zhengtong/contract/problem'
import { sql } from 'kysely'
import { Type } from 'typebox'
import type { App } from './app.ts'
import { Problem } from './problem.ts'

export const API_PREFIX = '/api/v1'

const State = Type.Object({ status: Type.Union([Type.Literal('ok'), Type.Literal('unavailable')]) })

/** /healthz: the process lives. /readyz: it can serve, the database answers. /metrics: figures for the operator only. */
export function mountHealth(app: App): void {
  const tags = ['operation']
  app.route({
    method: 'GET',
    url: '/healthz',
    config: { allow: 'anyone', rateLimit: false },
    schema: { tags, summary: '进程存活', response: { 200: State } },
    handler: async () => ({ status: 'ok' as const }),
  })

  app.route({
    method: 'GET',
    url: '/readyz',
    config: { allow: 'anyone', rateLimit: false },
    schema: { tags, summary: '可以提供服务（数据库可用）', response: { 200: State, 503: State } },
    handler: async (_request, reply) => {
      const alive = await sql`select 1`.execute(app.db).then(
        () => true,
        () => false,
      )
      return alive ? { status: 'ok' as const } : reply.code(503).send({ status: 'unavailable' as const })
    },
  })

  app.route({
    method: 'GET',
    url: '/metrics',
    config: { allow: 'anyone', rateLimit: false },
    schema: { tags, summary: 'Prometheus 指标（仅限运维地址或令牌）', response: { 200: Type.String() } },
    handler: async (request, reply) => {
      if (!isOperator(app.config.metricsToken, request)) throw new Problem(NotFound)
      return reply.type(app.metrics.registry.contentType).send(await app.metrics.registry.metrics())
    },
  })
}

/** With a token set, only its bearer; without one, only this machine itself and not through a proxy. */
function isOperator(
  token: string,
  request: { headers: Record<string, unknown>; socket: { remoteAddress?: string | undefined } },
): boolean {
  if (token) {
    const [given, wanted] = [
      Buffer.from(String(request.headers['authorization'] ?? '')),
      Buffer.from(`Bearer ${token}`),
    ]
    return given.length === wanted.length && timingSafeEqual(given, wanted)
  }
  return (
    /^(::ffff:)?127\.|^::1$/.test(request.socket.remoteAddress ?? '') &&
    request.headers['x-forwarded-for'] === undefined
  )
}
