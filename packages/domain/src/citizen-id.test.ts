import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ageOn, checkDigit, normaliseCitizenId, parseCitizenId, upgradeFifteen } from './citizen-id.ts'

const parse = (input: string) => parseCitizenId(input, { today: '2026-11-23', allowDemo: true })

const complete = (first17: string) => first17 + checkDigit(first17)

const demoNumber = fc
  .tuple(
    fc.integer({ min: 0, max: 9999 }),
    fc.date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2026-11-22T00:00:00Z'), noInvalidDate: true }),
    fc.integer({ min: 0, max: 999 }),
  )
  .map(([region, birth, sequence]) => {
    const digits = (value: number, width: number) => String(value).padStart(width, '0')
    return complete(
      `77${digits(region, 4)}${birth.toISOString().slice(0, 10).replaceAll('-', '')}${digits(sequence, 3)}`,
    )
  })

describe('citizen identity numbers', () => {
  test.each([
    ['770101199003070014', '1990-03-07', 'M', '770101', 'citizen'],
    ['770101198512310026', '1985-12-31', 'F', '770101', 'citizen'],
    ['770101200002290037', '2000-02-29', 'M', '770101', 'citizen'],
    ['77010119900307009x', '1990-03-07', 'M', '770101', 'citizen'],
    [complete('81000019900307001'), '1990-03-07', 'M', '810000', 'hk-macao-taiwan-residence'],
    [complete('82000019900307002'), '1990-03-07', 'F', '820000', 'hk-macao-taiwan-residence'],
    [complete('97784019800115001'), '1980-01-15', null, '770000', 'foreign-permanent'],
  ])('%s tells birth, sex, region and kind', (input, birthDate, sex, region, kind) => {
    expect(parse(input)).toEqual({ ok: true, value: { number: input.toUpperCase(), birthDate, sex, region, kind } })
  })

  test.each([
    ['', 'format'],
    ['770101900307001', 'format'],
    ['070101199003070014', 'format'],
    ['7701011990030700X4', 'format'],
    ['770101170003070014', 'format'],
    ['770101199003070014 1', 'format'],
    ['770101199002300017', 'date'],
    ['770101202611240018', 'future'],
    ['770101199003070024', 'checksum'],
  ])('%s is refused: %s', (input, reason) => {
    expect(parse(input)).toEqual({ ok: false, reason })
  })

  test('full-width digits, spaces around and a small x are accepted and normalised', () => {
    expect(normaliseCitizenId('　７７０１０１１９９００３０７００９ｘ ')).toBe('77010119900307009X')
    expect(parse('７７０１０１１９９００３０７００１４').ok).toBe(true)
  })

  test('demo numbers are refused unless they are allowed', () => {
    expect(parseCitizenId('770101199003070014')).toEqual({ ok: false, reason: 'demo-not-allowed' })
    expect(parseCitizenId('770101199003070014', { allowDemo: false }).ok).toBe(false)
  })

  test('a birth today is not in the future', () => {
    expect(parse(complete('77010120261123001')).ok).toBe(true)
  })

  test('every well-made number is accepted, and any one changed digit is noticed', () => {
    fc.assert(
      fc.property(demoNumber, fc.integer({ min: 0, max: 16 }), fc.integer({ min: 1, max: 9 }), (number, at, by) => {
        expect(parse(number).ok).toBe(true)
        const changed = number.slice(0, at) + ((Number(number[at]) + by) % 10) + number.slice(at + 1)
        expect(parse(changed).ok).toBe(false)
      }),
    )
  })

  test('any text gets an answer, never an exception', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(typeof parse(text).ok).toBe('boolean')
      }),
    )
  })
})

describe('15-digit numbers', () => {
  test('gain the century and the check character', () => {
    expect(upgradeFifteen('770101900307001')).toBe('770101199003070014')
  })

  test.each(['', '77010190030700', '770101900230001', '77010190030700X'])('%s is not one', (text) => {
    expect(upgradeFifteen(text)).toBeNull()
  })
})

describe('age', () => {
  test.each([
    ['1990-03-07', '2026-03-06', 35],
    ['1990-03-07', '2026-03-07', 36],
    ['2000-02-29', '2026-02-28', 25],
    ['2000-02-29', '2026-03-01', 26],
    ['2000-02-29', '2024-02-29', 24],
    ['2026-11-23', '2026-11-23', 0],
  ])('born %s is on %s %i years old', (birth, date, age) => {
    expect(ageOn(birth, date)).toBe(age)
  })
})
