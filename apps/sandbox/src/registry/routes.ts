import { isOrgCode } from '@zhengtong/domain/org-code'
import type { FastifyInstance } from 'fastify'
import { requireBearer } from '../bearer.ts'
import type { FaultBoard } from '../fault-board.ts'
import { companyStatuses, type Company, type Registry } from './companies.ts'

const code = { type: 'string', minLength: 18, maxLength: 18 }
const text = { type: 'string', minLength: 1, maxLength: 100 }
const lookup = {
  type: 'object',
  required: ['requestId', 'code'],
  properties: { requestId: { type: 'string', minLength: 1, maxLength: 100 }, code },
}
const company = {
  type: 'object',
  required: ['name', 'type', 'status', 'representative'],
  additionalProperties: false,
  properties: {
    name: text,
    type: text,
    status: { enum: companyStatuses },
    representative: {
      type: 'object',
      required: ['name', 'idNumber'],
      additionalProperties: false,
      properties: { name: text, idNumber: { type: 'string', pattern: '^[1-9]\\d{16}[\\dX]$' } },
    },
  },
}

/**
 * The company registry: `POST /authorities/registry/lookup` for callers with the key, and, as with the demo people, an open
 * list and `PUT /registry/<code>` to change a company at run time.
 */
export async function registryRoutes(
  app: FastifyInstance,
  { registry, faults }: { registry: Registry; faults: FaultBoard },
): Promise<void> {
  app.post<{ Body: { requestId: string; code: string } }>(
    '/authorities/registry/lookup',
    { onRequest: requireBearer, schema: { body: lookup } },
    async (request, reply) => {
      const { requestId, code: asked } = request.body
      const fault = faults.take('registry')
      if (fault && (await faults.suffer(fault, reply))) return reply
      const found = registry.find(asked)
      return found ? { requestId, result: 'found', organisation: found } : { requestId, result: 'unknown' }
    },
  )

  app.get('/registry', () => registry.list())

  app.put<{ Params: { code: string }; Body: Omit<Company, 'code'> }>(
    '/registry/:code',
    { schema: { body: company, params: { type: 'object', properties: { code } } } },
    (request, reply) => {
      if (!isOrgCode(request.params.code))
        return reply.code(400).send({ error: 'bad-request', message: '统一社会信用代码不正确' })
      const changed = { ...request.body, code: request.params.code }
      registry.put(changed)
      return changed
    },
  )
}
