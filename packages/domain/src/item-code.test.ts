import { describe, expect, test } from 'vitest'
import {
  handleItemCodeOf,
  itemType,
  itemTypes,
  parseCatalogCode,
  parseHandleItemCode,
  parseTaskCode,
  taskCodeOf,
} from './item-code.ts'

const taskCode = '11770101MB0000000G3770117001001'

describe('item codes', () => {
  test('a catalogue code tells province, type, department, main and sub item', () => {
    expect(parseCatalogCode('370117002011')).toEqual({
      province: '37',
      itemType: '01',
      department: '17',
      main: '002',
      sub: '011',
    })
  })

  test('a task code tells agency, level and catalogue code', () => {
    expect(parseTaskCode(taskCode)).toEqual({
      agencyCode: '11770101MB0000000G',
      level: '3',
      catalogCode: '770117001001',
    })
    expect(taskCodeOf('11770101MB0000000G', '3', '770117001001')).toBe(taskCode)
  })

  test.each([
    '',
    'XK00101001',
    taskCode.slice(0, 30),
    `${taskCode}1`,
    taskCode.toLowerCase(),
    taskCode.replace('G3', 'H3'),
    taskCode.replace('G3', 'G8'),
    '511A0138000000-511602000000-000-1151130108',
  ])('"%s" is no task code', (code) => {
    expect(parseTaskCode(code)).toBeNull()
  })

  test.each(['', '1234567890', '77011700100X', '7701170010011'])('"%s" is no catalogue code', (code) => {
    expect(parseCatalogCode(code)).toBeNull()
  })

  test('a task code is not made from wrong parts', () => {
    expect(() => taskCodeOf('11770101MB0000000H', '3', '770117001001')).toThrow(RangeError)
    expect(() => taskCodeOf('11770101MB0000000G', '3', '7701')).toThrow(RangeError)
  })

  test('a handle item adds two digits to its task', () => {
    expect(handleItemCodeOf(taskCode, 7)).toBe(`${taskCode}07`)
    expect(parseHandleItemCode(`${taskCode}07`)).toEqual({ taskCode, sequence: 7 })
    expect(parseHandleItemCode(`${taskCode}00`)).toBeNull()
    expect(parseHandleItemCode(taskCode)).toBeNull()
    expect(() => handleItemCodeOf(taskCode, 100)).toThrow(RangeError)
  })
})

describe('item types', () => {
  test('citizens apply for exactly the types on request', () => {
    const onRequest = Object.entries(itemTypes).filter(([, type]) => type.onRequest)
    expect(onRequest.map(([code]) => code).toSorted()).toEqual(['01', '04', '05', '07', '08', '09', '10', '20'])
  })

  test('extensions are named by their range, anything else is unknown', () => {
    expect(itemType('07')?.name).toBe('行政确认')
    expect(itemType('15')).toEqual({ name: '其他行政权力', onRequest: false })
    expect(itemType('21')).toEqual({ name: '公共服务', onRequest: true })
    expect(itemType('constructor')).toBeNull()
    expect(itemType('7')).toBeNull()
  })
})
