import { documentKinds, documentOf } from '@zhengtong/domain/documents'
import { legalDate } from '../../platform/clock.ts'
import { newToken } from '../../platform/crypto/index.ts'
import type { Tx } from '../../platform/db.ts'
import type { Event } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import type { Services } from '../../platform/services.ts'
import * as cases from '../cases/index.ts'
import { numberOf } from './number-of.ts'
import * as store from './store.ts'
import { writeDocument } from './write.ts'

/** After an act: the documents that the case's acts give and that are not there yet. */
export async function issueAfter(tx: Tx, event: Event, services: Services): Promise<void> {
  await issueMissing(tx, services, event.subject['caseId'] ?? '')
}

/**
 * Issues what is missing of a case: number, token and every word, sealed. Which documents there are follows from the ledger
 * alone, one for an act, so it does not matter how often, in which order or by how many workers this is done.
 */
export async function issueMissing(tx: Tx, services: Services, caseId: string): Promise<void> {
  await store.lockCase(tx, caseId)
  const record = await cases.caseRecord(services, tx, caseId)
  if (!record) return
  const there = new Set((await store.listDocuments(tx, caseId)).map(({ seq }) => seq))
  const now = services.clock.now()
  const missing = record.acts.flatMap((act) => {
    const kind = documentOf(act.action)
    return kind && !there.has(act.seq) ? [{ act, kind }] : []
  })
  // Always in the order of their kinds: two that count in the same series never wait for each other.
  for (const { act, kind } of missing.toSorted((a, b) => a.kind.localeCompare(b.kind))) {
    const { token, digest } = newToken()
    const content = writeDocument(record, act, kind, { token, issuedOn: legalDate(now) })
    await store.insertDocument(tx, record.agencyCode, digest, {
      caseId,
      id: newId(),
      seq: act.seq,
      kind,
      agencyName: record.agencyName,
      applicantMasked: record.applicantMasked,
      dated: act.on,
      contentSealed: services.crypto.seal('cases', JSON.stringify(content)),
      issuedAt: now.toISOString(),
    })
  }
}

/** The documents of a case, those that the worker has not come to included: whoever looks after an act finds what it gave. */
export async function documentsOf(services: Services, caseId: string) {
  const { db } = services
  const [acts, issued] = await Promise.all([cases.listActs(db, caseId), store.listDocuments(db, caseId)])
  const there = new Set(issued.map(({ seq }) => seq))
  const isComplete = acts.every(({ seq, action }) => there.has(seq) || !documentOf(action))
  if (!isComplete) await db.transaction().execute((tx) => issueMissing(tx, services, caseId))
  const rows = isComplete ? issued : await store.listDocuments(db, caseId)
  return rows.map((row) => ({ ...row, title: documentKinds[row.kind].title, number: numberOf(row) }))
}
