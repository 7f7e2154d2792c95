import { expect, test } from 'vitest'
import { documentKinds, documentNumber, documentOf } from './documents.ts'

test('every act gives one document at most, and every kind has a word of its own in its number', () => {
  const acts = Object.values(documentKinds).flatMap((kind) => [...kind.acts])
  expect(new Set(acts).size).toBe(acts.length)
  expect(new Set(Object.values(documentKinds).map(({ word }) => word)).size).toBe(Object.keys(documentKinds).length)
  expect(documentOf('deem-accepted')).toBe('acceptance')
  expect(documentOf('review')).toBeUndefined()
})

test('a number has six digits and grows past them', () => {
  expect(documentNumber('acceptance', 2026, 123)).toBe('受理〔2026〕第000123号')
  expect(documentNumber('grant', 2026, 1_234_567)).toBe('准予〔2026〕第1234567号')
})
