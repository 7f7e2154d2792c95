import { calendarFrom, type Calendar } from '@zhengtong/domain/working-days'
import type { Db } from '../../platform/db.ts'
import * as store from './store.ts'

interface Kept {
  number: number
  checkedAt: number
  calendar: Calendar
}
/** Without any notice everything is counted by the plain week and provisional. */
const EMPTY: Calendar = { version: 'none', coveredFrom: '9999-01-01', coveredUntil: '0001-12-31', days: new Map() }
const CHECK_EVERY_MS = 1_000
const kept = new WeakMap<Db, Promise<Kept>>()

/** The calendar in force, from memory; read again within a second of a publication. */
export async function currentCalendar(db: Db): Promise<Calendar> {
  const known = await kept.get(db)
  if (known && performance.now() - known.checkedAt < CHECK_EVERY_MS) return known.calendar
  const newest = await store.newestPublication(db)
  const number = newest?.number ?? 0
  if (known?.number === number) {
    known.checkedAt = performance.now()
    return known.calendar
  }
  const fresh = load(db, number, newest?.version ?? 'none')
  kept.set(db, fresh)
  fresh.catch(() => kept.delete(db))
  return (await fresh).calendar
}

async function load(db: Db, number: number, version: string): Promise<Kept> {
  const days = await store.listDays(db)
  const calendar = days.length
    ? calendarFrom(
        version,
        days.map(({ date, kind }) => ({ date, type: kind })),
      )
    : EMPTY
  return { number, checkedAt: performance.now(), calendar }
}
