import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { caseNumberOf, isQueryCode, looksLikeCaseNumber, parseCaseNumber, queryCodeOf } from './case-number.ts'

const taskCode = '11770101MB0000000G3770117001001'

describe('case numbers', () => {
  test('the first case of a day has 43 characters', () => {
    expect(caseNumberOf(taskCode, '2026-11-23', 1)).toBe(`${taskCode}202611230001`)
    expect(caseNumberOf(taskCode, '2026-11-23', 1)).toHaveLength(43)
  })

  test('the sequence widens past 9999 and stays within 50 characters', () => {
    expect(caseNumberOf(taskCode, '2026-11-23', 10_000)).toBe(`${taskCode}2026112310000`)
    expect(caseNumberOf(taskCode, '2026-11-23', 99_999_999_999)).toHaveLength(50)
    expect(() => caseNumberOf(taskCode, '2026-11-23', 100_000_000_000)).toThrow(RangeError)
  })

  test.each([
    [taskCode.slice(1), '2026-11-23', 1],
    [taskCode, '2026-02-30', 1],
    [taskCode, '2026-11-23', 0],
    [taskCode, '2026-11-23', 1.5],
  ])('%s %s %s makes no number', (code, date, sequence) => {
    expect(() => caseNumberOf(code, date, sequence)).toThrow(RangeError)
  })

  test('numbers are read as they were written and differ by sequence', () => {
    const sequence = fc.integer({ min: 1, max: 99_999_999_999 })
    fc.assert(
      fc.property(sequence, sequence, (one, other) => {
        const number = caseNumberOf(taskCode, '2026-11-23', one)
        expect(parseCaseNumber(number)).toEqual({ taskCode, date: '2026-11-23', sequence: one })
        expect(caseNumberOf(taskCode, '2026-11-23', other) === number).toBe(one === other)
      }),
    )
  })

  test.each(['', taskCode, `${taskCode}202613010001`, `${taskCode}202611230000`, `${taskCode}2026112300001`])(
    '"%s" is no case number',
    (text) => {
      expect(parseCaseNumber(text)).toBeNull()
    },
  )
})

describe('query codes', () => {
  test('twelve digits and a Luhn digit; one wrong digit is noticed', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{12}$/), fc.integer({ min: 0, max: 12 }), (digits, at) => {
        const code = queryCodeOf(digits)
        expect(code).toHaveLength(13)
        expect(isQueryCode(code)).toBe(true)
        expect(isQueryCode(code.slice(0, at) + ((Number(code[at]) + 1) % 10) + code.slice(at + 1))).toBe(false)
      }),
    )
    expect(() => queryCodeOf('123')).toThrow(RangeError)
  })
})

describe('search texts', () => {
  test.each([
    [`${taskCode}202611230001`, true],
    [` ${taskCode.toLowerCase()} 20261123 0001 `, true],
    [queryCodeOf('770000000001'), true],
    ['７７００ ００００ ００００ １', false],
    ['身份证丢了', false],
    ['13800770001', false],
    ['', false],
  ])('%s goes to the progress lookup: %s', (text, expected) => {
    expect(looksLikeCaseNumber(text)).toBe(expected)
  })
})
