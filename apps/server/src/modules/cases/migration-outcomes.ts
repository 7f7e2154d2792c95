import type { MigrationOutcome } from '@zhengtong/contract/flow-migrations'
import type { CaseStatus } from '@zhengtong/domain/flow'
import type { StaffMember } from '../../platform/actor.ts'
import { csv } from '../../platform/csv.ts'
import type { Db } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { labelOf } from './lifecycle.ts'
import * as store from './migration-store.ts'

/** Rows of one list. */
const MOST = 5_000

type Row = Awaited<ReturnType<typeof store.listOutcomes>>[number]

export function shownOutcome({ caseNumber, moved, status, whyNot, at }: Row): MigrationOutcome {
  return { caseNumber, moved: moved === true, statusLabel: labelOf(status as CaseStatus), whyNot, at: at ?? '' }
}

/** What became of the cases as a list for a spreadsheet, with an event that somebody took it. */
export async function exportOutcomes(
  db: Db,
  officer: StaffMember,
  { id, itemName }: store.MigrationRow,
  moved: boolean | undefined,
): Promise<string> {
  const rows = (await store.listOutcomes(db, id, { moved, after: undefined, limit: MOST })).slice(0, MOST)
  await db
    .transaction()
    .execute((tx) => publish(tx, officer, 'case.exported', { migrationId: id, rows: String(rows.length) }))
  return csv([
    [`${officer.name} ${officer.now.toISOString()} 导出“${itemName}”的流程迁移结果，最多 ${MOST} 行`],
    ['办件编号', '当时的状态', '结果', '没有调整的原因', '时间'],
    ...rows
      .map(shownOutcome)
      .map((row) => [row.caseNumber, row.statusLabel, row.moved ? '已调整' : '未调整', row.whyNot ?? '', row.at]),
  ])
}
