import { FileTooLarge } from '@zhengtong/contract/files'
import {
  Busy,
  Internal,
  InvalidRequest,
  TooLarge,
  UnsupportedMedia,
  type ProblemType,
} from '@zhengtong/contract/problem'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from './problem.ts'
import { faultsOf, type Fault } from './validation.ts'

/** The framework's own refusals, as problems. */
const frameworkProblems: Record<string, ProblemType> = {
  FST_ERR_CTP_BODY_TOO_LARGE: TooLarge,
  FST_REQ_FILE_TOO_LARGE: FileTooLarge,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: UnsupportedMedia,
  FST_INVALID_MULTIPART_CONTENT_TYPE: UnsupportedMedia,
}
/** PostgreSQL is away or overloaded: connection failures, too many connections, shutting down, statement timeout. */
const databaseAway = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|08\w{3}|53300|57P0[1-3]|57014|25P03)$/

/** The one place where errors become answers: RFC 9457 problem pages. Only unexpected ones are logged. */
export function sendProblem(error: Error | FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const found = asProblem(error)
  if (!found) request.log.error({ err: error, requestId: request.id }, 'unexpected error')
  const { kind, extra } = found ?? new Problem(Internal)
  const { retryAfterSeconds, ...shown } = extra
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds))
  return reply
    .code(kind.status)
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send({ ...kind, instance: request.id, ...shown })
}

function asProblem(error: Error | FastifyError): Problem | undefined {
  if (error instanceof Problem) return error
  const { code = '', validation, statusCode } = error as FastifyError
  if (validation) return new Problem(InvalidRequest, { errors: faultsOf(validation as unknown as Fault[]) })
  const known = frameworkProblems[code]
  if (known) return new Problem(known)
  if (databaseAway.test(code) || /timeout exceeded when trying to connect|Connection terminated/.test(error.message)) {
    return new Problem(Busy, { retryAfterSeconds: 5 })
  }
  if (statusCode && statusCode >= 400 && statusCode < 500)
    return new Problem(InvalidRequest, { errors: [{ path: '', message: '请求格式不正确' }] })
  return undefined
}
