import type { QueueName } from '@zhengtong/contract/staff-cases'
import type { StaffMember } from '../../platform/actor.ts'
import { csv } from '../../platform/csv.ts'
import type { Db } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import type { Services } from '../../platform/services.ts'
import { labelOf } from './lifecycle.ts'
import * as queue from './queue-store.ts'
import { listCollected, listJointQueue } from './opinion-store.ts'
import { agencySpeaking, readScope } from './read-scope.ts'

/** Rows of one list; whoever needs more asks for it by agency. */
const MOST = 5_000

/**
 * A queue as a list for a spreadsheet: the very rows that the officer sees, no personal data beyond the masked name, his
 * name and the time in the first line, and an event that he took it.
 */
export async function exportQueue({ db }: Services, officer: StaffMember, name: QueueName): Promise<string> {
  const rows = await rowsOf(db, officer, name)
  await db
    .transaction()
    .execute((tx) => publish(tx, officer, 'case.exported', { queue: name, rows: String(rows.length) }))
  return csv([
    [`${officer.name} ${officer.now.toISOString()} 导出，仅供内部使用，最多 ${MOST} 行`],
    ['办件编号', '事项', '部门', '申请人', '状态', '提交时间', '到期日'],
    ...rows.map((row) => [
      row.caseNumber,
      row.itemName,
      row.agencyName,
      row.applicantName,
      labelOf(row.status),
      row.submittedAt,
      row.dueOn ?? '',
    ]),
  ])
}

async function rowsOf(db: Db, officer: StaffMember, name: QueueName) {
  const page = { after: undefined, limit: MOST - 1 }
  if (name === 'joint' || name === 'to-forward') {
    const own = await agencySpeaking(db, officer, name === 'joint' ? 'review' : 'accept')
    return own === null ? [] : (name === 'joint' ? listJointQueue : listCollected)(db, own, page)
  }
  const scope = await readScope(db, officer)
  return name === 'done'
    ? queue.listDoneQueue(db, scope, page)
    : queue.listOpenQueue(db, scope, { queue: name, ...page })
}
