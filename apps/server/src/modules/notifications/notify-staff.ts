import { legalDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import type { Event, EventType } from '../../platform/events.ts'
import type { Services } from '../../platform/services.ts'
import { queueSms } from '../../platform/sms.ts'
import * as access from '../access/index.ts'

const texts: Partial<Record<EventType, string>> = {
  'staff.password-reissued': '重新发放了初始密码',
  'staff.totp-enrolled': '绑定了新的动态口令',
  'staff.passkey-added': '添加了通行密钥',
}

/**
 * Tells a member of staff by SMS that somebody changed how his account is entered, and those who supervise his agency: who
 * signs in in his place is noticed by the two who would know.
 */
export async function notifyOfStaffAccount(tx: Tx, event: Event, services: Services): Promise<void> {
  const what = texts[event.type]
  const told = await access.phonesToWarn(tx, event.subject['staffId'] ?? '', legalDate(services.clock.now()))
  if (!what || !told) return
  const tell = (sealed: string, template: string, params: Record<string, string>) =>
    queueSms(tx, services, { phone: services.crypto.open(sealed), template, params: { what, ...params } })
  if (told.own) await tell(told.own, 'staff-account', {})
  for (const head of told.heads) await tell(head, 'staff-account-head', { family: told.name.slice(0, 1) })
}
