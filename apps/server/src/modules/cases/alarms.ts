import { legalDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { perDatabase } from '../../platform/per-database.ts'
import type { Services } from '../../platform/services.ts'
import * as calendars from '../calendar/index.ts'
import * as catalogue from '../catalogue/index.ts'
import { lockAlarms, setAlarms, staleClocks, timelinesOf } from './alarm-store.ts'
import { alarmsOf, caseLedger, clockColumns, termsOf, type Alarm } from './clocks.ts'
import type { CaseRow } from './store.ts'

/** What the clock of a case has to say today, with what a card shows of the case. */
export interface RaisedAlarm extends Pick<
  CaseRow,
  'caseNumber' | 'itemName' | 'agencyCode' | 'agencyName' | 'regionCode' | 'departmentCode' | 'handlerId'
> {
  caseId: string
  rule: Alarm['rule']
  level: Exclude<Alarm['level'], 'act'>
  dueOn: string
}

/**
 * Takes up to `limit` cases whose clock wants something today, sets each one's next alarm, and answers what each
 * has wanted until now; the same alarm may be told again after a crash. Undefined when no case is left. Cases are found by the index on the
 * next alarm: what it costs depends on how many are due, not on how many are open.
 */
export async function takeAlarms(tx: Tx, services: Services, limit: number): Promise<RaisedAlarm[] | undefined> {
  const today = legalDate(services.clock.now())
  const rows = await lockAlarms(tx, today, limit)
  if (!rows.length) return undefined
  const clocks = await ledgersOf(tx, services, rows, { today, raised: today })
  await setAlarms(
    tx,
    clocks.map(({ row, columns }) => ({ ...columns, id: row.id })),
  )
  return clocks.flatMap(({ row, alarms }) =>
    alarms.flatMap(({ on, rule, level, dueOn }) => {
      if (on > today || level === 'act') return []
      const { caseNumber, itemName, agencyCode, agencyName, regionCode, departmentCode, handlerId } = row
      return [
        {
          caseId: row.id,
          rule,
          level,
          dueOn,
          caseNumber,
          itemName,
          agencyCode,
          agencyName,
          regionCode,
          departmentCode,
          handlerId,
        },
      ]
    }),
  )
}

/** The clocks of many cases; alarms up to `raised` have been seen to. */
async function ledgersOf(
  tx: Tx,
  services: Services,
  rows: CaseRow[],
  { today, raised }: { today: string; raised: string },
) {
  const calendar = await calendars.currentCalendar(services.db)
  const timelines = await timelinesOf(
    tx,
    rows.map(({ id }) => id),
  )
  const clocks = []
  for (const row of rows) {
    const item = await catalogue.itemVersion(tx, row.itemCode, row.itemVersion)
    // Versions are never removed: without one the database is damaged, and a dead job says so.
    if (!item) throw new Error(`item ${row.itemCode} version ${row.itemVersion} of case ${row.id} is not there`)
    const ledger = caseLedger(row, timelines.get(row.id) ?? [], termsOf(item.guide, services.config), calendar, today)
    const columns = clockColumns(ledger, row.owed, calendar, raised)
    clocks.push({ row, columns, alarms: alarmsOf(ledger, row.owed, calendar) })
  }
  return clocks
}

/** The calendar that all running clocks were last counted by; unknown at the start of a process. */
const counted = perDatabase(() => ({ by: '' }))
const BATCH = 500

/** Counts running clocks anew when a calendar was published: due dates and alarms move, what happened does not. */
export async function recountClocks(services: Services): Promise<void> {
  const { db, clock } = services
  const { version } = await calendars.currentCalendar(db)
  if (version === counted(db).by) return
  const today = legalDate(clock.now())
  let after = ''
  for (;;) {
    const last = await db.transaction().execute(async (tx) => {
      const rows = await staleClocks(tx, version, after, BATCH)
      // Nothing counts as raised by the new calendar: a card that is there already stays the only one.
      const clocks = await ledgersOf(tx, services, rows, { today, raised: '' })
      await setAlarms(
        tx,
        clocks.map(({ row, columns }) => ({ ...columns, id: row.id })),
      )
      return rows.length < BATCH ? undefined : rows.at(-1)?.id
    })
    if (last === undefined) break
    after = last
  }
  counted(db).by = version
}
