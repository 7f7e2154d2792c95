import { AccountGone, ChildNotOpen, ChildStarted } from '@zhengtong/contract/bundles'
import { childAnswers, childResults, childUploads, fedFields } from '@zhengtong/domain/bundle'
import type { Citizen } from '../../platform/actor.ts'
import { contentDigest } from '../../platform/content-digest.ts'
import { publish } from '../../platform/events.ts'
import { systemActor } from '../../platform/jobs.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as cases from '../cases/index.ts'
import * as identity from '../identity/index.ts'
import { findVersion, type PublishedBundle } from './definition-store.ts'
import { childrenNow, type ChildNow } from './state.ts'
import * as store from './store.ts'

/**
 * The job: starts a child whose turn it is, with what the applicant answered and what the earlier children brought. Where
 * that does not do (a number that is none, an item suspended meanwhile), the applicant is told and may start it by hand.
 */
export async function startChild(
  services: Services,
  { bundleId, key }: { bundleId: string; key: string },
): Promise<void> {
  const application = await store.findApplication(services.db, bundleId)
  if (!application) return
  const actor = systemActor(services, 'bundle')
  try {
    const citizen = await applicantOf(services, application.citizenId, actor)
    await begin(services, citizen, application, key, {})
  } catch (refusal) {
    if (!(refusal instanceof Problem)) throw refusal
    await services.db.transaction().execute(async (tx) => {
      if (await store.noteStuck(tx, bundleId, key, wordsOf(refusal)))
        await publish(tx, actor, 'bundle.child-stuck', { bundleId, key })
    })
  }
}

/** The same by the applicant, who gives what an earlier result should have; refused as any application is. */
export async function startByHand(
  services: Services,
  citizen: Citizen,
  application: store.ApplicationRow,
  { key, form }: { key: string; form: Record<string, unknown> },
): Promise<void> {
  if (!(await begin(services, citizen, application, key, form))) throw new Problem(ChildStarted)
}

/** False when it is not its turn: started, taken back, or something before it is not granted. */
async function begin(
  services: Services,
  citizen: Citizen,
  application: store.ApplicationRow,
  key: string,
  given: Record<string, unknown>,
): Promise<boolean> {
  const { db } = services
  const bundle = await findVersion(db, application.bundleCode, application.bundleVersion)
  const { children } = await childrenNow(db, application.id)
  const child = children.find((one) => one.key === key)
  if (!bundle || !child?.isReady) return false
  const { content, link } = applicationOf(services, application, bundle, child, children, given)
  const prepared = await cases.prepareCase(services, citizen, content, contentDigest(content), link)
  return db.transaction().execute(async (tx) => {
    if (!(await store.takeStart(tx, application.id, key, citizen.now.toISOString()))) return false
    if (!(await cases.insertPrepared(tx, prepared))) throw new Problem(ChildNotOpen)
    return true
  })
}

/** What the child's case is applied for with. */
function applicationOf(
  { crypto }: Services,
  application: store.ApplicationRow,
  { definition }: PublishedBundle,
  { row, key }: ChildNow,
  children: readonly ChildNow[],
  given: Record<string, unknown>,
) {
  const child = definition.children.find((one) => one.key === key)
  if (!child) throw new Error(`bundle ${definition.code} has no child ${key}`)
  const results = Object.fromEntries(
    children.flatMap(({ key: earlier, found }) => {
      const number = found && cases.resultNumberOf(crypto, found)
      return number ? [[earlier, number]] : []
    }),
  )
  const answers = cases.openAnswers(crypto, application.form)
  const byHand = Object.fromEntries(Object.entries(given).filter(([field]) => fedFields(child).includes(field)))
  const { id, subject, submittedAt } = application
  const served = childResults(child).flatMap(({ materialId, resultOf }) => {
    const found = children.find((one) => one.key === resultOf)?.found
    return found ? [{ materialId, caseId: found.id }] : []
  })
  return {
    content: {
      id: row.caseId,
      itemCode: row.itemCode,
      itemVersion: row.itemVersion,
      form: { ...childAnswers(child, answers, results), ...byHand },
      materials: childUploads(child, application.materials),
    },
    link: { id, name: definition.name, subject, submittedAt: new Date(submittedAt).toISOString(), results: served },
  }
}

/** The applicant, for whom a job acts: his account as it is now. */
async function applicantOf(
  { db }: Services,
  id: string,
  { requestId, now }: { requestId: string; now: Date },
): Promise<Citizen> {
  const account = await identity.findCitizen(db, id)
  if (!account?.idNumberSealed) throw new Problem(AccountGone)
  const { name, level, idNumberSealed, phoneSealed } = account
  return { kind: 'citizen', id, requestId, now, sessionId: '', account: { name, level, idNumberSealed, phoneSealed } }
}

/** A refusal as the applicant reads it: what is wrong with what, or why not at all. */
function wordsOf({ kind, extra: { errors = [], detail } }: Problem): string {
  return errors.length > 0 ? errors.map(({ message }) => message).join('；') : (detail ?? kind.title)
}
