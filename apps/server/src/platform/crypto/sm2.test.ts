import { expect, test } from 'vitest'
import { identityDigest, newSigningKey, signSm2, verifySm2 } from './sm2.ts'

const msg = 'message digest'
const pub =
  '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13'
const z = 'b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3'
const r = 'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3'
const s = 'b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa'

/** DER of (r, s), base64. */
function der(first: string, second: string): string {
  const integer = (hex: string) => {
    const bytes = Buffer.from(hex, 'hex')
    const body = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes
    return Buffer.concat([Buffer.from([2, body.length]), body])
  }
  const body = Buffer.concat([integer(first), integer(second)])
  return Buffer.concat([Buffer.from([0x30, body.length]), body]).toString('base64')
}

test('the example of GB/T 32918.5 verifies, with its ZA; a changed message does not', () => {
  expect(identityDigest(pub).toString('hex')).toBe(z)
  expect(verifySm2(msg, der(r, s), pub)).toBe(true)
  expect(verifySm2(`${msg}.`, der(r, s), pub)).toBe(false)
})

test('what we sign verifies with our key only', () => {
  const { privateKey, publicKey } = newSigningKey()
  const signature = signSm2('检查点', privateKey, publicKey)
  expect(verifySm2('检查点', signature, publicKey)).toBe(true)
  expect(verifySm2('检查点二', signature, publicKey)).toBe(false)
  expect(verifySm2('检查点', signature, newSigningKey().publicKey)).toBe(false)
})
