import {
  MAX_IMPORT_ROWS,
  TableTooLarge,
  UnreadableTable,
  columns,
  tables,
  type Column,
  type TableName,
} from '@zhengtong/contract/organisation-exchange'
import { csv, readCsv, type Line } from '../../platform/csv.ts'
import { Problem } from '../../platform/problem.ts'
import { readXlsx, xlsx } from '../../platform/xlsx.ts'

/** One row of a table, by the keys of its columns; a cell that was left out is empty. */
export interface TableRow {
  line: number
  cells: Record<string, string>
}

/** The table as a file that comes back unchanged when it is imported again. */
export function writeTable(table: TableName, format: 'csv' | 'xlsx', rows: readonly Record<string, string>[]): Buffer {
  const list = columnsOf(table)
  const lines = [list.map(([, { title }]) => title), ...rows.map((row) => list.map(([key]) => row[key] ?? ''))]
  return format === 'csv' ? Buffer.from(csv(lines)) : xlsx(lines, tables[table])
}

/** The rows of a file somebody handed in: a workbook or CSV, known by its content, with the columns in any order. */
export function readTable(table: TableName, file: Buffer): TableRow[] {
  const [head, ...body] = linesOf(file)
  if (!head) throw unreadable('文件里没有内容')
  const titles = head.cells.map((title) => title.trim())
  const list = columnsOf(table)
  const unknown = titles.filter((title) => title !== '' && !list.some(([, column]) => column.title === title))
  if (unknown.length > 0) throw unreadable(`不认识的列：${unknown.slice(0, 5).join('、').slice(0, 100)}`)
  const missing = list.filter(([, { title, needed }]) => needed && !titles.includes(title))
  if (missing.length > 0) throw unreadable(`缺少的列：${missing.map(([, { title }]) => title).join('、')}`)
  const twice = titles.find((title, index) => title !== '' && titles.indexOf(title) !== index)
  if (twice) throw unreadable(`“${twice}”列出现了两次`)
  if (body.length > MAX_IMPORT_ROWS)
    throw new Problem(TableTooLarge, { detail: `一次最多导入 ${MAX_IMPORT_ROWS} 行，请分成几个文件` })
  return body.map(({ line, cells }) => ({
    line,
    cells: Object.fromEntries(list.map(([key, { title }]) => [key, (cells[titles.indexOf(title)] ?? '').trim()])),
  }))
}

/** The columns of a table in their usual order. */
export function columnsOf(table: TableName): [key: string, column: Column][] {
  return Object.entries<Column>(columns[table])
}

function linesOf(file: Buffer): Line[] {
  if (file.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004'))) {
    try {
      return readXlsx(file)
    } catch {
      throw unreadable('这个 Excel 文件已损坏，或者内容太多')
    }
  }
  if (file.subarray(0, 4).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0])))
    throw unreadable('这是旧版 Excel（xls）文件，请另存为 xlsx 或 csv 再导入')
  const lines = readCsv(textOf(file))
  if (!lines) throw unreadable('有一个双引号没有结束，请检查后再导入')
  return lines
}

/** UTF-8, or what Excel on a Chinese Windows saves. */
function textOf(file: Buffer): string {
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(file)
      if (!text.includes('\0')) return text
    } catch {
      // The next one is tried.
    }
  }
  throw unreadable('请选择 xlsx 或 csv 文件')
}

const unreadable = (detail: string) => new Problem(UnreadableTable, { detail })
