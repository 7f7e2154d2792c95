import { createHash, randomBytes } from 'node:crypto'

/** A new opaque token (256 bits) and the digest that is stored in its place. */
export function newToken(): { token: string; digest: string } {
  const token = randomBytes(32).toString('base64url')
  return { token, digest: tokenDigest(token) }
}

export function tokenDigest(token: string): string {
  return sm3(token)
}

/** SM3 (GB/T 32905) of a text or of bytes, hex. */
export function sm3(content: string | Buffer): string {
  return createHash('sm3').update(content).digest('hex')
}
