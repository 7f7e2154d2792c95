import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isBankCard, luhnDigit, passesLuhn } from './bank-card.ts'

const digits = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength, maxLength })

describe('bank cards', () => {
  test.each([
    ['4111111111111111', true],
    ['6222000000000000012', true],
    ['4111111111111112', false],
    ['411111111111', false],
    ['62220000000000000129', false],
    ['4111 1111 1111 1111', false],
    ['', false],
  ])('%s: %s', (text, expected) => {
    expect(isBankCard(text)).toBe(expected)
  })

  test('a number with its Luhn digit passes, and any one changed digit is noticed', () => {
    fc.assert(
      fc.property(digits(12, 18), fc.nat(), fc.integer({ min: 1, max: 9 }), (start, place, by) => {
        const card = start + luhnDigit(start)
        expect(isBankCard(card)).toBe(true)
        const at = place % card.length
        expect(passesLuhn(card.slice(0, at) + ((Number(card[at]) + by) % 10) + card.slice(at + 1))).toBe(false)
      }),
    )
  })

  test('letters have no Luhn digit', () => {
    expect(() => luhnDigit('12a')).toThrow(RangeError)
  })
})
