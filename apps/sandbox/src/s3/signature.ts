import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** A request as it came over the wire: `url` is path and query, still encoded. */
export interface SignedRequest {
  method: string
  url: string
  headers: IncomingHttpHeaders
}

interface Authorization {
  accessKey: string
  /** `yyyyMMdd/region/service/aws4_request` */
  scope: string
  signedHeaders: string[]
  signature: string
}

export type SignatureFault = 'AccessDenied' | 'InvalidAccessKeyId' | 'RequestTimeTooSkewed' | 'SignatureDoesNotMatch'

/** S3 turns away requests whose clock is off by more. */
const skewMs = 15 * 60_000

/**
 * Checks an AWS Signature Version 4 `authorization` header ("Authenticating Requests: Using the Authorization Header",
 * Amazon S3 API Reference). Returns what is wrong, undefined when the request is genuine. Of the body it vouches only for
 * `x-amz-content-sha256`; the caller compares that with the bytes.
 */
export function signatureFault(
  request: SignedRequest,
  keys: { accessKey: string; secretKey: string },
  now: Date,
): SignatureFault | undefined {
  const authorization = parseAuthorization(request.headers.authorization)
  const date = header(request, 'x-amz-date')
  if (!authorization || !authorization.signedHeaders.includes('host') || !header(request, 'x-amz-content-sha256'))
    return 'AccessDenied'
  if (authorization.accessKey !== keys.accessKey) return 'InvalidAccessKeyId'
  // Written so that an unreadable date, a NaN, is refused as well.
  if (!(Math.abs(now.getTime() - parseAmzDate(date)) <= skewMs)) return 'RequestTimeTooSkewed'
  if (!authorization.scope.startsWith(date.slice(0, 8))) return 'SignatureDoesNotMatch'

  const wanted = Buffer.from(sign(request, authorization, date, keys.secretKey))
  const given = Buffer.from(authorization.signature)
  return wanted.length === given.length && timingSafeEqual(wanted, given) ? undefined : 'SignatureDoesNotMatch'
}

function parseAuthorization(value = ''): Authorization | undefined {
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/([^,]+),\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]{64})$/.exec(value)
  if (!match) return undefined
  const [, accessKey = '', scope = '', signedHeaders = '', signature = ''] = match
  return { accessKey, scope, signedHeaders: signedHeaders.split(';'), signature }
}

/** `20261123T020000Z` to epoch milliseconds; NaN when it is none. */
function parseAmzDate(value: string): number {
  return Date.parse(value.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
}

function sign(
  request: SignedRequest,
  { scope, signedHeaders }: Authorization,
  date: string,
  secretKey: string,
): string {
  const [path = '', query = ''] = request.url.split('?')
  const canonical = [
    request.method,
    canonicalPath(path),
    canonicalQuery(query),
    ...signedHeaders.map((name) => `${name}:${header(request, name)}`),
    '',
    signedHeaders.join(';'),
    header(request, 'x-amz-content-sha256'),
  ].join('\n')
  const text = ['AWS4-HMAC-SHA256', date, scope, createHash('sha256').update(canonical).digest('hex')].join('\n')
  const key = scope.split('/').reduce<Buffer>((previous, part) => hmac(previous, part), Buffer.from(`AWS4${secretKey}`))
  return hmac(key, text).toString('hex')
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

/** Each segment encoded once (S3, unlike other services, does not encode twice), slashes kept. */
function canonicalPath(path: string): string {
  return path.split('/').map(decoded).map(encoded).join('/')
}

function canonicalQuery(query: string): string {
  if (query === '') return ''
  return query
    .split('&')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=')
      return `${encoded(decoded(name))}=${encoded(decoded(value.join('=')))}`
    })
    .toSorted()
    .join('&')
}

/** A bad escape stays as it is: the signature then fails, which is the right answer. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** RFC 3986 encoding: `encodeURIComponent` leaves `!'()*` alone, AWS does not. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}

function header({ headers }: SignedRequest, name: string): string {
  const value = headers[name]
  return (Array.isArray(value) ? value.join(',') : (value ?? '')).trim().replaceAll(/ +/g, ' ')
}
