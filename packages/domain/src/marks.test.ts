import { expect, test } from 'vitest'
import { isOnPage, markInWords, placeInWords, whereInWords, wholePage } from './marks.ts'

test('a mark is where its middle is', () => {
  const at = (x: number, y: number) => placeInWords({ x: x - 0.05, y: y - 0.05, width: 0.1, height: 0.1 })
  expect([at(0.1, 0.1), at(0.5, 0.1), at(0.9, 0.1)]).toEqual(['左上方', '上方', '右上方'])
  expect([at(0.1, 0.5), at(0.5, 0.5), at(0.9, 0.5)]).toEqual(['左侧', '中间', '右侧'])
  expect([at(0.1, 0.95), at(0.5, 0.95), at(0.95, 0.95)]).toEqual(['左下方', '下方', '右下方'])
  expect(placeInWords(wholePage)).toBe('')
})

test('pages have numbers, pictures have none', () => {
  const corner = { x: 0.7, y: 0.8, width: 0.2, height: 0.1 }
  expect(whereInWords('application/pdf', 2, corner)).toBe('第2页右下方')
  expect(whereInWords('application/pdf', 2, wholePage)).toBe('第2页')
  expect(whereInWords('image/png', 1, corner)).toBe('图片右下方')
  expect(whereInWords('image/jpeg', 1, wholePage)).toBe('整张图片')
  expect(markInWords({ where: '第2页', note: '印章看不清' })).toBe('第2页：印章看不清')
})

test('a mark lies on its page and can be seen', () => {
  expect(isOnPage(wholePage)).toBe(true)
  expect(isOnPage({ x: 0.5, y: 0.5, width: 0.5, height: 0.5 })).toBe(true)
  for (const rect of [
    { ...wholePage, x: 0.1 },
    { ...wholePage, y: -0.1 },
    { x: 0.2, y: 0.2, width: 0, height: 0.1 },
    { x: 0.2, y: 0.2, width: 0.1, height: 0.001 },
    { x: Number.NaN, y: 0, width: 1, height: 1 },
  ])
    expect(isOnPage(rect)).toBe(false)
})
