import { createHash, createPrivateKey, createSign } from 'node:crypto'

/** Public on purpose, as all of the sandbox: it vouches for demo people only. The private key is PKCS #8, the public one a point. */
const privateKey =
  'MIGHAgEAMBMGByqGSM49AgEGCCqBHM9VAYItBG0wawIBAQQgA2XAzKfPkWN7EWu+BjvJ+KQnIVZ9eYRq9qU9mWOu4PyhRANCAASfFg1XBOD5WG9z8gGtEQE2T9nVKiCI693pRnFuvToNvDcBFbCzmjc21x68Axw03zSw78Y2MlaRdbcT9DlSxuzr'
export const trustedPublicKey =
  '049f160d5704e0f9586f73f201ad1101364fd9d52a2088ebdde946716ebd3a0dbc370115b0b39a3736d71ebc031c34df34b0efc63632569175b713f43952c6eceb'

/** Length and text of the user id, then curve and base point: what GB/T 32918.2 (5.5) puts before the message, besides the key. */
const head = Buffer.concat([
  Buffer.from([0, 128]),
  Buffer.from('1234567812345678'),
  Buffer.from(
    'fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc' +
      '28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93' +
      '32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7' +
      'bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0',
    'hex',
  ),
])
const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' })
const za = createHash('sm3')
  .update(head)
  .update(Buffer.from(trustedPublicKey.slice(2), 'hex'))
  .digest()

/** SM2 signature with SM3 (DER, base64); written apart from the platform's, so that the two check each other. */
export const sign = (text: string): string => createSign('SM3').update(za).update(text).sign(key, 'base64')
