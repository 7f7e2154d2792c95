import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'
import { deletePasskeys } from './passkey-store.ts'
import { deleteSignIns } from './session-store.ts'

/** What stands in the place of a person whose account was deleted. */
export const ERASED_NAME = '已注销用户'

/** Whether the account is still somebody's: a request that was under way while it was erased must leave nothing behind. */
export async function isErased(db: Db, citizenId: string): Promise<boolean> {
  const { rows } = await sql`select from identity.citizen where id = ${citizenId} and id_number_sealed = ''`.execute(db)
  return rows.length > 0
}

/**
 * Erases a person's profile, keys and sessions. The row itself stays, so that cases keep whom they belong to; nobody can sign
 * in to it, and the person may register anew.
 */
export async function eraseCitizen(tx: Tx, citizenId: string): Promise<void> {
  await tx
    .updateTable('identity.citizen')
    .set({
      name: ERASED_NAME,
      idNumberSealed: '',
      idNumberMasked: '',
      phoneSealed: null,
      phoneMasked: null,
      passwordHash: '',
    })
    .where('id', '=', citizenId)
    .execute()
  await tx.deleteFrom('identity.personKey').where('citizenId', '=', citizenId).execute()
  await tx.deleteFrom('identity.phoneKey').where('citizenId', '=', citizenId).execute()
  await deleteSignIns(tx, citizenId)
  await deletePasskeys(tx, citizenId)
}
