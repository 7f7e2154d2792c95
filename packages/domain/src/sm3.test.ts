import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sm3 } from './sm3.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

test('the two examples of GB/T 32905-2016', () => {
  expect(sm3(bytes('abc'))).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0')
  expect(sm3(bytes('abcd'.repeat(16)))).toBe('debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732')
})

test('agrees with OpenSSL for any bytes, across the borders of blocks', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (any) => {
      expect(sm3(any)).toBe(createHash('sm3').update(any).digest('hex'))
    }),
  )
})
