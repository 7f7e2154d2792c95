import type { Font } from './font.ts'

/** What stands together in a line: a Chinese character, or a word or number of another script. */
export interface Cell {
  shown: string
  /** What it means, where that is not what is shown: a character that the font has not. */
  meant?: string
  /** Thousandths of the type size. */
  width: number
}
export interface Line {
  cells: readonly Cell[]
  width: number
  /** Ends its paragraph: it is not stretched. */
  isLast: boolean
}

const WORD = /[\p{Script=Latin}\p{Nd}.,:;/%+\-_@#&'()]+|[^]/gu
const unseen = /[\p{Cc}\p{Cf}\p{Variation_Selector}]/gu
/** Not at the beginning of a line, and not at its end (避头尾). */
const NOT_FIRST = /^[，。、；：？！）》」』〕】”’％·…—]/u
const NOT_LAST = /^[（《「『〔【“‘]/u

/** The cells of a text. A character that the font has not is shown by its number, so that nobody overlooks it. */
export function cellsOf(font: Font, text: string): Cell[] {
  return [...text.replaceAll(/\s+/g, ' ').replaceAll(unseen, '').matchAll(WORD)].flatMap(([word]) =>
    [...word].every((character) => has(font, character))
      ? [{ shown: word, width: widthOf(font, word) }]
      : [...word].map((character) => characterCell(font, character)),
  )
}

const has = (font: Font, character: string) => font.glyphOf(character.codePointAt(0) ?? 0) !== 0

function characterCell(font: Font, character: string): Cell {
  if (has(font, character)) return { shown: character, width: widthOf(font, character) }
  const shown = `〔U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}〕`
  return { shown, meant: character, width: widthOf(font, shown) }
}

export function widthOf(font: Font, text: string): number {
  return [...text].reduce((sum, character) => sum + font.widthOf(font.glyphOf(character.codePointAt(0) ?? 0)), 0)
}

/** Breaks a paragraph into lines; widths are in thousandths of the type size, `indent` is the first line's. */
export function linesOf(font: Font, text: string, width: number, indent = 0): Line[] {
  const lines: Line[] = []
  let line: Cell[] = []
  const lengthOf = (cells: readonly Cell[]) => cells.reduce((sum, cell) => sum + cell.width, 0)
  const room = () => width - (lines.length === 0 ? indent : 0)
  const close = (isLast: boolean) => {
    lines.push({ cells: line, width: lengthOf(line), isLast })
    line = []
  }
  for (const cell of cellsOf(font, text).flatMap((each) => pieces(font, each, width))) {
    if (line.length > 0 && lengthOf(line) + cell.width > room()) {
      const carried = carryOver(line, cell)
      line = line.slice(0, line.length - carried.length)
      close(false)
      line = carried
    }
    if (cell.shown !== ' ' || line.length > 0) line.push(cell)
  }
  if (line.length > 0 || lines.length === 0) close(true)
  return lines
}

/** What goes down with the cell that found no room: nothing may end or begin a line that must not. */
function carryOver(line: readonly Cell[], next: Cell): Cell[] {
  let from = line.length
  let first = next
  while (from > 1 && (NOT_FIRST.test(first.shown) || NOT_LAST.test(line[from - 1]?.shown ?? ''))) {
    from -= 1
    first = line[from] ?? next
  }
  return from > 1 ? line.slice(from) : []
}

/** A word wider than a line is broken where it must be. */
function pieces(font: Font, cell: Cell, width: number): Cell[] {
  if (cell.width <= width || cell.meant !== undefined) return [cell]
  return [...cell.shown].map((shown) => ({ shown, width: widthOf(font, shown) }))
}
