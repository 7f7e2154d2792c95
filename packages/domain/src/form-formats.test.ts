import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dateFault, formats } from './form-formats.ts'

const context = { today: '2026-11-23', allowDemo: true }

test.each([
  ['date', ' 2026-11-23', null],
  ['date', '23/11/2026', '应为真实的日期，例如 2026-01-31'],
  ['mobile', '+86 13800770001', null],
  ['citizen-id', '７７０１０１１９９００３０７００１４', null],
  ['citizen-id', '770101199002300017', '中的出生日期不存在，请对照证件检查'],
  ['org-code', ' 11770101MB0000000G', null],
  ['bank-card', '4111-1111-1111-1111', null],
] as const)('%s %s: %s', (name, typed, expected) => {
  const format = formats[name]
  expect(format.fault(format.normalise(typed), context)).toBe(expected)
})

test('today is neither in the future nor in the past', () => {
  expect(dateFault('2026-11-23', { notFuture: true, notPast: true }, context.today)).toBeNull()
  expect(dateFault('2026-11-24', { notFuture: true }, context.today)).toBe('不能晚于今天')
  expect(dateFault('2026-11-22', { notPast: true }, context.today)).toBe('不能早于今天')
  expect(dateFault('1900-01-01', undefined, context.today)).toBeNull()
})

test('no text makes a format throw', () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.values(formats)), fc.string(), (format, text) => {
      const fault = format.fault(format.normalise(text), context)
      expect(fault === null || fault.length > 0).toBe(true)
    }),
  )
})
