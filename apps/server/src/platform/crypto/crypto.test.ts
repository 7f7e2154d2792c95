import { createCipheriv, createHmac, randomBytes } from 'node:crypto'
import { chmod, writeFile } from 'node:fs/promises'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { openPool } from '../db.ts'
import { createLog } from '../log.ts'
import { createCrypto } from './crypto.ts'
import { loadKeys, newToken, sm3, tokenDigest } from './index.ts'
import { replaceKey } from './key-store.ts'
import { sealerOf } from './sealing.ts'

const SECRET = 'a secret key of more than thirty-two characters'
const fresh = () => createCrypto(SECRET)
const crypto = fresh()
crypto.useKeys([{ id: 'identity-1', purpose: 'identity', secret: randomBytes(32), retired: false }])

let database: Awaited<ReturnType<typeof createTestDatabase>>
let pool: ReturnType<typeof openPool>
beforeAll(async () => {
  database = await createTestDatabase()
  pool = openPool(database.url, { size: 2, waitMs: 60_000 }, createLog('silent', 'test'))
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

test('SM3 gives the digests of the standard’s examples', () => {
  expect(sm3('abc')).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0')
  expect(sm3('abcd'.repeat(16))).toBe('debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732')
  expect(sm3('')).toBe('1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b')
  expect(createHmac('sm3', 'key').update('abc').digest('hex')).toBe(
    '28e63256e7c5a087b1f073265dc53092163f7b82729735d06f28f10af9d52393',
  )
})

test('SM4 gives the ciphertexts of the standard’s examples, once and after a million rounds', () => {
  const key = Buffer.from('0123456789abcdeffedcba9876543210', 'hex')
  const encrypt = createCipheriv('sm4-ecb', key, null).setAutoPadding(false)
  let block: Buffer = encrypt.update(key)
  expect(block.toString('hex')).toBe('681edf34d206965e86b3e94f536e4246')
  for (let round = 1; round < 1_000_000; round += 1) block = encrypt.update(block)
  expect(block.toString('hex')).toBe('595298c7c6fd271f0402f804c33d3f66')
}, 60_000)

test('what is sealed opens again, and equal texts look different', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(crypto.open(crypto.seal('identity', text))).toBe(text)
      expect(crypto.seal('identity', text)).not.toBe(crypto.seal('identity', text))
    }),
  )
})

test('one changed byte is found', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), (place, change) => {
      const [keyId = '', body = ''] = crypto.seal('identity', '770101199003070014').split('.')
      const bytes = Buffer.from(body, 'base64url')
      const index = place % bytes.length
      bytes[index] = (bytes[index] ?? 0) ^ change
      expect(() => crypto.open(`${keyId}.${bytes.toString('base64url')}`)).toThrow('damaged')
    }),
  )
})

test('a value from before there were data keys still opens', () => {
  expect(fresh().open(`k1.${sealerOf('k1', SECRET).seal(Buffer.from('13800770001'))}`)).toBe('13800770001')
})

test('the keys are in the database only wrapped, and two processes that start at once agree on them', async () => {
  const config = { secretKey: SECRET, kekFile: '', kekCommand: '' }
  const [one, two] = [fresh(), fresh()]
  await Promise.all([loadKeys({ pool, crypto: one, config }), loadKeys({ pool, crypto: two, config })])
  expect(two.open(one.seal('cases', '材料'))).toBe('材料')

  const before = one.seal('cases', '旧')
  await replaceKey(pool, config, 'cases')
  await loadKeys({ pool, crypto: one, config })
  const after = one.seal('cases', '新')
  expect(after.split('.')[0]).not.toBe(before.split('.')[0])
  expect(one.open(before)).toBe('旧')
  // Another process has not heard of the new key yet: it asks for it.
  let asked = 0
  two.onUnknownKey = () => (asked += 1)
  expect(() => two.open(after)).toThrow('not loaded')
  expect(asked).toBe(1)

  const stranger = createCrypto('quite another secret key of enough characters')
  const wrong = { ...config, secretKey: 'quite another secret key of enough characters' }
  await expect(loadKeys({ pool, crypto: stranger, config: wrong })).rejects.toThrow('damaged')
})

test('the key-encryption key may be a file, or a command that no shell reads', async () => {
  await pool.query('delete from platform.data_key')
  const kekFile = path.join(database.folder, 'kek')
  await writeFile(kekFile, randomBytes(32), { mode: 0o600 })
  const command = path.join(database.folder, 'hsm.mjs')
  await writeFile(
    command,
    `process.stdin.on('data', (text) => process.stdout.write(String(text).split('').reverse().join('')))`,
  )
  await chmod(command, 0o700)
  for (const how of [
    { kekFile, kekCommand: '' },
    { kekFile: '', kekCommand: `${process.execPath} ${command}` },
  ]) {
    await pool.query('delete from platform.data_key')
    const config = { secretKey: SECRET, ...how }
    const [one, two] = [fresh(), fresh()]
    await loadKeys({ pool, crypto: one, config })
    await loadKeys({ pool, crypto: two, config })
    expect(two.open(one.seal('identity', '文件'))).toBe('文件')
  }
  await expect(
    loadKeys({ pool, crypto: fresh(), config: { secretKey: SECRET, kekFile: '', kekCommand: '/bin/false ; true' } }),
  ).rejects.toThrow('KEK_COMMAND could not unwrap')
})

test('another installation’s key finds nothing', () => {
  const other = createCrypto('quite another secret key of enough characters')
  expect(other.blindIndex('phone', '13800770001')).not.toBe(crypto.blindIndex('phone', '13800770001'))
  expect(crypto.blindIndex('phone', '1')).not.toBe(crypto.blindIndex('id-number', '1'))
})

test('only the digest of a token is needed to recognise it', () => {
  const { token, digest } = newToken()
  expect(tokenDigest(token)).toBe(digest)
  expect(digest).not.toContain(token)
})
