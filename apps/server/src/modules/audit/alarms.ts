import type { AuditAlarm } from '@zhengtong/contract/audit'
import type { Config } from '../../config.ts'
import type { Db } from '../../platform/db.ts'
import { oldestUnsealed, oldestUnsigned } from './read-store.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** How far sealing and signing are behind, in milliseconds: since the oldest event that waits, and since the oldest day ended. */
export async function lagOf(db: Db, now: Date) {
  const [event, day] = await Promise.all([oldestUnsealed(db), oldestUnsigned(db)])
  const since = (from: string | null) =>
    from === null ? null : { from, ms: Math.max(0, now.getTime() - Date.parse(from)) }
  return { sealing: since(event), signing: since(day && endOf(day)) }
}

/** What the worker has left undone for longer than it may (`AUDIT_SEAL_ALARM_MINUTES`, `AUDIT_SIGN_ALARM_HOURS`). */
export async function listAlarms(db: Db, { audit }: Config, now: Date): Promise<AuditAlarm[]> {
  const { sealing, signing } = await lagOf(db, now)
  const alarms: AuditAlarm[] = []
  if (sealing && sealing.ms > audit.sealAlarmMinutes * MINUTE)
    alarms.push({ kind: 'sealing', title: '审计记录没有按时封存', since: sealing.from })
  if (signing && signing.ms > audit.signAlarmHours * HOUR)
    alarms.push({ kind: 'signing', title: '审计记录没有按时签名', since: signing.from })
  return alarms
}

/** The instant at which a legal day is over. */
const endOf = (day: string): string => new Date(Date.parse(`${day}T00:00:00+08:00`) + 24 * HOUR).toISOString()
