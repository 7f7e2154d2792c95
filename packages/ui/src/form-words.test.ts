import type { FormSchema } from '@zhengtong/domain/form-schema'
import { expect, test } from 'vitest'
import { answerInWords, rowsInWords, stepsOf } from './form-words.ts'

const yesNo = [
  { const: 'y', title: '是' },
  { const: 'n', title: '否' },
]

test('choices are read by their titles, an unknown one as it is', () => {
  expect(answerInWords({ type: 'string', title: '本地户籍', oneOf: yesNo }, 'y')).toBe('是')
  expect(answerInWords({ type: 'string', title: '本地户籍', oneOf: yesNo }, 'old')).toBe('old')
  expect(answerInWords({ type: 'array', title: '情形', items: { type: 'string', oneOf: yesNo } }, ['y', 'n'])).toBe(
    '是、否',
  )
})

test('dates, money, ticks and declarations read as a person says them', () => {
  expect(answerInWords({ type: 'string', title: '入住日期', format: 'date' }, '2026-01-05')).toBe('2026年1月5日')
  expect(answerInWords({ type: 'number', title: '月租', 'x-ui': { widget: 'money' } }, 1200)).toBe('1200 元')
  expect(answerInWords({ type: 'boolean', title: '要邮寄' }, false)).toBe('否')
  expect(answerInWords({ type: 'boolean', title: '我承诺', const: true }, true)).toBe('已确认')
})

test('a missing answer has no words, zero has', () => {
  expect(answerInWords({ type: 'integer', title: '子女数' }, undefined)).toBe('')
  expect(answerInWords({ type: 'integer', title: '子女数' }, 0)).toBe('0')
})

test('repeating rows become pairs of label and words', () => {
  const row = {
    type: 'object',
    additionalProperties: false,
    properties: { name: { type: 'string', title: '姓名' }, phone: { type: 'string', title: '电话' } },
  } as const
  expect(rowsInWords(row, [{ name: '李四' }])).toEqual([
    [
      ['姓名', '李四'],
      ['电话', '未填写'],
    ],
  ])
  expect(rowsInWords(row, undefined)).toEqual([])
})

test('a form without steps is one step with all its fields', () => {
  const schema: FormSchema = {
    type: 'object',
    additionalProperties: false,
    properties: { a: { type: 'boolean', title: '甲' } },
  }
  expect(stepsOf(schema)).toEqual([{ title: '填写信息', fields: ['a'] }])
})
