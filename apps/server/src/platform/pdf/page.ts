import type { Font } from './font.ts'
import { cellsOf, type Cell } from './lines.ts'
import { pdfText, utf16, type PdfFile, type Ref } from './pdf-file.ts'

const number = (value: number) => String(Math.round(value * 1_000) / 1_000)

/** The characters that a file uses of one font, each with a glyph of its own in the small font that is embedded. */
export class UsedFont {
  readonly font: Font
  readonly #codes = new Map<number, number>([[0, 0]])

  constructor(font: Font) {
    this.font = font
  }

  /** The characters as the content of a page names them: two bytes each, hex. */
  encode(text: string): string {
    return [...text]
      .map((character) => {
        const codePoint = character.codePointAt(0) ?? 0
        const code = this.#codes.get(codePoint) ?? this.#codes.size
        this.#codes.set(codePoint, code)
        return code.toString(16).padStart(4, '0')
      })
      .join('')
  }

  /** Embeds it: outlines, widths, and which character each glyph stands for, so that text can be searched and copied. */
  embed(file: PdfFile, name: string): Ref {
    const { font } = this
    const glyphs = [...this.#codes.keys()].map((codePoint) => font.glyphOf(codePoint))
    const bytes = font.subset(glyphs)
    const widths = glyphs.flatMap((glyph, code) =>
      font.widthOf(glyph) === 1_000 ? [] : `${code} [${font.widthOf(glyph)}]`,
    )
    const outlines = file.addStream(bytes, `/Length1 ${bytes.length}`)
    const descriptor = file.add(
      `<< /Type /FontDescriptor /FontName /${name} /Flags 4 /FontBBox [${font.box.join(' ')}] /ItalicAngle 0 /Ascent ${font.ascent} /Descent ${font.descent} /CapHeight ${font.capHeight} /StemV 80 /FontFile2 ${outlines} >>`,
    )
    const descendant = file.add(
      `<< /Type /Font /Subtype /CIDFontType2 /BaseFont /${name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor ${descriptor} /DW 1000 /W [${widths.join(' ')}] /CIDToGIDMap /Identity >>`,
    )
    return file.add(
      `<< /Type /Font /Subtype /Type0 /BaseFont /${name} /Encoding /Identity-H /DescendantFonts [${descendant}] /ToUnicode ${file.addStream(this.#toUnicode())} >>`,
    )
  }

  #toUnicode(): string {
    const rows = [...this.#codes]
      .slice(1)
      .map(([codePoint, code]) => `<${code.toString(16).padStart(4, '0')}> <${utf16(String.fromCodePoint(codePoint))}>`)
    const blocks = Array.from({ length: Math.ceil(rows.length / 100) }, (_, n) => rows.slice(n * 100, n * 100 + 100))
    return [
      '/CIDInit /ProcSet findresource begin 12 dict begin begincmap',
      '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def',
      '/CMapName /Adobe-Identity-UCS def /CMapType 2 def',
      '1 begincodespacerange <0000> <ffff> endcodespacerange',
      ...blocks.map((block) => `${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`),
      'endcmap CMapName currentdict /CMap defineresource pop end end',
    ].join('\n')
  }
}

export interface TextStyle {
  size: number
  /** Drawn with an outline of its own colour: the one font serves for headings too. */
  bold?: boolean
  colour?: readonly [number, number, number]
  /** Added between characters, in points. */
  spacing?: number
}

/** What is drawn on one page. Coordinates are points from the lower left corner. */
export class Page {
  readonly #used: UsedFont
  readonly #drawn: string[] = []

  constructor(used: UsedFont) {
    this.#used = used
  }

  get content(): string {
    return this.#drawn.join('\n')
  }

  /** A text whose base line begins at x, y. */
  text(text: string | readonly Cell[], x: number, y: number, style: TextStyle): void {
    const cells = typeof text === 'string' ? cellsOf(this.#used.font, text) : text
    const colour = (style.colour ?? [0, 0, 0]).join(' ')
    const stroke = style.bold ? `2 Tr ${number(style.size * 0.03)} w ${colour} RG` : '0 Tr'
    const shown = cells.map(({ shown: glyphs, meant }) => {
      const show = `<${this.#used.encode(glyphs)}> Tj`
      return meant === undefined ? show : `/Span << /ActualText ${pdfText(meant)} >> BDC ${show} EMC`
    })
    const joined = shown.join(' ').replaceAll('> Tj <', '')
    this.#drawn.push(
      `q ${colour} rg BT /F1 ${number(style.size)} Tf ${stroke} ${number(style.spacing ?? 0)} Tc ${number(x)} ${number(y)} Td ${joined} ET Q`,
    )
  }

  /** A text whose middle is at x. */
  centred(text: string, x: number, y: number, style: TextStyle): void {
    this.text(text, x - this.widthOf(text, style) / 2, y, style)
  }

  widthOf(text: string, { size, spacing = 0 }: TextStyle): number {
    const cells = cellsOf(this.#used.font, text)
    return cells.reduce((sum, { width, shown }) => sum + (width * size) / 1_000 + [...shown].length * spacing, -spacing)
  }

  line(x: number, y: number, width: number, thickness: number, colour: readonly number[]): void {
    this.#drawn.push(`q ${colour.join(' ')} rg ${[x, y, width, thickness].map(number).join(' ')} re f Q`)
  }

  dashedCircle(x: number, y: number, radius: number, colour: readonly number[]): void {
    // A quarter of a circle as a curve of the third degree.
    const k = radius * 0.5523
    const curve = (...points: number[]) => `${points.map(number).join(' ')} c`
    this.#drawn.push(
      [
        `q ${colour.join(' ')} RG 0.8 w [4 3] 0 d ${number(x + radius)} ${number(y)} m`,
        curve(x + radius, y + k, x + k, y + radius, x, y + radius),
        curve(x - k, y + radius, x - radius, y + k, x - radius, y),
        curve(x - radius, y - k, x - k, y - radius, x, y - radius),
        curve(x + k, y - radius, x + radius, y - k, x + radius, y),
        's Q',
      ].join(' '),
    )
  }

  /** Dark squares of a QR code, its lower left corner at x, y. */
  squares(modules: readonly (readonly boolean[])[], x: number, y: number, side: number): void {
    const unit = side / modules.length
    const dark = modules.flatMap((row, down) =>
      [
        ...row
          .map((each) => (each ? '1' : '0'))
          .join('')
          .matchAll(/1+/g),
      ].map(
        ({ index, 0: run }) =>
          `${number(x + index * unit)} ${number(y + side - (down + 1) * unit)} ${number(run.length * unit)} ${number(unit)} re`,
      ),
    )
    this.#drawn.push(`q 0 g ${dark.join(' ')} f Q`)
  }
}
