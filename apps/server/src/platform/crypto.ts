import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'

/** The keyed operations of one installation. All keys derive from SECRET_KEY; a certified module can replace this. */
export interface Crypto {
  /** Keyed digest (HMAC-SM3, hex) of a normalised value: exact search and uniqueness without the plaintext. */
  blindIndex(kind: 'id-number' | 'phone' | 'address' | 'code', value: string): string
  /** Encrypts a text: SM4-CTR, then HMAC-SM3 over key id, IV and ciphertext (GB/T 32907, GB/T 32905). */
  seal(text: string): string
  /** Opens what `seal` made; throws when a byte was changed. */
  open(sealed: string): string
}

const KEY_ID = 'k1'

export function createCrypto(secretKey: string): Crypto {
  const key = (purpose: string, length: number) =>
    createSecretKey(Buffer.from(hkdfSync('sha256', secretKey, 'zhengtong', purpose, length)))
  const index = key('blind-index', 32)
  const cipher = key('seal-cipher', 16)
  const mac = key('seal-mac', 32)
  const tag = (iv: Buffer, body: Buffer) => createHmac('sm3', mac).update(KEY_ID).update(iv).update(body).digest()

  return {
    blindIndex: (kind, value) => createHmac('sm3', index).update(`${kind}:${value}`).digest('hex'),
    seal(text) {
      const iv = randomBytes(16)
      const encrypt = createCipheriv('sm4-ctr', cipher, iv)
      const body = Buffer.concat([encrypt.update(text, 'utf8'), encrypt.final()])
      return `${KEY_ID}.${Buffer.concat([iv, tag(iv, body), body]).toString('base64url')}`
    },
    open(sealed) {
      const [keyId, encoded = ''] = sealed.split('.')
      const bytes = Buffer.from(encoded, 'base64url')
      const [iv, seen, body] = [bytes.subarray(0, 16), bytes.subarray(16, 48), bytes.subarray(48)]
      if (keyId !== KEY_ID || seen.length !== 32 || !timingSafeEqual(seen, tag(iv, body)))
        throw new Error('sealed value is damaged')
      const decrypt = createDecipheriv('sm4-ctr', cipher, iv)
      return Buffer.concat([decrypt.update(body), decrypt.final()]).toString('utf8')
    },
  }
}

/** A new opaque token (256 bits) and the digest that is stored in its place. */
export function newToken(): { token: string; digest: string } {
  const token = randomBytes(32).toString('base64url')
  return { token, digest: tokenDigest(token) }
}

export function tokenDigest(token: string): string {
  return createHash('sm3').update(token).digest('hex')
}

/** SM3 (GB/T 32905) of a text, hex. */
export function sm3(text: string): string {
  return createHash('sm3').update(text).digest('hex')
}
