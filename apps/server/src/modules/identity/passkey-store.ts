import type { Passkey } from '@zhengtong/contract/passkeys'
import type { Db, Tx } from '../../platform/db.ts'

interface PasskeyTable {
  citizenId: string
  id: string
  credentialId: string
  /** COSE key, base64url. */
  publicKey: string
  counter: number
  transports: string[]
  name: string
  createdAt: string
  lastUsedAt: string | null
}
declare module '../../platform/db.ts' {
  interface Schema {
    'identity.passkey': PasskeyTable
    'identity.passkeyOwner': { credentialId: string; citizenId: string }
  }
}

/** More than anybody has devices. */
export const MAX_PASSKEYS = 10

export async function countPasskeys(db: Db, citizenId: string): Promise<number> {
  const { rows } = await db
    .selectFrom('identity.passkey')
    .select((eb) => eb.fn.countAll<number>().as('rows'))
    .where('citizenId', '=', citizenId)
    .executeTakeFirstOrThrow()
  return rows
}

export async function listPasskeys(db: Db, citizenId: string): Promise<(Passkey & { credentialId: string })[]> {
  return db
    .selectFrom('identity.passkey')
    .select(['id', 'name', 'createdAt', 'lastUsedAt', 'credentialId'])
    .where('citizenId', '=', citizenId)
    .orderBy('createdAt', 'desc')
    .limit(MAX_PASSKEYS)
    .execute()
}

/** Adds a passkey; false when the key belongs to an account already. */
export async function insertPasskey(tx: Tx, row: PasskeyTable): Promise<boolean> {
  const owner = await tx
    .insertInto('identity.passkeyOwner')
    .values({ credentialId: row.credentialId, citizenId: row.citizenId })
    .onConflict((conflict) => conflict.doNothing())
    .returning('citizenId')
    .executeTakeFirst()
  if (!owner) return false
  await tx.insertInto('identity.passkey').values(row).execute()
  return true
}

/** The passkey with this credential id, whosever it is. */
export function findPasskey(db: Db, credentialId: string) {
  return db
    .selectFrom('identity.passkeyOwner as o')
    .innerJoin('identity.passkey as p', (join) =>
      join.onRef('p.citizenId', '=', 'o.citizenId').onRef('p.credentialId', '=', 'o.credentialId'),
    )
    .selectAll('p')
    .where('o.credentialId', '=', credentialId)
    .executeTakeFirst()
}

/** Notes a use; false when a use with this counter or a later one was noted before: a copied key, or a race. */
export async function usePasskey(
  tx: Tx,
  { citizenId, id }: { citizenId: string; id: string },
  counter: number,
  now: Date,
): Promise<boolean> {
  const row = await tx
    .updateTable('identity.passkey')
    .set({ counter, lastUsedAt: now.toISOString() })
    .where('citizenId', '=', citizenId)
    .where('id', '=', id)
    // Keys that are synchronised between devices count nothing and always say 0.
    .where((eb) => eb.or([eb('counter', '<', counter), eb(eb.val(counter), '=', 0)]))
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export async function deletePasskey(tx: Tx, citizenId: string, id: string): Promise<boolean> {
  const row = await tx
    .deleteFrom('identity.passkey')
    .where('citizenId', '=', citizenId)
    .where('id', '=', id)
    .returning('credentialId')
    .executeTakeFirst()
  if (!row) return false
  await tx.deleteFrom('identity.passkeyOwner').where('credentialId', '=', row.credentialId).execute()
  return true
}

export async function deletePasskeys(tx: Tx, citizenId: string): Promise<void> {
  await tx.deleteFrom('identity.passkeyOwner').where('citizenId', '=', citizenId).execute()
  await tx.deleteFrom('identity.passkey').where('citizenId', '=', citizenId).execute()
}
