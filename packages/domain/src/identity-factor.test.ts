import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { factorKinds, factors } from './identity-factor.ts'

describe('identity factors', () => {
  test.each([
    ['phone', '+86 138-0077-0001', true],
    ['phone', '1380077000', false],
    ['socialSecurityCard', 'a77000001', true],
    ['socialSecurityCard', 'A7700001', false],
    ['bankCard', '6222 0000 0000 0000 012', true],
    ['bankCard', '6222000000000000013', false],
    ['providentFund', '7701-0000-1234', true],
    ['providentFund', '', false],
    ['providentFund', '123456789012345678901', false],
    ['drivingFile', '７７０１０００１２３４５', true],
    ['drivingFile', '770100012', false],
  ] as const)('%s %s: %s', (kind, typed, expected) => {
    const factor = factors[kind]
    expect(factor.isValid(factor.normalise(typed))).toBe(expected)
  })

  test('each has a label, a hint and a fault in Chinese', () => {
    expect(factorKinds.toSorted()).toEqual(Object.keys(factors).toSorted())
    for (const kind of factorKinds) {
      const { label, hint, fault } = factors[kind]
      for (const text of [label, hint, fault]) expect(text).toMatch(/\p{Script=Han}/u)
    }
  })

  test('normalising twice is normalising once', () => {
    fc.assert(
      fc.property(fc.constantFrom(...factorKinds), fc.stringMatching(/^[ \-+0-9A-Za-z]{0,30}$/), (kind, text) => {
        fc.pre(kind !== 'phone')
        const once = factors[kind].normalise(text)
        expect(factors[kind].normalise(once)).toBe(once)
      }),
    )
  })
})
