import { isPlainDate } from '@zhengtong/domain/plain-date'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import type { Db, Tx } from '../../platform/db.ts'
import { importLines, type ImportReport } from '../../platform/import-lines.ts'
import * as store from './store.ts'

const Line = Type.Object({
  date: Type.String(),
  type: Type.Union([Type.Literal('holiday'), Type.Literal('workday')]),
  name: Type.String({ minLength: 1, maxLength: 60 }),
})

/** Imports holidays and make-up working days from JSONL lines {date, type, name}; a change publishes a new calendar. */
export function importHolidays(db: Db, file: string, source: string): Promise<ImportReport> {
  return importLines(db, file, readDay, (tx, rows) => saveDays(tx, rows, source))
}

export function readDay(value: unknown): store.DayRow | string {
  if (!Value.Check(Line, value)) return '缺少 date、type 或 name,或 type 不是 holiday、workday'
  if (!isPlainDate(value.date)) return `${value.date} 不是日期`
  return { date: value.date, kind: value.type, name: value.name }
}

export async function saveDays(tx: Tx, rows: store.DayRow[], source: string): Promise<number> {
  const changed = await store.upsertDays(tx, rows)
  const last = rows
    .map(({ date }) => date)
    .toSorted()
    .at(-1)
  if (changed && last) await store.insertPublication(tx, `${source}@${last}`, source)
  return changed
}
