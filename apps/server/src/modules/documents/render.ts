import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { qrCode } from '@zhengtong/domain/qr-code'
import { openFont, type Font } from '../../platform/pdf/font.ts'
import { linesOf, widthOf, type Line } from '../../platform/pdf/lines.ts'
import { Page, UsedFont, type TextStyle } from '../../platform/pdf/page.ts'
import { PdfFile, pdfText } from '../../platform/pdf/pdf-file.ts'
import type { Block, DocumentContent } from './content.ts'
import { dateInWords } from './words.ts'

/** A4 and its margins in points, near those of official papers (GB/T 9704): 37 mm above, 28 mm left, 26 mm right, 35 mm below. */
const A4 = { width: 595.28, height: 841.89 }
const MARGIN = { top: 92, left: 79, right: 74, bottom: 92 }
const WIDTH = A4.width - MARGIN.left - MARGIN.right
const RED = [0.78, 0.06, 0.06] as const
const GREY = [0.36, 0.36, 0.36] as const
const BODY: TextStyle = { size: 13 }
const SMALL: TextStyle = { size: 8.5, colour: GREY }
const LEADING = 23
const SIGNATURE = { height: 150, seal: 56, qr: 84 }

/** A document with its number. */
export type NumberedDocument = DocumentContent & { number: string }

let opened: Font | undefined
/** The one font of all documents, opened once a process. Noto Serif SC has every character of GB 2312 and of 通用规范汉字表's rare names. */
function documentFont(): Font {
  const file = createRequire(import.meta.url).resolve(
    '@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf',
  )
  opened ??= openFont(readFileSync(file))
  return opened
}

/** The document as PDF; `verifyUrl` is what its QR code holds. The same document gives the same bytes. */
export function renderDocument(document: NumberedDocument, verifyUrl: string): Buffer {
  const sheet = new Sheet(documentFont())
  sheet.heading(document)
  sheet.paragraph(`${document.addressee}：`, 0)
  for (const block of document.body) sheet.block(block)
  sheet.signature(document, verifyUrl)
  return sheet.finish(document)
}

/** Writes from the top to the bottom, page after page. */
class Sheet {
  readonly #used: UsedFont
  readonly #pages: Page[] = []
  #y = 0

  constructor(font: Font) {
    this.#used = new UsedFont(font)
    this.#turn()
  }

  get #page(): Page {
    const page = this.#pages.at(-1)
    if (!page) throw new Error('a sheet has a page from its beginning')
    return page
  }

  #turn() {
    this.#pages.push(new Page(this.#used))
    this.#y = A4.height - MARGIN.top
  }

  /** Red agency over a red line, title, number. */
  heading({ agencyName, title, number }: NumberedDocument) {
    const middle = A4.width / 2
    const fits = (WIDTH / widthOf(this.#used.font, agencyName)) * 1_000
    this.#page.centred(agencyName, middle, this.#y, { size: Math.min(26, fits), bold: true, colour: RED })
    this.#y -= 18
    this.#page.line(MARGIN.left, this.#y, WIDTH, 1.6, RED)
    this.#y -= 44
    this.#page.centred(title, middle, this.#y, { size: 21, bold: true, spacing: 2 })
    this.#y -= 28
    this.#page.centred(number, middle, this.#y, { size: 12 })
    this.#y -= 36
  }

  block(block: Block) {
    if ('text' in block) return this.paragraph(block.text)
    if ('facts' in block) {
      for (const [name, value] of block.facts) this.#hanging(`${name}：`, value)
    } else block.list.forEach((each, index) => this.#hanging(`${index + 1}．`, each))
    this.#y -= 4
  }

  paragraph(text: string, indent = 2 * BODY.size) {
    const per = 1_000 / BODY.size
    linesOf(this.#used.font, text, WIDTH * per, indent * per).forEach((line, index) =>
      this.#line(line, index === 0 ? indent : 0),
    )
  }

  /** A name and what it stands for, whose further lines begin under its first. */
  #hanging(name: string, value: string) {
    const start = 2 * BODY.size
    const inset = start + (widthOf(this.#used.font, name) * BODY.size) / 1_000
    const lines = linesOf(this.#used.font, value, ((WIDTH - inset) * 1_000) / BODY.size)
    lines.forEach((line, index) => {
      this.#line(line, inset)
      if (index === 0) this.#page.text(name, MARGIN.left + start, this.#y + LEADING, BODY)
    })
  }

  #line({ cells, width, isLast }: Line, indent: number) {
    if (this.#y < MARGIN.bottom) this.#turn()
    const characters = cells.reduce((sum, { shown }) => sum + [...shown].length, 0)
    const slack = WIDTH - indent - (width * BODY.size) / 1_000
    // Both edges are straight, as in print; a line that would look pulled apart is left alone.
    const spacing = isLast || characters < 2 || slack > 2 * BODY.size ? 0 : slack / (characters - 1)
    this.#page.text(cells, MARGIN.left + indent, this.#y, { ...BODY, spacing })
    this.#y -= LEADING
  }

  /** Agency and date over the place of the seal, and the QR code; together on one page. */
  signature({ agencyName, dated }: DocumentContent, verifyUrl: string) {
    if (this.#y - SIGNATURE.height < MARGIN.bottom - LEADING) {
      this.#turn()
      this.paragraph('（此页无正文）')
    }
    const bottom = this.#y - SIGNATURE.height
    this.#page.squares(qrCode(verifyUrl), MARGIN.left, bottom + 36, SIGNATURE.qr)
    this.#page.centred('扫码核验真伪', MARGIN.left + SIGNATURE.qr / 2, bottom + 22, SMALL)
    const widest = Math.max(this.#page.widthOf(agencyName, BODY), SIGNATURE.seal * 2)
    const middle = A4.width - MARGIN.right - widest / 2
    const centre = bottom + 80
    this.#page.dashedCircle(middle, centre, SIGNATURE.seal, RED)
    this.#page.centred('电子印章位置', middle, centre + 32, { size: 8.5, colour: RED })
    this.#page.centred('（示例，未加盖）', middle, centre - 38, { size: 8.5, colour: RED })
    this.#page.centred(agencyName, middle, centre + 6, BODY)
    this.#page.centred(dateInWords(dated), middle, centre - 16, BODY)
  }

  finish({ title, number, agencyName, dated, footnote }: NumberedDocument): Buffer {
    const file = new PdfFile()
    this.#pages.forEach((page, index) => {
      page.centred(`第 ${index + 1} 页　共 ${this.#pages.length} 页`, A4.width / 2, 48, SMALL)
      page.text(number, MARGIN.left, 34, SMALL)
      if (footnote) page.text(footnote, A4.width - MARGIN.right - page.widthOf(footnote, SMALL), 34, SMALL)
    })
    const pages = file.reserve()
    const contents = this.#pages.map((page) => file.addStream(page.content))
    const font = this.#used.embed(file, 'ZTDOCS+NotoSerifSC-Regular')
    const kids = contents.map((content) =>
      file.add(
        `<< /Type /Page /Parent ${pages} /MediaBox [0 0 ${A4.width} ${A4.height}] /Resources << /Font << /F1 ${font} >> >> /Contents ${content} >>`,
      ),
    )
    file.put(pages, `<< /Type /Pages /Count ${kids.length} /Kids [${kids.join(' ')}] >>`)
    const root = file.add(
      `<< /Type /Catalog /Pages ${pages} /Lang (zh-CN) /ViewerPreferences << /DisplayDocTitle true >> >>`,
    )
    const date = `(D:${dated.replaceAll('-', '')}000000+08'00')`
    const info = file.add(
      `<< /Title ${pdfText(`${title} ${number}`)} /Author ${pdfText(agencyName)} /Creator ${pdfText('政通')} /CreationDate ${date} /ModDate ${date} >>`,
    )
    return file.finish({ root, info })
  }
}
