import type { FastifyInstance } from 'fastify'
import { authorities } from './authorities/table.ts'
import { faults as modes, type Fault, type FaultBoard } from './fault-board.ts'

interface Switch {
  authority: string
  mode: Fault | 'ok'
  times?: number
}

const body = {
  type: 'object',
  required: ['authority', 'mode'],
  properties: {
    authority: { enum: [...authorities.map(({ code }) => code), 'registry', 'family', 'trusted', 'sms', 'scanner'] },
    mode: { enum: ['ok', ...modes] },
    times: { type: 'integer', minimum: 1 },
  },
}

/** Switches an authority, the company registry (`registry`), trusted identity (`trusted`), the SMS gateway (`sms`) or the malware scanner (`scanner`, which then hangs up) out of order and back, for tests and demonstrations. */
export async function faultRoutes(app: FastifyInstance, { faults }: { faults: FaultBoard }): Promise<void> {
  app.get('/faults', () => faults.list())

  app.post<{ Body: Switch }>('/faults', { schema: { body } }, (request) => {
    const { authority, mode, times } = request.body
    if (mode === 'ok') faults.clear(authority)
    else faults.set(authority, mode, times)
    return faults.list()
  })

  app.delete('/faults', (_request, reply) => {
    faults.clear()
    return reply.code(204).send()
  })
}
