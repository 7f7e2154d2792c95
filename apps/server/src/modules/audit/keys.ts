import type { AuditKey } from '@zhengtong/contract/audit'
import type { Crypto } from '../../platform/crypto/index.ts'
import { newSigningKey } from '../../platform/crypto/index.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import { fingerprintOf } from './canonical.ts'
import type { Keys } from './verify.ts'
import * as store from './store.ts'

/** The key that signs now; made when there is none. A certified module would keep the private part (docs/adr/0009). */
export async function signingKey(tx: Tx, crypto: Crypto, now: Date) {
  await store.lockKeys(tx)
  const { id, publicKey, privateSealed } = (await store.newestKey(tx)) ?? (await makeKey(tx, crypto, now))
  return { id, publicKey, privateKey: crypto.open(privateSealed) }
}

async function makeKey(tx: Tx, crypto: Crypto, now: Date) {
  const { privateKey, publicKey } = newSigningKey()
  const row = { id: newId(), publicKey, privateSealed: crypto.seal('audit', privateKey), createdAt: now.toISOString() }
  await store.insertKey(tx, row)
  return row
}

/** All public keys, for everybody: whoever verifies keeps a copy and need not trust this database. */
export async function listKeys(db: Db): Promise<AuditKey[]> {
  const rows = await store.listKeys(db)
  return rows.map((row) => ({ ...row, algorithm: 'SM2', fingerprint: fingerprintOf(row.publicKey) }))
}

/** Reads a copy of the published keys: the answer of `/api/v1/audit/keys` as somebody kept it. Throws when it is none. */
export function readKeys(text: string): Keys {
  const { kind, keys } = JSON.parse(text) as { kind?: unknown; keys?: AuditKey[] }
  if (kind !== 'zhengtong-audit-keys-1' || !Array.isArray(keys))
    throw new Error('the file is not a copy of /api/v1/audit/keys')
  return new Map(keys.map(({ id, publicKey }) => [id, publicKey]))
}
