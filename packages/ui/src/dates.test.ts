import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { dateInFull, dayInWords, instantInWords, legalDay } from './dates.ts'

beforeEach(() => vi.useFakeTimers({ now: new Date('2026-11-23T04:00:00Z') }))
afterEach(() => vi.useRealTimers())

test('an instant late in the UTC evening already belongs to the next day in Shanghai', () => {
  expect(legalDay(new Date('2026-11-23T16:30:00Z'))).toBe('2026-11-24')
  expect(instantInWords('2026-11-23T16:30:00Z')).toBe('11月24日 00:30')
})

test('the year is named only when it is not the current one', () => {
  expect(dayInWords('2026-11-30')).toBe('11月30日 周一')
  expect(dayInWords('2027-01-04')).toBe('2027年1月4日 周一')
  expect(instantInWords('2025-12-31T15:59:00Z')).toBe('2025年12月31日 23:59')
})

test('a date that a person typed is shown in full', () => {
  expect(dateInFull('2000-02-29')).toBe('2000年2月29日')
})
