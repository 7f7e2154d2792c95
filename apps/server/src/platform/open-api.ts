import swagger from '@fastify/swagger'
import { ProblemPage } from '@zhengtong/contract/problem'
import type { FastifyInstance, FastifySchema } from 'fastify'
import type { TSchema } from 'typebox'
import { kindOf } from './guard.ts'
import { exampleOf } from './open-api-example.ts'

/** OpenAPI 3.1 from the very routes that are served, with examples and the problem page each route may answer. */
export async function openApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: '政通 API',
        version: '1.0.0',
        description:
          '政务服务平台接口。错误一律为 application/problem+json(RFC 9457),以 type 区分。写操作由客户端产生编号(UUIDv7),重试不会重复办理。',
      },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          citizen: { type: 'apiKey', in: 'cookie', name: '__Host-citizen' },
          registrant: { type: 'apiKey', in: 'cookie', name: '__Host-registration' },
          staff: { type: 'apiKey', in: 'cookie', name: '__Host-staff' },
        },
      },
    },
    transform: ({ schema, url, route }) => {
      const allow = route.config?.allow ?? 'anyone'
      // Beside the kind of session: the permission it needs, or that it is the person's own (OpenAPI 3.1 lists roles there).
      const role = allow === 'person' ? allow : /:(.+)/.exec(allow)?.[1]
      const roles = [...(role ? [role] : []), ...(route.config?.stepUp ? ['step-up'] : [])]
      const security = allow === 'anyone' ? [] : [{ [kindOf(allow)]: roles }]
      return { schema: { ...withExamples(schema ?? {}), security }, url }
    },
  })
}

function withExamples(schema: FastifySchema & { response?: unknown; body?: unknown }): FastifySchema {
  const response: Record<string, unknown> = {}
  for (const [status, shape] of Object.entries((schema.response ?? {}) as Record<string, TSchema>)) {
    response[status] =
      status === '204'
        ? { description: '已完成', type: 'null' }
        : { description: '成功', ...shape, examples: [exampleOf(shape)] }
  }
  response['default'] = {
    description: '没有办成：说明原因的问题页',
    content: { 'application/problem+json': { schema: ProblemPage } },
  }
  const body = schema.body as TSchema | undefined
  return { ...schema, response, ...(body ? { body: { ...body, examples: [exampleOf(body)] } } : {}) }
}
