import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { licenceCheckChar, licenceIdOf, nextVersion, parseLicenceId } from './licence-id.ts'

const demo = '1.2.156.3005.2.11100000000013338W009.11770101MB0000000G.DEMO0000000000000001.001.O'

describe('licence identifiers', () => {
  test('an identifier tells its parts', () => {
    expect(parseLicenceId(demo)).toEqual({
      ok: true,
      value: {
        certType: '11100000000013338W009',
        issuer: '11770101MB0000000G',
        serial: 'DEMO0000000000000001',
        version: 1,
        check: 'O',
      },
    })
  })

  test('the published GRid example has check M', () => {
    expect(licenceCheckChar('A12425GABC1234002')).toBe('M')
  })

  test.each([
    [demo.replace('.O', '.P'), 'checksum'],
    [demo.toLowerCase(), 'format'],
    [demo.replace('1.2.156', '1.2.157'), 'format'],
    [demo.replace('.001.', '.000.'), 'format'],
    [demo.replace('.001.', '.1.'), 'format'],
    ['', 'format'],
  ])('%s is refused: %s', (text, reason) => {
    expect(parseLicenceId(text)).toEqual({ ok: false, reason })
  })

  test('a re-issue raises the version and changes the check', () => {
    expect(nextVersion(demo)).toBe(demo.replace('.001.O', '.002.M'))
  })

  test('there is no version after 999 and none of a wrong identifier', () => {
    const last = licenceIdOf({ certType: '11100000000013338W009', issuer: '770101', serial: 'A1', version: 999 })
    expect(() => nextVersion(last)).toThrow(RangeError)
    expect(() => nextVersion('1.2.3')).toThrow(RangeError)
  })

  test('what is written can be read, and a changed serial is noticed', () => {
    const serial = fc.stringMatching(/^[0-9A-Z]{2,32}$/)
    fc.assert(
      fc.property(
        serial,
        fc.integer({ min: 1, max: 999 }),
        fc.constantFrom(...'0123456789ABCXYZ'),
        (text, version, char) => {
          const parts = { certType: '11100000000013338W009', issuer: '11770101MB0000000G', serial: text, version }
          const id = licenceIdOf(parts)
          expect(parseLicenceId(id)).toMatchObject({ ok: true, value: parts })
          fc.pre(char !== text[0])
          expect(parseLicenceId(id.replace(`.${text}.`, `.${char}${text.slice(1)}.`))).toEqual({
            ok: false,
            reason: 'checksum',
          })
        },
      ),
    )
  })
})
