import type { Passkey } from '@zhengtong/contract/passkeys'
import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'
import type { StoredPasskey } from '../../platform/passkeys.ts'

interface StaffPasskey extends StoredPasskey {
  id: string
  staffId: string
}

/** More than anybody has devices. */
export const MAX_PASSKEYS = 10

export async function countPasskeys(db: Db, staffId: string): Promise<number> {
  const { rows } = await sql<{ rows: number }>`
    select count(*)::int as rows from access.passkey where staff_id = ${staffId}`.execute(db)
  return rows[0]?.rows ?? 0
}

export async function listPasskeys(db: Db, staffId: string): Promise<(Passkey & { credentialId: string })[]> {
  const { rows } = await sql<Passkey & { credentialId: string }>`
    select id, name, created_at, last_used_at, credential_id from access.passkey
    where staff_id = ${staffId} order by created_at desc, id desc limit ${MAX_PASSKEYS}`.execute(db)
  return rows
}

/** Adds a passkey; false when the key belongs to an account already. */
export async function insertPasskey(tx: Tx, row: StaffPasskey & { name: string; createdAt: string }): Promise<boolean> {
  const { rows } = await sql`
    insert into access.passkey (id, staff_id, credential_id, public_key, counter, transports, name, created_at)
    values (${row.id}, ${row.staffId}, ${row.credentialId}, ${row.publicKey}, ${row.counter}, ${row.transports}::text[],
      ${row.name}, ${row.createdAt}::timestamptz)
    on conflict do nothing returning 1`.execute(tx)
  return rows.length > 0
}

/** The passkey with this credential id, of somebody still in office. */
export async function findPasskey(db: Db, credentialId: string, today: string): Promise<StaffPasskey | undefined> {
  const { rows } = await sql<StaffPasskey>`
    select k.id, k.staff_id, k.credential_id, k.public_key, k.counter, k.transports
    from access.passkey k join access.staff s on s.id = k.staff_id
    where k.credential_id = ${credentialId} and s.active and (s.leaves_on is null or s.leaves_on > ${today}::date)`.execute(
    db,
  )
  return rows[0]
}

/**
 * Notes a use and holds the key until the transaction ends; false when it was removed, or used with this counter or a later
 * one before: a copied key, or a race. Keys that are synchronised between devices count nothing and always say 0.
 */
export async function usePasskey(tx: Tx, id: string, counter: number, now: Date): Promise<boolean> {
  const { rows } = await sql`
    update access.passkey set counter = ${counter}, last_used_at = ${now.toISOString()}::timestamptz
    where id = ${id} and (counter < ${counter} or ${counter} = 0) returning 1`.execute(tx)
  return rows.length > 0
}

export async function deletePasskey(tx: Tx, staffId: string, id: string): Promise<boolean> {
  const { rows } = await sql`delete from access.passkey where staff_id = ${staffId} and id = ${id} returning 1`.execute(
    tx,
  )
  return rows.length > 0
}

/** All keys of one person, and with them the sessions that they opened; answers how many keys they were. */
export async function deletePasskeys(tx: Tx, staffId: string): Promise<number> {
  const { rows } = await sql`delete from access.passkey where staff_id = ${staffId} returning 1`.execute(tx)
  return rows.length
}

export async function deletePasskeysOfLeavers(tx: Tx, today: string): Promise<void> {
  await sql`delete from access.passkey where staff_id in (
    select id from access.staff where leaves_on <= ${today}::date)`.execute(tx)
}
