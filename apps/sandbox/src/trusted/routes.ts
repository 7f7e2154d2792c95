import type { FastifyInstance, FastifyReply } from 'fastify'
import { requireBearer } from '../bearer.ts'
import type { FaultBoard } from '../fault-board.ts'
import type { Population } from '../population/population.ts'
import { createDesk, levels, modes, type Business, type Frame, type Result } from './desk.ts'
import { confirmPage, donePage } from './page.ts'
import { sign } from './signature.ts'

const text = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength })
const startBody = {
  type: 'object',
  required: ['requestId', 'relyingParty', 'mode', 'purpose', 'checkCode'],
  properties: {
    requestId: text(100),
    relyingParty: text(100),
    mode: { enum: modes },
    purpose: text(100),
    checkCode: { type: 'string', pattern: '^\\d{2}$' },
    share: { enum: ['identity'] },
    claim: { type: 'object', required: ['name', 'idNumber'], properties: { name: text(50), idNumber: text(18) } },
  },
}
const verifyBody = {
  type: 'object',
  required: ['requestId', 'relyingParty', 'bsn'],
  properties: {
    requestId: text(100),
    relyingParty: text(100),
    bsn: text(64),
    frames: {
      type: 'array',
      maxItems: 5,
      items: { type: 'object', required: ['action', 'image'], properties: { action: text(20), image: text(100_000) } },
    },
  },
}

/** How the authority may misbehave besides falling silent: a forged signature, an old answer, or another verdict. */
const tricks = ['forged', 'replayed', 'mismatch', 'not-live', 'expired'] as const
type Trick = (typeof tricks)[number]
type StartBody = Pick<Business, 'relyingParty' | 'mode' | 'purpose' | 'checkCode' | 'claim' | 'share'> & {
  requestId: string
}
interface VerifyBody {
  requestId: string
  relyingParty: string
  bsn: string
  frames?: Frame[]
}

/**
 * The trusted identity authority (modelled on CTID): `start` gives a number for one authentication, the person decides on
 * the authority's own page, `verify` gives the one signed answer with a pseudonym, never the identity number.
 */
export async function trustedRoutes(
  app: FastifyInstance,
  { population, faults }: { population: Population; faults: FaultBoard },
): Promise<void> {
  const desk = createDesk({ population })
  let last = ''
  let trick: { kind: Trick; times: number } | undefined
  const takeTrick = () => {
    if (!trick || trick.times <= 0) return undefined
    trick.times -= 1
    return trick.kind
  }
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )

  const answer = (content: object, kind?: Trick) => {
    const payload = JSON.stringify({ ...content, at: new Date().toISOString() })
    const honest = JSON.stringify({ payload, signature: sign(payload) })
    if (kind === 'replayed') return last
    last = honest
    return kind === 'forged' ? JSON.stringify({ payload, signature: sign(`${payload} `) }) : honest
  }
  const send = (reply: FastifyReply, body: string) => reply.type('application/json').send(body)

  app.post<{ Body: StartBody }>(
    '/trusted/start',
    { onRequest: requireBearer, schema: { body: startBody } },
    async (request, reply) => {
      const fault = faults.take('trusted')
      if (fault && (await faults.suffer(fault, reply))) return reply
      const { requestId, ...asked } = request.body
      const { bsn, expiresAt, relyingParty } = desk.start(asked)
      const confirmUrl = `http://${request.host}/trusted/confirm/${bsn}`
      return send(reply, answer({ type: 'started', requestId, relyingParty, bsn, expiresAt, confirmUrl }))
    },
  )

  app.post<{ Body: VerifyBody }>(
    '/trusted/verify',
    { onRequest: requireBearer, schema: { body: verifyBody }, bodyLimit: 600_000 },
    async (request, reply) => {
      const { requestId, relyingParty, bsn } = request.body
      const fault = faults.take('trusted')
      if (fault && fault !== 'slow' && (await faults.suffer(fault, reply))) return reply
      const kind = takeTrick()
      const given = kind === 'expired' ? { result: 'expired' as Result } : desk.verify(request.body)
      const verdict = kind === 'mismatch' || kind === 'not-live' ? { result: kind } : given
      const { result, pid, mode, identity } = { pid: undefined, mode: undefined, identity: undefined, ...verdict }
      const level = result === 'match' && mode ? levels[mode] : undefined
      // Slow: the answer is found, and comes late.
      if (fault) await faults.suffer(fault, reply)
      return send(reply, answer({ type: 'verified', requestId, relyingParty, bsn, result, level, pid, identity }, kind))
    },
  )

  app.get<{ Params: { bsn: string } }>('/trusted/confirm/:bsn', (request, reply) => {
    const business = desk.find(request.params.bsn)
    const page = business
      ? confirmPage(business, population.list())
      : donePage('这次认证已经结束或过期，请回到办事页面重新发起。')
    return reply
      .code(business ? 200 : 410)
      .type('text/html; charset=utf-8')
      .send(page)
  })

  app.post<{ Params: { bsn: string }; Body: Record<string, string> }>('/trusted/confirm/:bsn', (request, reply) => {
    const business = desk.find(request.params.bsn)
    const { act, idNumber = '', checkCode = '', share } = request.body
    const html = (status: number, page: string) => reply.code(status).type('text/html; charset=utf-8').send(page)
    if (!business) return html(410, donePage('这次认证已经结束或过期，请回到办事页面重新发起。'))
    const fault = desk.decide(
      business,
      act === 'confirm' ? 'confirm' : 'decline',
      idNumber.trim().toUpperCase(),
      checkCode,
      share === 'yes',
    )
    if (fault && !business.declined) return html(422, confirmPage(business, population.list(), fault))
    return html(
      200,
      donePage(business.declined ? '您没有同意，这次认证已结束。' : '已确认。请回到办事页面，页面会自动继续。'),
    )
  })

  app.post<{ Body: { kind: Trick; times?: number } }>(
    '/trusted/tricks',
    {
      schema: {
        body: {
          type: 'object',
          required: ['kind'],
          properties: { kind: { enum: tricks }, times: { type: 'integer' } },
        },
      },
    },
    (request) => (trick = { kind: request.body.kind, times: request.body.times ?? 1 }),
  )
}
