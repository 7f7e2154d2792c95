/**
 * Rows as CSV (RFC 4180) that spreadsheets open as UTF-8. A cell that a spreadsheet would take for a formula gets an
 * apostrophe in front, so that nobody's input runs on somebody else's desk.
 */
export function csv(rows: readonly (readonly string[])[]): string {
  return `\uFEFF${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
}

function cell(text: string): string {
  const safe = /^[\s]*[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** A row of a table as it was handed in, with the line it begins on. */
export interface Line {
  line: number
  cells: string[]
}

/**
 * The rows of a CSV text, without the empty ones; undefined when a quote is never closed. The apostrophe that `csv` puts
 * before a formula is taken off again, so that what was exported comes back as it was.
 */
export function readCsv(text: string): Line[] | undefined {
  const source = text.replace(/^\uFEFF/, '')
  const rows: Line[] = []
  let line = 1
  let row: Line = { line, cells: [] }
  let at = 0
  while (at < source.length) {
    const field = readField(source, at)
    if (!field) return undefined
    row.cells.push(field.text.replace(/^'(?=\s*[=+\-@])/, ''))
    line += countLines(source, at, field.end)
    const separator = source[field.end]
    at = field.end + 1
    if (separator === ',' && at <= source.length) {
      if (at === source.length) row.cells.push('')
      continue
    }
    if (separator === '\r' && source[at] === '\n') at += 1
    line += 1
    rows.push(row)
    row = { line, cells: [] }
  }
  if (row.cells.length > 0) rows.push(row)
  return rows.filter(({ cells }) => cells.some((each) => each.trim() !== ''))
}

/** One field from `start`; `end` is the separator behind it, or the end of the text. */
function readField(source: string, start: number): { text: string; end: number } | undefined {
  if (source[start] !== '"') {
    const end = nextOf(source, start)
    return { text: source.slice(start, end), end }
  }
  let text = ''
  let at = start + 1
  for (;;) {
    const quote = source.indexOf('"', at)
    if (quote < 0) return undefined
    text += source.slice(at, quote)
    if (source[quote + 1] !== '"') return { text, end: nextOf(source, quote + 1) }
    text += '"'
    at = quote + 2
  }
}

function nextOf(source: string, start: number): number {
  const separator = /[,\r\n]/g
  separator.lastIndex = start
  return separator.exec(source)?.index ?? source.length
}

function countLines(source: string, from: number, to: number): number {
  let count = 0
  for (let at = source.indexOf('\n', from); at >= 0 && at < to; at = source.indexOf('\n', at + 1)) count += 1
  return count
}
