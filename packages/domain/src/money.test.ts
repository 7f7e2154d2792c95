import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addFen, fen, formatYuan, parseYuan } from './money.ts'

describe('money', () => {
  test.each([
    ['1234.50', 123_450],
    ['0.1', 10],
    ['0', 0],
    ['20', 2000],
    ['0.05', 5],
    ['90071992547409.91', Number.MAX_SAFE_INTEGER],
  ])('%s 元 is %i 分', (text, amount) => {
    expect(parseYuan(text)).toBe(amount)
  })

  test.each([
    '',
    '1,234.50',
    '-1',
    '+1',
    '1.234',
    '.5',
    '1.',
    '01',
    '1e3',
    ' 1',
    '１',
    '123456789012345',
    '90071992547409.92',
  ])('"%s" is no amount', (text) => {
    expect(parseYuan(text)).toBeNull()
  })

  test('0.1 and 0.2 make exactly 0.30', () => {
    expect(formatYuan(addFen(fen(10), fen(20)))).toBe('0.30')
  })

  test('refunds are written with a minus', () => {
    expect(formatYuan(fen(-5))).toBe('-0.05')
  })

  test('fractions and amounts too large to be exact are refused', () => {
    expect(() => fen(0.5)).toThrow(RangeError)
    expect(() => fen(Number.NaN)).toThrow(RangeError)
    expect(() => addFen(fen(Number.MAX_SAFE_INTEGER), fen(1))).toThrow(RangeError)
  })

  test('every amount survives writing and reading', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (amount) => {
        expect(parseYuan(formatYuan(fen(amount)))).toBe(amount)
      }),
    )
  })
})
