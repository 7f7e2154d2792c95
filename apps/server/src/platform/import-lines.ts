import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Db, Tx } from './db.ts'

export interface BadLine {
  line: number
  reason: string
}
export interface ImportReport {
  lines: number
  changed: number
  unchanged: number
  bad: BadLine[]
}

/** Reasons kept for the report; further bad lines are only counted in `lines`. */
const MAX_REASONS = 1_000
const BATCH = 200

/**
 * Imports a JSONL file. `read` makes a row of a line or says what is wrong with it; `write` stores a batch in one
 * transaction and returns how many rows it changed. Good rows go in, bad lines are reported; an interrupted import has
 * stored whole batches only, and running it again completes it.
 */
export async function importLines<Row>(
  db: Db,
  file: string,
  read: (value: unknown) => Row | string,
  write: (tx: Tx, rows: Row[]) => Promise<number>,
): Promise<ImportReport> {
  const report: ImportReport = { lines: 0, changed: 0, unchanged: 0, bad: [] }
  let batch: Row[] = []
  const flush = async () => {
    const rows = batch
    batch = []
    if (rows.length === 0) return
    const changed = await db.transaction().execute((tx) => write(tx, rows))
    report.changed += changed
    report.unchanged += rows.length - changed
  }
  let line = 0
  for await (const text of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
    line += 1
    if (!text.trim()) continue
    report.lines += 1
    const row = parse(text, read)
    if (typeof row === 'string') {
      if (report.bad.length < MAX_REASONS) report.bad.push({ line, reason: row })
      continue
    }
    batch.push(row)
    if (batch.length >= BATCH) await flush()
  }
  await flush()
  return report
}

function parse<Row>(text: string, read: (value: unknown) => Row | string): Row | string {
  try {
    return read(JSON.parse(text.replace(/^\uFEFF/, '')))
  } catch (error) {
    return error instanceof SyntaxError ? '不是有效的 JSON' : String(error)
  }
}
