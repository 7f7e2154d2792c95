import { MandateEnded, MayNotSign, OutOfScope } from '@zhengtong/contract/organisations'
import { maskName } from '@zhengtong/domain/masking'
import type { Citizen } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { Problem } from '../../platform/problem.ts'
import { findHeld, findInForce, listSigners } from './store.ts'

/**
 * Makes sure, inside the transaction of an act that binds whom he acts for, that the citizen may do it: an end of his mandate that
 * was first refuses the act, and one that comes later waits for it. Someone who acts for himself needs nothing.
 */
export async function holdMandate(tx: Tx, citizen: Citizen, itemCode: string): Promise<void> {
  if (!citizen.mandateId || (await findHeld(tx, citizen, itemCode))) return
  await requireMandate(tx, citizen, itemCode)
  throw new Problem(MandateEnded)
}

/** Says why the citizen may not do this for whom he acts; nothing when he may. */
export async function requireMandate(db: Db, citizen: Citizen, itemCode: string): Promise<void> {
  if (!citizen.mandateId) return
  const mandate = await findInForce(db, citizen.id, citizen.mandateId, legalDate(citizen.now))
  if (!mandate) throw new Problem(MandateEnded)
  if (mandate.items && !mandate.items.includes(itemCode)) throw new Problem(OutOfScope)
  if (mandate.maySign) return
  const signers = await signersOf(db, mandate.organisationId, itemCode, citizen.now)
  throw new Problem(MayNotSign, {
    detail: `企业给您的授权只能填写，不能提交或撤回。可以提交的人：${signers.join('、')}。填好的内容保存在企业的草稿里，请他们登录后提交。`,
  })
}

/** Who may sign for an organisation today, as its own people are told: the representative's name is public, agents' are masked. */
export async function signersOf(
  db: Db,
  organisationId: string,
  itemCode: string | undefined,
  now: Date,
): Promise<string[]> {
  const rows = await listSigners(db, organisationId, itemCode, legalDate(now))
  return rows.map(({ role, personName }) =>
    role === 'representative' ? `法定代表人${personName}` : `经办人${maskName(personName)}`,
  )
}
