import { expect, test } from 'vitest'
import { afterQuietHours, holdUntil, minuteOf, waitMinutes } from './queue-rules.ts'

const at = (time: string) => new Date(`2026-11-23T${time}:00+08:00`)

test('nobody is woken between 22:00 and 8:00', () => {
  expect(afterQuietHours(at('21:59'))).toEqual(at('21:59'))
  expect(afterQuietHours(at('22:00'))).toEqual(new Date('2026-11-24T08:00:00+08:00'))
  expect(afterQuietHours(at('00:30'))).toEqual(at('08:00'))
  expect(afterQuietHours(at('08:00'))).toEqual(at('08:00'))
})

test('a place that is free at night is kept until the morning', () => {
  expect(holdUntil(at('10:00'), 15)).toEqual(at('10:15'))
  expect(holdUntil(at('03:00'), 15)).toEqual(at('08:15'))
  expect(minuteOf(at('08:15'))).toBe(495)
})

test('the wait is counted from those before, the windows and today’s pace', () => {
  expect(waitMinutes(0, 3, 12)).toBe(0)
  expect(waitMinutes(4, 2, 12)).toBe(25)
  expect(waitMinutes(3, 3, null)).toBe(10)
})
