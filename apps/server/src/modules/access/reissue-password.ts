import { CannotMove, ChangedMeanwhile } from '@zhengtong/contract/organisation'
import { NotFound } from '@zhengtong/contract/problem'
import type { StaffMember } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import { publish } from '../../platform/events.ts'
import { hashPassword } from '../../platform/password.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { newFirstPassword } from './organisation-staff.ts'
import * as store from './organisation-staff-store.ts'
import { noteChange } from './organisation-store.ts'
import { deletePasskeys } from './passkey-store.ts'
import { savePassword } from './session-store.ts'

/**
 * Gives somebody who lost his password a new first one, answered once. The old one is void, so are his passkeys, and all his
 * sessions end; the one-time code stays unless it is reset too. A repeat carries an old version and is refused.
 */
export async function reissuePassword(
  { db }: Services,
  actor: StaffMember,
  staffId: string,
  { reason, resetTotp, version }: { reason: string; resetTotp: boolean; version: number },
): Promise<{ firstPassword: string; version: number }> {
  const refuse = (detail: string) => new Problem(CannotMove, { detail })
  if (staffId === actor.id) throw refuse('不能给自己重新发放密码，请由其他管理员办理')
  const firstPassword = newFirstPassword()
  const hash = await hashPassword(firstPassword)
  return db.transaction().execute(async (tx) => {
    const [person] = await store.lockStaff(tx, [staffId])
    if (!person) throw new Problem(NotFound)
    if (person.version !== version) throw new Problem(ChangedMeanwhile)
    // Whoever could reset these would hold their powers as well: the three administrators stay apart (三员分立).
    if (person.duty === 'security' || person.duty === 'audit')
      throw refuse('安全管理员和审计管理员的密码不能由系统管理员重新发放')
    if (person.leavesOn !== null && person.leavesOn <= legalDate(actor.now)) throw refuse('这名人员已经离岗')
    await savePassword(tx, staffId, person.passwordHash, hash, actor.now)
    await store.markFirstPassword(tx, staffId)
    if (resetTotp) await store.forgetTotp(tx, staffId)
    await deletePasskeys(tx, staffId)
    await store.endSessions(tx, staffId)
    await noteChange(tx, actor, {
      subject: staffId,
      act: 'password-reissued',
      after: { reason, ...(resetTotp ? { totp: 'reset' } : {}) },
    })
    await publish(tx, actor, 'staff.password-reissued', { staffId })
    if (resetTotp) await publish(tx, actor, 'staff.totp-reset', { staffId })
    return { firstPassword, version: await store.nextVersion(tx, staffId) }
  })
}
