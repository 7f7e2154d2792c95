import type { CaseProof } from '@zhengtong/contract/audit'
import { CaseNotFound } from '@zhengtong/contract/case-problems'
import type { Citizen } from '../../platform/actor.ts'
import type { Db } from '../../platform/db.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as cases from '../cases/index.ts'
import { canonical, digestOf, treePath } from './canonical.ts'
import { eventsOfCase } from './read-store.ts'
import * as store from './store.ts'

/**
 * What the applicant needs to show, to anybody and without us, what happened to his case: each event as it was sealed,
 * its way to the root of the day, and the day's signature. Days that are not over have none yet.
 */
export async function proofOfCase(services: Services, citizen: Citizen, caseId: string): Promise<CaseProof> {
  const { db } = services
  if (!(await cases.findOwnCase(db, cases.viewing(services, citizen), caseId))) throw new Problem(CaseNotFound)
  const days = new Map<string, ReturnType<typeof dayOf>>()
  const publicKeys: Record<string, string> = {}
  const events: CaseProof['events'] = []
  for (const { stream, day, seq, ...event } of await eventsOfCase(db, caseId)) {
    const key = `${stream} ${day}`
    if (stream && day && !days.has(key)) days.set(key, dayOf(db, stream, day))
    const signed = await days.get(key)
    if (signed) publicKeys[signed.point.keyId] = signed.publicKey
    events.push({
      canonical: canonical(event),
      digest: digestOf(event),
      seq,
      path: signed && seq !== null ? treePath(signed.digests, seq - signed.point.firstSeq) : [],
      checkpoint: signed?.point ?? null,
    })
  }
  return { kind: 'zhengtong-case-proof-1', caseId, madeAt: citizen.now.toISOString(), publicKeys, events }
}

/** A signed day with all its digests; undefined while it is not signed. */
async function dayOf(db: Db, stream: string, day: string) {
  const found = await store.findCheckpoint(db, stream, day)
  const key = found && (await store.findKey(db, found.keyId))
  if (!found || !key) return undefined
  const { madeAt: _, ...point } = found
  const links = await store.linksOfDay(db, stream, day)
  return { point, publicKey: key.publicKey, digests: links.map(({ digest }) => digest) }
}
