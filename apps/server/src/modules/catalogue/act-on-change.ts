import {
  AnotherPersonNeeded,
  ChangeDiffers,
  ChangeMoved,
  ChangeNotFound,
  ChangeNotNow,
  VersionMoved,
} from '@zhengtong/contract/catalogue-changes'
import { type ChangeAct } from '@zhengtong/contract/catalogue-words'
import { NotPublishable } from '@zhengtong/contract/catalogue'
import type { Guide } from '@zhengtong/contract/guide'
import { InvalidRequest, NotAllowed } from '@zhengtong/contract/problem'
import { guideFaults } from '@zhengtong/domain/guide-faults'
import { rebaseGuide } from '@zhengtong/domain/guide-rebase'
import type { StaffMember } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { Problem } from '../../platform/problem.ts'
import * as access from '../access/index.ts'
import { covers, eventOf, READING, transitions } from './change-flow.ts'
import * as store from './change-store.ts'
import { identityOf } from './create-change.ts'
import { itemVersion } from './items.ts'
import { findNewest } from './list-store.ts'
import { lockElements } from './lock-elements.ts'
import { reachesOld } from './predecessors.ts'
import { publishChange } from './publish-change.ts'
import { findBase } from './store.ts'

interface Wanted {
  actId: string
  version: number
  act: Exclude<ChangeAct, 'create'>
  note: string | null
}

/** Performs one act on a change request; the same again changes nothing, the second of two hears what the first did. */
export async function actOnChange(db: Db, officer: StaffMember, id: string, wanted: Wanted): Promise<void> {
  const { actId, version, act, note } = wanted
  const scope = await access.scopeOf(db, officer, READING)
  await db.transaction().execute(async (tx) => {
    const row = await store.lockChangeRequest(tx, scope, id)
    if (!row) throw new Problem(ChangeNotFound)
    const steps = await store.listSteps(tx, id)
    const done = steps.find((step) => step.actId === actId)
    if (done && (done.act !== act || done.staffId !== officer.id)) throw new Problem(ChangeDiffers)
    if (done) return
    if (row.version !== version) throw new Problem(ChangeMoved)
    const next = transitions[row.state][act]
    if (!next) throw new Problem(ChangeNotNow)
    // As far as the right for this very act reaches.
    const reach = await access.scopeOf(db, officer, [next.by])
    if (!covers(reach, row.agencyCode)) throw new Problem(NotAllowed)
    if (next.to === 'approved' && !(await reachesOld(tx, reach, row))) throw new Problem(NotAllowed, { detail: BEYOND })
    if (act === 'approve' && row.editors.includes(officer.id)) throw new Problem(AnotherPersonNeeded)
    if (act === 'return' && (note ?? '').trim().length < 2)
      throw new Problem(InvalidRequest, { errors: [{ path: '/note', message: '请写明退回的原因' }] })
    const round = act === 'submit' && row.state === 'returned' ? row.round + 1 : row.round
    const change = { ...row, state: next.to, round, version: row.version + 1, updatedAt: officer.now.toISOString() }
    const kept = await store.insertStep(tx, {
      changeId: id,
      seq: steps.length + 1,
      actId,
      act,
      round,
      staffId: officer.id,
      staffName: officer.name,
      note: note?.trim() || null,
      at: officer.now.toISOString(),
    })
    if (!kept) throw new Problem(AnotherPersonNeeded)
    const { id: _id, kind: _kind, itemCode, ...columns } = { ...change, ...(await effectOf(tx, officer, change, act)) }
    await store.updateChangeRequest(tx, id, columns)
    await publish(tx, officer, eventOf[act], { changeId: id, itemCode })
  })
}

/** Why the last approval is another office's. */
export const BEYOND = '通过后原事项同时停办，要由管得到原机构的政务办审核'

/** What the act does to the change besides its state. */
async function effectOf(
  tx: Tx,
  officer: StaffMember,
  change: store.ChangeRow,
  act: Wanted['act'],
): Promise<Partial<store.ChangeRow>> {
  if (act === 'rebase') return rebased(tx, change)
  if (act === 'submit') return submittable(tx, officer, change)
  if (act !== 'approve') return {}
  await refuseMoved(tx, change)
  if (change.state !== 'approved') return {}
  return { effectiveAt: (await publishChange(tx, officer, change)).toISOString() }
}

async function refuseMoved(tx: Tx, { itemCode, publishedVersion }: store.ChangeRow): Promise<void> {
  const newest = await findNewest(tx, itemCode)
  if ((newest?.version ?? null) !== publishedVersion) throw new Problem(VersionMoved)
}

/** The copy as it goes to review: with the locked elements as the base list has them now, and without faults. */
async function submittable(tx: Tx, { now }: StaffMember, change: store.ChangeRow): Promise<Partial<store.ChangeRow>> {
  await refuseMoved(tx, change)
  const errors = [
    ...(change.reason.trim().length < 2 ? [{ path: '/reason', message: '请写明变更的原因' }] : []),
    ...(change.effectiveOn !== null && change.effectiveOn < legalDate(now)
      ? [{ path: '/effectiveOn', message: '计划生效日期已经过去，请重新选择' }]
      : []),
  ]
  const base = await findBase(tx, change.baseKey)
  const guide = change.guide && base && lockElements(change.guide, base, identityOf(change.guide))
  if (guide) errors.push(...guideFaults(guide), ...(await unknownAgencies(tx, guide)))
  if (errors.length) throw new Problem(NotPublishable, { errors: errors.slice(0, 100) })
  return guide ? { guide } : {}
}

/** Joint agencies are picked from those there are; one that went meanwhile is named. */
async function unknownAgencies(tx: Tx, { jointAgencies = [] }: Guide) {
  const found = await Promise.all(jointAgencies.map(({ code }) => access.findAgencyElements(tx, code)))
  return jointAgencies.flatMap(({ name }, index) =>
    found[index] ? [] : [{ path: `/jointAgencies/${index}/name`, message: `没有“${name}”这个机构` }],
  )
}

/** Takes over what was published since the copy was made; what both changed stays as the copy has it. */
async function rebased(tx: Tx, change: store.ChangeRow): Promise<Partial<store.ChangeRow>> {
  const newest = await findNewest(tx, change.itemCode)
  if (!newest || newest.version === change.publishedVersion) throw new Problem(ChangeNotNow)
  const { guide } = change
  if (!guide) return { publishedVersion: newest.version }
  const old = change.publishedVersion && (await itemVersion(tx, change.itemCode, change.publishedVersion))
  const merged = rebaseGuide(old ? old.guide : newest.guide, newest.guide, guide)
  return { publishedVersion: newest.version, guide: merged.guide }
}
