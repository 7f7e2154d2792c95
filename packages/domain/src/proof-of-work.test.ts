import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { isSolved, leadingZeroBits, solve } from './proof-of-work.ts'

const hash = (text: string) => createHash('sha256').update(text).digest()

test('zero bits are counted across bytes', () => {
  expect(leadingZeroBits(Uint8Array.of(0x80))).toBe(0)
  expect(leadingZeroBits(Uint8Array.of(0x01))).toBe(7)
  expect(leadingZeroBits(Uint8Array.of(0, 0x10))).toBe(11)
  expect(leadingZeroBits(Uint8Array.of(0, 0))).toBe(16)
})

test('a challenge is solved by trying, in slices, and an answer fits only its own challenge', () => {
  const bits = 10
  let answer: number | undefined
  for (let from = 0; answer === undefined; from += 100) answer = solve('one', bits, { from, count: 100 }, hash)
  expect(isSolved('one', answer, bits, hash)).toBe(true)
  const others = Array.from({ length: 20 }, (_, n) => `other-${n}`)
  expect(others.filter((other) => isSolved(other, answer, bits, hash)).length).toBeLessThan(3)
})
