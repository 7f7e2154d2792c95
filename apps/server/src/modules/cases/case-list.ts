import type { QueueFilter, QueueName } from '@zhengtong/contract/queues'
import type { StaffMember } from '../../platform/actor.ts'
import { csv } from '../../platform/csv.ts'
import { publish } from '../../platform/events.ts'
import type { Services } from '../../platform/services.ts'
import { labelOf } from './lifecycle.ts'
import { queueRows } from './list-queue.ts'

/** Rows of one list; whoever needs more asks for it by agency. */
const MOST = 5_000

/**
 * A queue as a list for a spreadsheet: the very rows that the officer sees, no personal data beyond the masked name, his
 * name and the time in the first line, and an event that he took it.
 */
export async function exportQueue(
  services: Services,
  officer: StaffMember,
  asked: { queue: QueueName } & QueueFilter,
): Promise<string> {
  const rows = await queueRows(services, officer, asked, MOST)
  await services.db
    .transaction()
    .execute((tx) => publish(tx, officer, 'case.exported', { queue: asked.queue, rows: String(rows.length) }))
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
