import type { Line } from './csv.ts'
import { unzip } from './unzip.ts'
import { zip } from './zip.ts'

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
/** The widest table and the longest text anybody hands in; what lies beyond is not read. */
const MAX_COLUMNS = 50
const MAX_TEXT = 10_000
/** Further rows are not read either: whoever takes in a table refuses one that is as long as this. */
const MAX_SHEET_ROWS = 20_000

/**
 * One table as an Excel workbook (ECMA-376), all cells text: a code keeps its zeros, and no spreadsheet takes a text for a
 * formula, also not after somebody edits the cell beside it.
 */
export function xlsx(rows: readonly (readonly string[])[], sheet: string): Buffer {
  const body = rows.map((row, index) => `<row r="${index + 1}">${row.map(textCell).join('')}</row>`).join('')
  return zip([
    {
      name: '[Content_Types].xml',
      content: `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
    },
    { name: '_rels/.rels', content: relations([['officeDocument', 'xl/workbook.xml']]) },
    {
      name: 'xl/workbook.xml',
      content: `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${escaped(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: relations([
        ['worksheet', 'worksheets/sheet1.xml'],
        ['styles', 'styles.xml'],
      ]),
    },
    {
      name: 'xl/styles.xml',
      content: `${HEAD}<styleSheet xmlns="${MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="49" quotePrefix="1" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    },
    {
      name: 'xl/worksheets/sheet1.xml',
      content: `${HEAD}<worksheet xmlns="${MAIN}"><cols><col min="1" max="${MAX_COLUMNS}" width="24" style="1" customWidth="1"/></cols><sheetData>${body}</sheetData></worksheet>`,
    },
  ])
}

/** The rows of a workbook's first sheet, without the empty ones. Throws when it is not one, or too large inside. */
export function readXlsx(file: Buffer): Line[] {
  const parts = unzip(file, (name) =>
    /^xl\/(workbook|sharedStrings|_rels\/workbook|worksheets\/[^/]+)\.xml(\.rels)?$/.test(name),
  )
  const text = (name: string) => parts.get(name)?.toString('utf8') ?? ''
  const shared = [...elements(text('xl/sharedStrings.xml'), 'si')].map(({ inner }) => textOf(inner))
  const sheet = text(firstSheet(text('xl/workbook.xml'), text('xl/_rels/workbook.xml.rels')))
  const rows: Line[] = []
  for (const row of elements(sheet, 'row')) {
    const line = Number(row.attributes['r'] ?? (rows.at(-1)?.line ?? 0) + 1)
    const cells: string[] = []
    for (const { attributes, inner } of elements(row.inner, 'c')) {
      const column = columnOf(attributes['r']) ?? cells.length
      if (column < MAX_COLUMNS) cells[column] = valueOf(attributes['t'], inner, shared)
    }
    const full = Array.from(cells, (each) => each ?? '')
    if (full.some((each) => each.trim() !== '')) rows.push({ line, cells: full })
    if (rows.length >= MAX_SHEET_ROWS) break
  }
  return rows
}

function firstSheet(workbook: string, links: string): string {
  const [sheet] = elements(workbook, 'sheet')
  const id = sheet && Object.entries(sheet.attributes).find(([name]) => name.endsWith(':id'))?.[1]
  for (const { attributes } of elements(links, 'Relationship'))
    if (attributes['Id'] === id) return new URL(attributes['Target'] ?? '', 'zip:///xl/').pathname.slice(1)
  return ''
}

function valueOf(type: string | undefined, inner: string, shared: string[]): string {
  if (type === 'inlineStr') return textOf(inner)
  const [value] = elements(inner, 'v')
  const raw = unescaped(value?.inner ?? '')
  if (type === 's') return shared[Number(raw)] ?? ''
  // A telephone typed as a number: 1.3800770001E10.
  return type === undefined && /E\+?\d+$/i.test(raw) && Number.isSafeInteger(Number(raw)) ? String(Number(raw)) : raw
}

/** The text of a string item: its runs together, without the phonetic hints of East Asian input. */
function textOf(inner: string): string {
  if (inner.length > MAX_TEXT * 10) throw new Error('a text too long')
  const spoken = [...elements(inner, 'rPh')].map(({ whole }) => whole)
  const plain = spoken.reduce((left, each) => left.replace(each, ''), inner)
  return [...elements(plain, 't')]
    .map((each) => unescaped(each.inner))
    .join('')
    .slice(0, MAX_TEXT)
}

interface Element {
  attributes: Record<string, string>
  inner: string
  whole: string
}

/**
 * The elements of one name in a text of XML, with any prefix; such elements do not nest. Entities are not declared here:
 * a document type is refused, so nothing is expanded or fetched. Each character is looked at a bounded number of times.
 */
function* elements(xml: string, name: string): Generator<Element> {
  if (xml.includes('<!DOCTYPE')) throw new Error('a document type')
  const open = new RegExp(`<((?:\\w{1,20}:)?${name})(?=[\\s/>])([^<>]{0,2000})>`, 'g')
  for (let found = open.exec(xml); found; found = open.exec(xml)) {
    const [tag, qualified = '', written = ''] = found
    const attributes: Record<string, string> = {}
    for (const [, key = '', double, single] of written.matchAll(/([\w:.-]{1,80})\s?=\s?(?:"([^"]*)"|'([^']*)')/g))
      attributes[key] = unescaped(double ?? single ?? '')
    if (written.endsWith('/')) {
      yield { attributes, inner: '', whole: tag }
      continue
    }
    const close = xml.indexOf(`</${qualified}>`, open.lastIndex)
    if (close < 0) throw new Error(`<${name}> is not closed`)
    const inner = xml.slice(open.lastIndex, close)
    open.lastIndex = close + qualified.length + 3
    yield { attributes, inner, whole: xml.slice(found.index, open.lastIndex) }
  }
}

/** AB12 -> 27. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0]
  if (!letters) return undefined
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
}

function textCell(text: string): string {
  return `<c t="inlineStr" s="1"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`
}

function relations(list: [type: string, target: string][]): string {
  const rows = list.map(
    ([type, target], index) => `<Relationship Id="rId${index + 1}" Type="${OFFICE}/${type}" Target="${target}"/>`,
  )
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${rows.join('')}</Relationships>`
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** XML text; control characters, which XML 1.0 cannot hold, are left out. */
function escaped(text: string): string {
  return text
    .replaceAll(/[^\P{Cc}\t\n\r]|[\uFFFE\uFFFF]/gu, '')
    .replaceAll(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? '&quot;')
}

function unescaped(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,4}));/gi, (whole, decimal, hex, name) => {
    if (name) return NAMED[String(name)] ?? String(whole)
    const code = Number.parseInt(String(decimal ?? hex), decimal ? 10 : 16)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
  })
}
