import { expect, test } from 'vitest'
import { calendarFile } from './calendar-file.ts'

const entry = {
  uid: '0193a5b0@zhengtong',
  start: new Date('2026-11-24T01:00:00Z'),
  end: new Date('2026-11-24T01:30:00Z'),
  title: '办理：居民身份证补领',
  place: '户籍大厅，和平大道 1 号; 2 楼',
  text: '预约码 123456\n来不了请提前取消',
  stamp: new Date('2026-11-23T02:00:00Z'),
}

test('an entry with its times in UTC, escaped texts and two reminders', () => {
  const file = calendarFile(entry)
  expect(file).toContain('DTSTART:20261124T010000Z\r\nDTEND:20261124T013000Z\r\n')
  expect(file).toContain(String.raw`LOCATION:户籍大厅，和平大道 1 号\; 2 楼`)
  expect(file).toContain(String.raw`DESCRIPTION:预约码 123456\n来不了请提前取消`)
  expect(file.match(/TRIGGER:(-P1D|-PT2H)/g)).toHaveLength(2)
})

test('no line is longer than 75 octets, and unfolded it is whole', () => {
  const title = '居民身份证补领、换领和首次申领'.repeat(10)
  const file = calendarFile({ ...entry, title })
  for (const line of file.split('\r\n')) expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75)
  expect(file.replaceAll('\r\n ', '')).toContain(`SUMMARY:${title}\r\n`)
})
