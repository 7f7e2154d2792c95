import { expect, test } from 'vitest'
import { csv } from './csv.ts'

test('commas, quotes and line ends stay in their cell; nothing becomes a formula', () => {
  expect(csv([['a', 'b,c', 'd"e', 'f\ng']])).toBe('\uFEFFa,"b,c","d""e","f\ng"\r\n')
  for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', ' =1', '\t=1', '=HYPERLINK("http://x")'])
    expect(
      csv([[formula]])
        .replace('\uFEFF', '')
        .replace(/^"/, ''),
    ).toMatch(/^'/)
  expect(csv([['张三', '2026-11-23']])).toBe('\uFEFF张三,2026-11-23\r\n')
})
