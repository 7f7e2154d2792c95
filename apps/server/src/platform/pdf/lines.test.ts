import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Font } from './font.ts'
import { linesOf, type Line } from './lines.ts'

/** A font that has no characters past the first 65,536; Chinese ones are an em wide, others half. */
const font: Font = {
  ascent: 0,
  descent: 0,
  capHeight: 0,
  box: [],
  glyphOf: (codePoint) => (codePoint > 0xff_ff ? 0 : codePoint),
  widthOf: (glyph) => (glyph < 0x20_00 ? 500 : 1_000),
  subset: () => Buffer.alloc(0),
}
const shown = (lines: Line[]) => lines.map(({ cells }) => cells.map((cell) => cell.shown).join(''))

test('no line begins with a closing mark or ends with an opening one', () => {
  expect(shown(linesOf(font, '申请人提交材料，受理（登记）。', 7_000))).toEqual([
    '申请人提交材',
    '料，受理（登',
    '记）。',
  ])
  expect(shown(linesOf(font, '申请人提交（材料）', 6_000))).toEqual(['申请人提交', '（材料）'])
})

test('words and numbers stay whole, unless they are wider than a line', () => {
  expect(shown(linesOf(font, '编号 ABC-1234 的材料', 5_000))).toEqual(['编号 ', 'ABC-1234 ', '的材料'])
  expect(shown(linesOf(font, 'ABCDEFGHIJKL', 3_000))).toEqual(['ABCDEF', 'GHIJKL'])
})

test('a character that the font has not shows its number and keeps its meaning', () => {
  expect(linesOf(font, '李𠮷', 20_000)[0]?.cells).toMatchObject([
    { shown: '李' },
    { shown: '〔U+20BB7〕', meant: '𠮷' },
  ])
})

test('whatever is written, nothing but spaces is lost and no line is wider than there is room', () => {
  const piece = fc.constantFrom('申', '请', '，', '。', '（', '）', '“', '”', 'Ab', '12', ' ')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join('')
      const lines = linesOf(font, text, 8_000, 2_000)
      expect(shown(lines).join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
      for (const { width } of lines) expect(width).toBeLessThanOrEqual(8_500)
    }),
  )
})
