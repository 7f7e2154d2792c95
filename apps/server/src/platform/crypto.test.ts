import { createHash, createCipheriv } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCrypto, newToken, sm3, tokenDigest } from './crypto.ts'

const crypto = createCrypto('a secret key of more than thirty-two characters')

test('SM3 gives the digest of the standard’s example', () => {
  expect(sm3('abc')).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0')
  expect(createHash('sm3').update('abcd'.repeat(16)).digest('hex')).toBe(
    'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732',
  )
})

test('SM4 gives the ciphertext of the standard’s example', () => {
  const key = Buffer.from('0123456789abcdeffedcba9876543210', 'hex')
  const encrypt = createCipheriv('sm4-ecb', key, null).setAutoPadding(false)
  expect(encrypt.update(key, undefined, 'hex')).toBe('681edf34d206965e86b3e94f536e4246')
})

test('what is sealed opens again, and equal texts look different', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(crypto.open(crypto.seal(text))).toBe(text)
      expect(crypto.seal(text)).not.toBe(crypto.seal(text))
    }),
  )
})

test('one changed byte is found', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), (place, change) => {
      const [keyId = '', body = ''] = crypto.seal('770101199003070014').split('.')
      const bytes = Buffer.from(body, 'base64url')
      const index = place % bytes.length
      bytes[index] = (bytes[index] ?? 0) ^ change
      expect(() => crypto.open(`${keyId}.${bytes.toString('base64url')}`)).toThrow('damaged')
    }),
  )
})

test('another installation’s key opens nothing and finds nothing', () => {
  const other = createCrypto('quite another secret key of enough characters')
  expect(() => other.open(crypto.seal('text'))).toThrow('damaged')
  expect(other.blindIndex('phone', '13800770001')).not.toBe(crypto.blindIndex('phone', '13800770001'))
})

test('a digest for one kind of value is not the digest for another', () => {
  expect(crypto.blindIndex('phone', '1')).not.toBe(crypto.blindIndex('id-number', '1'))
})

test('only the digest of a token is needed to recognise it', () => {
  const { token, digest } = newToken()
  expect(tokenDigest(token)).toBe(digest)
  expect(digest).not.toContain(token)
})
