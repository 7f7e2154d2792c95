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
