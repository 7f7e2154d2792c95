import type { AuditAlarm } from '@zhengtong/contract/audit'
import type { Db } from '../../platform/db.ts'
import { refusalsSince } from './store.ts'

const SHOWN_MS = 24 * 3_600_000
const titles = { malware: '上传的文件里发现病毒', scanner: '病毒扫描没有应答，有人不能上传' } as const

/** What the malware scanner has stopped, or left undone, within the last day. */
export async function listScanAlarms(db: Db, now: Date): Promise<AuditAlarm[]> {
  const refusals = await refusalsSince(db, new Date(now.getTime() - SHOWN_MS))
  return refusals.map(({ kind, since }) => ({ kind, title: titles[kind], since }))
}
