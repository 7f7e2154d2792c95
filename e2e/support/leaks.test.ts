import { luhnDigit } from '@zhengtong/domain/bank-card'
import { checkDigit } from '@zhengtong/domain/citizen-id'
import { expect, test } from 'vitest'
import { findLeaks, readable } from './leaks.ts'

const idNumber = `77010119900307001${checkDigit('77010119900307001')}`
const card = `622200000000000001${luhnDigit('622200000000000001')}`
const kinds = (text: string, listed?: ReadonlySet<string>) => findLeaks('here', text, listed).map(({ kind }) => kind)

test('a planted number is found in a row, in a job, in a log line and in bytes, and is not repeated in the report', () => {
  expect(kinds(`(1,"{""idNumber"": ""${idNumber}""}")`)).toEqual(['identity number'])
  expect(kinds(`{"payload":{"phone":"13800770001"}}`)).toEqual(['phone'])
  expect(kinds(`{"level":30,"msg":"card ${card} refused"}`)).toEqual(['bank card'])
  expect(kinds(`/sms/messages?phone=13800770099&limit=5`)).toEqual(['phone'])
  expect(kinds(readable(`\\\\x${Buffer.from(`id ${idNumber}`).toString('hex')}`))).toEqual(['identity number'])
  expect(JSON.stringify(findLeaks('here', idNumber))).not.toContain(idNumber)
})

test('numbers of generated people are found, and other numbers of listed people as they stand', () => {
  expect(kinds('15410000007')).toEqual(['phone'])
  expect(kinds('fund GJJ7701000001.', new Set(['GJJ7701000001']))).toEqual(['listed number'])
})

test('digests, codes, masked and impossible numbers are none', () => {
  expect(kinds(`a${idNumber} ${idNumber}7 13800770001a`)).toEqual([])
  expect(kinds('770101********0014 138****0001 77010119901307001X 6222000000000000000')).toEqual([])
  expect(kinds('770120000007 11770101MB0000166Y')).toEqual([])
})
