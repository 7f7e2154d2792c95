import { AlreadyThere, CannotMove, ChangedMeanwhile } from '@zhengtong/contract/organisation'
import { ReissueDecided } from '@zhengtong/contract/password-reissue'
import { NotFound } from '@zhengtong/contract/problem'
import type { StaffMember } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { hashPassword } from '../../platform/password.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { newHalf } from './first-password.ts'
import * as store from './organisation-staff-store.ts'
import { noteChange } from './organisation-store.ts'
import * as reissues from './reissue-store.ts'
import { deletePasskeys } from './passkey-store.ts'
import { savePassword } from './session-store.ts'

/** A request that nobody confirmed within a day is void. */
const OPEN_MS = 24 * 3_600_000
const refused = (detail: string) => new Problem(CannotMove, { detail })

/**
 * A system administrator asks for a new first password for somebody who lost his, and sees its first half, once. With the
 * whole of it he could sign in as that person; so a security administrator holds the other half (`decideReissue`), and the
 * person gets one from each. Until then nothing changes for him.
 */
export async function askReissue(
  { db, crypto }: Services,
  actor: StaffMember,
  staffId: string,
  { id, reason, resetTotp, version }: { id: string; reason: string; resetTotp: boolean; version: number },
): Promise<{ firstHalf: string; version: number }> {
  if (staffId === actor.id) throw refused('不能给自己重新发放密码，请由其他管理员办理')
  const firstHalf = newHalf()
  return db.transaction().execute(async (tx) => {
    const person = await inOffice(tx, staffId, actor.now)
    if (person.version !== version) throw new Problem(ChangedMeanwhile)
    await reissues.voidReissues(tx, staffId)
    const halfSealed = crypto.seal('access', firstHalf)
    const row = { id, staffId, reason, resetTotp, halfSealed, askedBy: actor.id, askedAt: actor.now.toISOString() }
    if (!(await reissues.insertReissue(tx, row))) throw new Problem(AlreadyThere)
    await noteChange(tx, actor, {
      subject: staffId,
      act: 'password-reissue-asked',
      after: { reason, ...(resetTotp ? { totp: 'reset' } : {}) },
    })
    await publish(tx, actor, 'staff.password-reissue-asked', { staffId })
    return { firstHalf, version: await store.nextVersion(tx, staffId) }
  })
}

/**
 * A security administrator confirms and sees the second half, once: the old password is void, so are his passkeys, and all
 * sessions end; the one-time code stays unless it was to be reset too. Or he rejects, and nothing has happened.
 */
export async function decideReissue(
  { db, crypto }: Services,
  actor: StaffMember,
  { id, approve }: { id: string; approve: boolean },
): Promise<{ secondHalf: string | null }> {
  const asked = await reissues.findReissue(db, id)
  if (!asked) throw new Problem(NotFound)
  const secondHalf = newHalf()
  const hash =
    approve && asked.halfSealed ? await hashPassword(`${crypto.open(asked.halfSealed)}-${secondHalf}`) : undefined
  return db.transaction().execute(async (tx) => {
    const reissue = await reissues.lockReissue(tx, id)
    if (reissue?.state !== 'asked' || actor.now.getTime() - new Date(reissue.askedAt).getTime() >= OPEN_MS)
      throw new Problem(ReissueDecided)
    const { staffId, resetTotp } = reissue
    await reissues.closeReissue(tx, id, approve ? 'confirmed' : 'rejected', { by: actor.id, at: actor.now })
    if (!hash) {
      await noteChange(tx, actor, { subject: staffId, act: 'password-reissue-rejected' })
      await publish(tx, actor, 'staff.password-reissue-rejected', { staffId })
      return { secondHalf: null }
    }
    const person = await inOffice(tx, staffId, actor.now)
    await savePassword(tx, staffId, person.passwordHash, hash, actor.now)
    await store.markFirstPassword(tx, staffId)
    if (resetTotp) await store.forgetTotp(tx, staffId)
    await deletePasskeys(tx, staffId)
    await store.endSessions(tx, staffId)
    await store.nextVersion(tx, staffId)
    await noteChange(tx, actor, { subject: staffId, act: 'password-reissued' })
    await publish(tx, actor, 'staff.password-reissued', { staffId })
    if (resetTotp) await publish(tx, actor, 'staff.totp-reset', { staffId })
    return { secondHalf }
  })
}

/** What waits for a security administrator. */
export function openReissues({ db }: Services, now: Date) {
  return reissues.listReissues(db, new Date(now.getTime() - OPEN_MS), 100)
}

async function inOffice(tx: Tx, staffId: string, now: Date) {
  const [person] = await store.lockStaff(tx, [staffId])
  if (!person) throw new Problem(NotFound)
  // Whoever could reset these would hold their powers as well: the three administrators stay apart (三员分立).
  if (person.duty === 'security' || person.duty === 'audit')
    throw refused('安全管理员和审计管理员的密码不能由系统管理员重新发放')
  if (person.leavesOn !== null && person.leavesOn <= legalDate(now)) throw refused('这名人员已经离岗')
  return person
}
