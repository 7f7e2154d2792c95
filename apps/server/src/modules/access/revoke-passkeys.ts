import { CannotMove, ChangedMeanwhile } from '@zhengtong/contract/organisation'
import { NotFound } from '@zhengtong/contract/problem'
import type { StaffMember } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { Problem } from '../../platform/problem.ts'
import * as store from './organisation-staff-store.ts'
import { noteChange } from './organisation-store.ts'
import { deletePasskeys } from './passkey-store.ts'

/** Voids all passkeys of somebody who lost a device and cannot sign in to remove them; what they opened is closed. */
export async function revokePasskeys(
  tx: Tx,
  actor: StaffMember,
  staffId: string,
  { reason, version }: { reason: string; version: number },
): Promise<{ revoked: number; version: number }> {
  const [person] = await store.lockStaff(tx, [staffId])
  if (!person) throw new Problem(NotFound)
  if (person.version !== version) throw new Problem(ChangedMeanwhile)
  // Those who watch the system administrator are out of his hands (三员分立); they remove their own.
  if (person.duty === 'security' || person.duty === 'audit')
    throw new Problem(CannotMove, { detail: '安全管理员和审计管理员的通行密钥，由本人在“我的账号”里删除' })
  const revoked = await deletePasskeys(tx, staffId)
  await noteChange(tx, actor, {
    subject: staffId,
    act: 'passkeys-revoked',
    after: { reason, revoked: String(revoked) },
  })
  await publish(tx, actor, 'staff.passkeys-revoked', { staffId })
  return { revoked, version: await store.nextVersion(tx, staffId) }
}
