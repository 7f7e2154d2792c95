import { expect, test } from 'vitest'
import { drivingFileOffice, isDrivingFile } from './driving-file.ts'

test.each([
  ['770100012345', true],
  ['77010001234', false],
  ['770101199003070014', false],
  ['77010001234X', false],
])('%s is a driving licence file number: %s', (text, expected) => {
  expect(isDrivingFile(text)).toBe(expected)
})

test('the first four digits name the office', () => {
  expect(drivingFileOffice('770100012345')).toBe('7701')
})
