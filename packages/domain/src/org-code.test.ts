import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { completeOrgCode, isOrgCode, organisationCheckChar, orgCheckChar, parseOrgCode } from './org-code.ts'

const charset = Array.from('0123456789ABCDEFGHJKLMNPQRTUWXY')
const first16 = fc
  .tuple(
    fc.constantFrom('11', '51', '91', '92', 'Y1'),
    fc.constantFrom('770101', '770202'),
    fc.string({ unit: fc.constantFrom(...charset), minLength: 8, maxLength: 8 }),
  )
  .map((parts) => parts.join(''))

describe('organisation codes', () => {
  test('a code tells department, class, region and organisation', () => {
    expect(parseOrgCode('11770101MB0000000G')).toEqual({
      ok: true,
      value: {
        code: '11770101MB0000000G',
        department: '1',
        orgClass: '1',
        region: '770101',
        organisation: 'MB0000000',
      },
    })
  })

  test.each([
    ['11770101mb0000000g', 'format'],
    ['11770101MB0000000', 'format'],
    ['11770101MB000000OG', 'format'],
    ['11770101MB0000000H', 'checksum'],
    ['11770101MB0000001G', 'checksum'],
  ])('%s is refused: %s', (code, reason) => {
    expect(parseOrgCode(code)).toEqual({ ok: false, reason })
  })

  test('a wrong inner check character is noticed though the outer one is right', () => {
    const first17 = '11770101MB0000005'
    expect(parseOrgCode(first17 + orgCheckChar(first17))).toEqual({ ok: false, reason: 'checksum' })
  })

  test('check characters ask for the characters of their standard', () => {
    expect(() => orgCheckChar('1177010')).toThrow(RangeError)
    expect(() => organisationCheckChar('mb000000')).toThrow(RangeError)
  })

  test('completed codes are right, also where the rest is 0 and where the check is X', () => {
    const lastChars = new Set<string | undefined>()
    fc.assert(
      fc.property(first16, (start) => {
        const code = completeOrgCode(start)
        lastChars.add(code[17])
        expect(isOrgCode(code)).toBe(true)
      }),
      { numRuns: 1000 },
    )
    expect(lastChars.has('0')).toBe(true)
  })

  test('one changed character is noticed', () => {
    const position = fc.integer({ min: 8, max: 17 })
    fc.assert(
      fc.property(first16, position, fc.constantFrom(...charset), (start, at, char) => {
        const code = completeOrgCode(start)
        fc.pre(code[at] !== char)
        expect(isOrgCode(code.slice(0, at) + char + code.slice(at + 1))).toBe(false)
      }),
    )
  })
})
