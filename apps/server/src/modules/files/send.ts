import type { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'

/**
 * Sends stored bytes as what they were found to be. PDF and images may be shown in place, but never run anything: the
 * answer carries its own policy. Browsers' PDF viewers do not start in a sandbox, and are one themselves.
 */
export function sendContent(
  reply: FastifyReply,
  file: { name: string; mediaType: string; size: number },
  content: Readable,
) {
  return reply
    .header('content-type', file.mediaType)
    .header('content-length', file.size)
    .header('content-disposition', `inline; filename*=UTF-8''${encodeURIComponent(file.name)}`)
    .header(
      'content-security-policy',
      `default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'${file.mediaType === 'application/pdf' ? '' : '; sandbox'}`,
    )
    .header('cache-control', 'private, no-store')
    .send(content)
}
