import type { Verification } from '@zhengtong/contract/audit'
import type { StaffMember } from '../../platform/actor.ts'
import type { Db } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import { sealEvents } from './seal.ts'
import * as store from './store.ts'
import { verifyAll } from './verify.ts'

/** Seals what is complete, verifies everything and keeps the result; that it was asked for is itself an event. */
export async function recordVerification(db: Db, auditor: StaffMember): Promise<Verification> {
  await sealEvents(db)
  const verdict = await verifyAll(db)
  const at = auditor.now.toISOString()
  const id = newId()
  await db.transaction().execute(async (tx) => {
    await store.insertVerification(tx, { id, at, askedBy: auditor.id, ...verdict })
    await publish(tx, auditor, 'audit.verified', { verificationId: id })
  })
  return { at, ...verdict }
}
