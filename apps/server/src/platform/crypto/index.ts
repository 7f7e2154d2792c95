/**
 * All cryptography of the installation: SM2 signatures, SM3 digests, and sealing with SM4 under data keys that a
 * key-encryption key wraps. A certified module takes the place of these files.
 */
export { createCrypto, type Crypto } from './crypto.ts'
export { newToken, sm3, tokenDigest } from './digest.ts'
export { loadKeys, keepKeysFresh } from './key-store.ts'
export { newSigningKey, signSm2, verifySm2 } from './sm2.ts'
export { sealerOf } from './sealing.ts'
export { rotateKeys, type SealedColumn } from './rotation.ts'
