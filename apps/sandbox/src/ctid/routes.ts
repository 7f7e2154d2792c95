import type { FastifyInstance } from 'fastify'
import { requireBearer } from '../bearer.ts'
import type { FaultBoard } from '../fault-board.ts'
import type { Population } from '../population/population.ts'
import { modes, pseudonym, signed, type Authentications, type Identity, type Mode } from './authentications.ts'
import { confirmPage, messagePage } from './page.ts'

const text = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength })
const start = {
  type: 'object',
  required: ['relyingParty', 'mode', 'returnUrl'],
  properties: {
    relyingParty: text(100),
    mode: { enum: modes },
    returnUrl: text(500),
    name: text(50),
    idNumber: { type: 'string', pattern: '^[1-9]\\d{16}[\\dX]$' },
  },
}
const comparison = {
  type: 'object',
  required: ['requestId', 'relyingParty', 'name', 'idNumber', 'actions', 'frames'],
  properties: {
    requestId: text(100),
    relyingParty: text(100),
    name: text(50),
    idNumber: text(18),
    actions: { type: 'array', minItems: 1, maxItems: 5, items: text(20) },
    frames: { type: 'array', minItems: 1, maxItems: 5, items: text(400_000) },
  },
}

/**
 * The trusted-identity platform (CTID style): the relying party starts a transaction and sends the person to the platform's
 * own page; what it gets is a signed yes or no and a pseudonym of its own. It also compares faces and keeps no picture.
 */
export async function ctidRoutes(
  app: FastifyInstance,
  options: { population: Population; faults: FaultBoard; authentications: Authentications },
): Promise<void> {
  const { population, faults, authentications } = options
  const guarded = { onRequest: requireBearer }

  app.post<{ Body: { relyingParty: string; mode: Mode; returnUrl: string } & Partial<Identity> }>(
    '/ctid/authentications',
    { ...guarded, schema: { body: start } },
    async (request, reply) => {
      const trouble = faults.take('ctid')
      if (trouble && (await faults.suffer(trouble, reply))) return reply
      const { name, idNumber, ...asked } = request.body
      const { bsn, expiresAt } = authentications.start({
        ...asked,
        ...(name && idNumber ? { expected: { name, idNumber } } : {}),
      })
      return reply
        .code(201)
        .send({ bsn, expiresAt: new Date(expiresAt).toISOString(), page: `/ctid/confirm?bsn=${bsn}` })
    },
  )

  app.post<{ Params: { bsn: string } }>('/ctid/authentications/:bsn/result', guarded, async ({ params }, reply) => {
    const trouble = faults.take('ctid')
    if (trouble && (await faults.suffer(trouble, reply))) return reply
    const found = authentications.find(params.bsn)
    if (!found) return signed(JSON.stringify({ bsn: params.bsn, result: 'expired' }))
    const { bsn, result, mode, holder, disclosed, relyingParty } = found
    const pid = holder && pseudonym(holder.idNumber, relyingParty)
    return signed(JSON.stringify({ bsn, result, mode, pid, ...(disclosed ? { identity: holder } : {}) }))
  })

  app.post<{
    Body: Identity & { requestId: string; relyingParty: string; actions: string[]; frames: string[] }
  }>(
    '/ctid/face-comparisons',
    { ...guarded, schema: { body: comparison }, bodyLimit: 2_000_000 },
    async (request, reply) => {
      const trouble = faults.take('ctid')
      if (trouble && (await faults.suffer(trouble, reply))) return reply
      const { requestId, relyingParty, name, idNumber, actions, frames } = request.body
      const person = population.find(idNumber)
      const alive = frames.length === actions.length && new Set(frames).size === frames.length
      const result = person?.name === name && !person.troubles && alive ? 'match' : 'mismatch'
      return signed(
        JSON.stringify({ bsn: requestId, result, mode: 'portrait', pid: pseudonym(idNumber, relyingParty) }),
      )
    },
  )

  app.get<{ Querystring: { bsn?: string } }>('/ctid/confirm', ({ query }, reply) => {
    const found = authentications.find(query.bsn ?? '')
    reply.type('text/html; charset=utf-8')
    if (!found || found.result !== 'pending')
      return reply.send(messagePage('这次认证已经结束，请回到原来的应用重新开始。'))
    return reply.send(confirmPage(found, population.list()))
  })

  app.get<{ Querystring: { bsn?: string; holder?: string; disclose?: string } }>('/ctid/answer', ({ query }, reply) => {
    const found = authentications.find(query.bsn ?? '')
    if (!found) return reply.type('text/html; charset=utf-8').send(messagePage('这次认证已经结束。'))
    const person = query.holder ? population.find(query.holder) : undefined
    authentications.answer(found, person && { name: person.name, idNumber: person.idNumber }, query.disclose === '1')
    const back = new URL(found.returnUrl)
    back.searchParams.set('bsn', found.bsn)
    return reply.redirect(back.href, 303)
  })
}
