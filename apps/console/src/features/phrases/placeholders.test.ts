import { expect, test } from 'vitest'
import { fill, firstGap } from './placeholders.ts'

test('what stands in braces is filled in, and what is not known becomes a blank', () => {
  const values = { 事项名称: '食品经营许可', 材料名称: '' }
  expect(fill('“{事项名称}”缺{材料名称}，{别的}。', values)).toBe('“食品经营许可”缺＿＿，＿＿。')
  expect(fill('没有空格 {', values)).toBe('没有空格 {')
  // What was filled in is not looked at again.
  expect(fill('{事项名称}', { 事项名称: '{申请人}', 申请人: '张*' })).toBe('{申请人}')
})

test('the first gap is found from where the phrase begins', () => {
  expect(firstGap('依据《》第 条')).toEqual([3, 3])
  expect(firstGap('缺＿＿，《》')).toEqual([1, 3])
  expect(firstGap('＿＿\n缺＿＿', 3)).toEqual([4, 6])
  expect(firstGap('没有')).toBeNull()
})
