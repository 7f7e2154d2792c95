import type { FastifyInstance } from 'fastify'
import { requireBearer } from '../bearer.ts'
import type { FaultBoard } from '../fault-board.ts'
import type { Inbox } from './inbox.ts'
import { renderSms, templateCodes } from './templates.ts'

interface Order {
  requestId: string
  phone: string
  template: string
  params: Record<string, string>
}

const phone = { type: 'string', pattern: '^1[3-9]\\d{9}$' }
const body = {
  type: 'object',
  required: ['requestId', 'phone', 'template', 'params'],
  properties: {
    requestId: { type: 'string', minLength: 1, maxLength: 100 },
    phone,
    template: { enum: templateCodes },
    params: { type: 'object', additionalProperties: { type: 'string', maxLength: 1000 } },
  },
}
const querystring = {
  type: 'object',
  properties: { phone, limit: { type: 'integer', minimum: 1, maximum: 200, default: 20 } },
}

/** The SMS gateway. Reading needs no key: whoever runs the demo holds all the phones. */
export async function smsRoutes(
  app: FastifyInstance,
  { inbox, faults }: { inbox: Inbox; faults: FaultBoard },
): Promise<void> {
  app.post<{ Body: Order }>('/sms/messages', { onRequest: requireBearer, schema: { body } }, async (request, reply) => {
    const { requestId, template, params } = request.body
    const text = renderSms(template, params)
    if (text === undefined)
      return reply.code(400).send({ error: 'bad-request', message: `短信模板 ${template} 缺少参数` })

    const fault = faults.take('sms')
    if (fault && (await faults.suffer(fault, reply))) return reply
    inbox.deliver({ requestId, phone: request.body.phone, template, text, at: new Date().toISOString() })
    return { requestId, accepted: true }
  })

  app.get<{ Querystring: { phone?: string; limit: number } }>('/sms/messages', { schema: { querystring } }, (request) =>
    inbox.latest(request.query.limit, request.query.phone),
  )
}
