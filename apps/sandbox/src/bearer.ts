import type { FastifyReply, FastifyRequest } from 'fastify'

/** The key that every caller of an authority or of the SMS gateway shows. Public on purpose: the sandbox holds demo people only. */
export const sandboxKey = 'sandbox-key'

/** Route hook: 401 without `authorization: Bearer sandbox-key`. */
export async function requireBearer(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (request.headers.authorization === `Bearer ${sandboxKey}`) return
  await reply.code(401).header('www-authenticate', 'Bearer').send({ error: 'unauthorized', message: '接口密钥不正确' })
}
