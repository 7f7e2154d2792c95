import {
  createHash,
  createPrivateKey,
  createPublicKey,
  createSign,
  createVerify,
  generateKeyPairSync,
} from 'node:crypto'

/** Parameters a and b of the curve and its base point (GB/T 32918.5), hex; ZA binds the signature to them. */
const CURVE =
  'fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc' +
  '28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93' +
  '32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7' +
  'bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0'
/** The user id that the standard names where none is agreed on. */
const USER_ID = '1234567812345678'
/** SubjectPublicKeyInfo of an SM2 key up to the 65 bytes of the point. */
const SPKI_HEAD = '3059301306072a8648ce3d020106082a811ccf5501822d034200'

/** A new key pair: the private key as PKCS #8 (base64), the public key as an uncompressed point (hex, 04...). */
export function newSigningKey(): { privateKey: string; publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'SM2',
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
    publicKeyEncoding: { type: 'spki', format: 'der' },
  })
  return { privateKey: privateKey.toString('base64'), publicKey: publicKey.subarray(-65).toString('hex') }
}

/**
 * SM2 signature (GB/T 32918.2, DER, base64) of a text. Node adds no ZA of its own, so it goes in front of the message:
 * without it a round trip still succeeds and every other implementation refuses the signature.
 */
export function signSm2(text: string, privateKey: string, publicKey: string): string {
  const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' })
  return createSign('SM3').update(identityDigest(publicKey)).update(text).sign(key, 'base64')
}

/** Whether the signature is by this public key over exactly this text. */
export function verifySm2(text: string, signature: string, publicKey: string): boolean {
  const key = createPublicKey({ key: Buffer.from(SPKI_HEAD + publicKey, 'hex'), format: 'der', type: 'spki' })
  return createVerify('SM3')
    .update(identityDigest(publicKey))
    .update(text)
    .verify(key, Buffer.from(signature, 'base64'))
}

/** ZA: the digest of user id, curve and public key (GB/T 32918.2, 5.5). */
export function identityDigest(publicKey: string): Buffer {
  const bits = Buffer.alloc(2)
  bits.writeUInt16BE(USER_ID.length * 8)
  return createHash('sm3')
    .update(bits)
    .update(USER_ID)
    .update(Buffer.from(CURVE + publicKey.slice(2), 'hex'))
    .digest()
}
