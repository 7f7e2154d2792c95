import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dayNumber, isPlainDate, isWeekend, shiftDays, shiftMonths } from './plain-date.ts'

const anyDate = fc
  .date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2199-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))

describe('plain dates', () => {
  test.each(['2026-11-23', '2024-02-29', '2000-02-29', '1900-12-31'])('%s is a day', (text) => {
    expect(isPlainDate(text)).toBe(true)
  })

  test.each([
    '2025-02-29',
    '1900-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31',
    '2026-4-1',
    '20260401',
    '',
    '0999-01-01',
  ])('%s is not a day', (text) => {
    expect(isPlainDate(text)).toBe(false)
    expect(() => dayNumber(text)).toThrow(RangeError)
  })

  test('months keep the day number or end with the month', () => {
    expect(shiftMonths('2026-01-31', 1)).toBe('2026-02-28')
    expect(shiftMonths('2024-01-31', 1)).toBe('2024-02-29')
    expect(shiftMonths('2026-11-30', 3)).toBe('2027-02-28')
    expect(shiftMonths('2026-12-15', 1)).toBe('2027-01-15')
    expect(shiftMonths('2026-01-15', -1)).toBe('2025-12-15')
  })

  test('weekends are Saturdays and Sundays', () => {
    expect(['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23'].map(isWeekend)).toEqual([false, true, true, false])
    expect(isWeekend('1969-12-28')).toBe(true)
  })

  test('shifting days there and back again changes nothing', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: -20_000, max: 20_000 }), (date, days) => {
        const moved = shiftDays(date, days)
        expect(shiftDays(moved, -days)).toBe(date)
        expect(dayNumber(moved) - dayNumber(date)).toBe(days)
      }),
    )
  })
})
