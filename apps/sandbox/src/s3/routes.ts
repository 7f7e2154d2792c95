import { join } from 'node:path'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { ContentMismatch, createObjectStore, type ObjectHead } from './object-store.ts'
import { signatureFault } from './signature.ts'

/** Credentials of the demo object store; public on purpose. */
export const s3Keys = { accessKey: 'sandbox', secretKey: 'sandbox-secret' }

const problems = {
  AccessDenied: [403, 'Access Denied'],
  InvalidAccessKeyId: [403, 'The AWS access key ID you provided does not exist in our records.'],
  InvalidRequest: [400, 'The object key is missing or the request is not understood.'],
  NoSuchKey: [404, 'The specified key does not exist.'],
  NotImplemented: [501, 'Chunked signatures are not supported; sign the whole payload or send UNSIGNED-PAYLOAD.'],
  RequestTimeTooSkewed: [403, 'The difference between the request time and the current time is too large.'],
  SignatureDoesNotMatch: [403, 'The request signature we calculated does not match the signature you provided.'],
  XAmzContentSHA256Mismatch: [400, "The provided 'x-amz-content-sha256' header does not match what was computed."],
} as const satisfies Record<string, readonly [number, string]>

interface ObjectRoute {
  Params: { bucket: string; '*': string }
}

/** Path-style S3 (`/s3/<bucket>/<key>`): PUT, GET, HEAD and DELETE of whole objects; buckets exist as soon as they are named. */
export async function s3Routes(app: FastifyInstance, { directory }: { directory: string }): Promise<void> {
  const store = createObjectStore(join(directory, 'objects'))
  const url = '/s3/:bucket/*'

  // Bodies of any type stay a stream; the PUT handler reads them.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))

  app.addHook<ObjectRoute>('onRequest', async (request, reply) => {
    const fault = signatureFault(
      { method: request.method, url: request.raw.url ?? '', headers: request.headers },
      s3Keys,
      new Date(),
    )
    if (fault) return refuse(reply, fault)
    if (request.params['*'] === '') return refuse(reply, 'InvalidRequest')
  })

  app.put<ObjectRoute>(url, async (request, reply) => {
    const sha256 = String(request.headers['x-amz-content-sha256'])
    if (sha256.startsWith('STREAMING-')) return refuse(reply, 'NotImplemented')
    const contentType = request.headers['content-type'] ?? 'application/octet-stream'
    const options = sha256 === 'UNSIGNED-PAYLOAD' ? { contentType } : { contentType, sha256 }
    try {
      const { etag } = await store.put(request.params.bucket, request.params['*'], request.raw, options)
      return await reply.header('etag', etag).send()
    } catch (error) {
      if (error instanceof ContentMismatch) return refuse(reply, 'XAmzContentSHA256Mismatch')
      throw error
    }
  })

  app.get<ObjectRoute>(url, async (request, reply) => {
    const { bucket, '*': key } = request.params
    const head = await store.head(bucket, key)
    if (!head) return refuse(reply, 'NoSuchKey')
    return describe(reply, head).send(store.read(bucket, key))
  })

  app.head<ObjectRoute>(url, async (request, reply) => {
    const head = await store.head(request.params.bucket, request.params['*'])
    return head ? describe(reply, head).send() : refuse(reply, 'NoSuchKey')
  })

  app.delete<ObjectRoute>(url, async (request, reply) => {
    await store.remove(request.params.bucket, request.params['*'])
    return reply.code(204).send()
  })
}

function describe(reply: FastifyReply, head: ObjectHead): FastifyReply {
  return reply.headers({
    'content-type': head.contentType,
    'content-length': head.size,
    'last-modified': new Date(head.modifiedAt).toUTCString(),
    etag: head.etag,
  })
}

function refuse(reply: FastifyReply, code: keyof typeof problems): FastifyReply {
  const [status, message] = problems[code]
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`
  reply.code(status).type('application/xml')
  return reply.request.method === 'HEAD' ? reply.send() : reply.send(xml)
}
