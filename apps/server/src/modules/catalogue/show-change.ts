import { ChangeNotFound, type ChangeDetail, type ChangeSummary } from '@zhengtong/contract/catalogue-changes'
import { changeActs, type ChangeAct } from '@zhengtong/contract/catalogue-words'
import type { Permission } from '@zhengtong/contract/access'
import { guideFaults } from '@zhengtong/domain/guide-faults'
import type { StaffMember } from '../../platform/actor.ts'
import type { Db } from '../../platform/db.ts'
import { Problem } from '../../platform/problem.ts'
import * as access from '../access/index.ts'
import { BEYOND } from './act-on-change.ts'
import { covers, isEditable, READING, stages, transitions } from './change-flow.ts'
import * as store from './change-store.ts'
import { itemVersion } from './items.ts'
import { findNewest } from './list-store.ts'
import { endsOld, reachesOld, shownPredecessors } from './predecessors.ts'
import { findBase } from './store.ts'

type SummaryRow = Awaited<ReturnType<typeof store.listChangeRequests>>[number]

/** A row of the list; an approved change whose day has come is published. */
export function summaryOf({ effectiveAt, editorName, state, ...row }: SummaryRow, now: Date): ChangeSummary {
  const isPublished = state === 'approved' && effectiveAt !== null && new Date(effectiveAt) <= now
  const { id, kind, version, itemCode, itemName, agencyName, effectiveOn, updatedAt } = row
  return {
    id,
    kind,
    version,
    itemCode,
    itemName,
    agencyName,
    effectiveOn,
    updatedAt,
    editor: editorName,
    state: isPublished ? 'published' : state,
  }
}

/** A change request with everything that its editor and reviewers need, and what this officer may do now. */
export async function showChange(db: Db, officer: StaffMember, id: string): Promise<ChangeDetail> {
  const row = await store.findChangeRequest(db, await access.scopeOf(db, officer, READING), id)
  const base = row && (await findBase(db, row.baseKey))
  if (!row || !base) throw new Problem(ChangeNotFound)
  const isOpen = row.state !== 'approved' && row.state !== 'withdrawn'
  const [steps, newest, published] = await Promise.all([
    store.listSteps(db, id),
    findNewest(db, row.itemCode),
    row.publishedVersion === null ? undefined : itemVersion(db, row.itemCode, row.publishedVersion),
  ])
  const newer = isOpen && newest && newest.version !== row.publishedVersion ? newest : null
  const { actions, canEdit, whyNot } = await mayDo(db, officer, row, steps)
  return {
    ...summaryOf(row, officer.now),
    reason: row.reason,
    base: { ...base, useLevels: base.useLevels as ChangeDetail['base']['useLevels'] },
    endsOld: endsOld(row),
    predecessors: await shownPredecessors(db, row, officer.now),
    guide: row.guide,
    published:
      published && row.publishedVersion !== null ? { version: row.publishedVersion, guide: published.guide } : null,
    newer,
    faults: isOpen && row.guide ? guideFaults(row.guide).slice(0, 100) : [],
    steps: titled(steps),
    actions: actions.filter((act) => act !== 'rebase' || newer !== null),
    canEdit,
    whyNot,
  }
}

type Steps = Awaited<ReturnType<typeof store.listSteps>>

async function mayDo(db: Db, officer: StaffMember, row: store.ChangeRow, steps: Steps) {
  const reaches = async (by: Permission) => covers(await access.scopeOf(db, officer, [by]), row.agencyCode)
  const possible: ChangeDetail['actions'] = []
  for (const [act, { by }] of Object.entries(transitions[row.state]))
    if (await reaches(by)) possible.push(act as ChangeAct)
  const acted = steps.some(
    ({ round, staffId, act }) =>
      round === row.round && staffId === officer.id && (act === 'submit' || act === 'approve'),
  )
  const isSecond = possible.includes('approve') && (acted || row.editors.includes(officer.id))
  const last = transitions[row.state].approve
  const isBeyond =
    possible.includes('approve') &&
    last?.to === 'approved' &&
    !(await reachesOld(db, await access.scopeOf(db, officer, [last.by]), row))
  return {
    actions: possible.filter((act) => !(act === 'approve' && (isSecond || isBeyond))),
    canEdit: isEditable(row.state) && (await reaches('catalogue-edit')),
    whyNot: isSecond ? '您编制或审核过这张变更单，这一级要由别的同事审核' : isBeyond ? BEYOND : null,
  }
}

const stageNames = { agency: '部门审核', legal: '法制审核', office: '政务办审核' }

/** Steps with the review that each was part of: the first approval of a round is the agency's, and so on. */
function titled(steps: Steps): ChangeDetail['steps'] {
  return steps.map(({ act, round, staffName, note, at, seq }) => {
    const before = steps.filter((step) => step.seq < seq && step.round === round && step.act === 'approve').length
    const stage = stages[before]
    const isReview = (act === 'approve' || act === 'return') && stage
    return {
      act,
      title: isReview ? `${stageNames[stage]}${changeActs[act]}` : changeActs[act],
      by: staffName,
      note,
      at,
    }
  })
}
