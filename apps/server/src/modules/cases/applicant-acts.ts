import { NotAllowedNow } from '@zhengtong/contract/case-problems'
import type { CaseSubmission } from '@zhengtong/contract/cases'
import type { Guide } from '@zhengtong/contract/guide'
import { InvalidRequest } from '@zhengtong/contract/problem'
import type { Citizen } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import type { Services } from '../../platform/services.ts'
import { Problem } from '../../platform/problem.ts'
import * as calendars from '../calendar/index.ts'
import * as organisations from '../organisations/index.ts'
import { performAct, type Act } from './act.ts'
import { checkApplication, type Applicant } from './application.ts'
import { noticeDueOn } from './due.ts'
import { openAnswers, sealAnswers } from './form-privacy.ts'
import { openSubject } from './kinship.ts'
import { isBeyond } from './notice.ts'
import type { Supplement } from './case-parts.ts'
import * as store from './store.ts'
import { applicantOf, claimFiles } from './submit.ts'

/** Withdraws the application; possible at any time before the decision. */
export async function withdrawCase(
  services: Services,
  citizen: Citizen,
  act: Act & { reason?: string },
): Promise<void> {
  await organisations.recheckBeforeAct(services, citizen)
  await performAct(services, citizen, 'withdraw', act, async () => ({
    change: { proposal: null },
    note: act.reason ?? null,
    actorName: citizen.account.name,
  }))
}

/**
 * Answers a supplement notice, or what was sent back before acceptance (`resubmit`): new files, and corrected answers where
 * the form was at fault. The notice clock starts anew from the resubmission.
 */
export async function supplementCase(
  services: Services,
  citizen: Citizen,
  act: Act & { form?: Record<string, unknown>; materials: CaseSubmission['materials'] },
  action: 'supplement' | 'resubmit' = 'supplement',
): Promise<void> {
  const { db, config, crypto } = services
  await organisations.recheckBeforeAct(services, citizen)
  const calendar = await calendars.currentCalendar(db)
  await performAct(services, citizen, action, act, async (found, tx, guide) => {
    const wrong = [...missingAnswers(found.supplement, act), ...neverAsked(found.supplement, act)]
    if (wrong.length) throw new Problem(InvalidRequest, { errors: wrong })
    const before = await store.listMaterialFiles(tx, found.id)
    const owed = stillOwed(found.owed, act.materials)
    const form = checkApplication(
      guide,
      {
        form: act.form ?? openAnswers(crypto, found.form),
        materials: together(before, act.materials).filter(({ materialId }) => !isBeyond(materialId)),
        owed: owed?.materialIds ?? [],
        results: found.bundle?.results.map(({ materialId }) => materialId) ?? [],
      },
      subjectOf(services, citizen, found),
      citizen.now,
      config.demo,
    )
    await attach(tx, citizen, found.id, act.materials)
    const receivedOn = legalDate(citizen.now)
    return {
      change: {
        form: sealAnswers(crypto, form),
        owed,
        supplement: found.supplement && { ...found.supplement, answeredAt: citizen.now.toISOString() },
        receivedOn,
        noticeDueOn: noticeDueOn(calendar, receivedOn),
      },
      note: null,
      actorName: citizen.account.name,
    }
  })
}

/**
 * Objects to what the notice asks for beyond the guide: he need not hand it in then, and the supervisor hears of it. The rest
 * of the notice stands, and so does its day.
 */
export async function objectToNotice(
  services: Services,
  citizen: Citizen,
  act: Act & { words: string },
): Promise<void> {
  await organisations.recheckBeforeAct(services, citizen)
  await performAct(services, citizen, 'object', act, async ({ supplement }) => ({
    change: {
      supplement: supplement && { ...supplement, objection: { words: act.words, at: citizen.now.toISOString() } },
    },
    note: act.words,
    actorName: citizen.account.name,
  }))
}

/** Whose data the form is filled in with: the relative's as they were submitted, or the applicant's own. */
function subjectOf(services: Services, citizen: Citizen, { subjectSealed }: store.CaseRow): Applicant {
  const own = applicantOf(services, citizen)
  if (!subjectSealed) return own
  const subject = openSubject(services.crypto, subjectSealed)
  return { ...subject, phone: subject.phone ?? own.phone }
}

/** What is still promised after these files: whatever was handed in with a supplement is owed no more. */
function stillOwed(owed: store.CaseRow['owed'], materials: CaseSubmission['materials']): store.CaseRow['owed'] {
  const given = new Set(materials.filter(({ fileIds }) => fileIds.length > 0).map(({ materialId }) => materialId))
  const materialIds = owed?.materialIds.filter((materialId) => !given.has(materialId)) ?? []
  return owed && materialIds.length > 0 ? { ...owed, materialIds } : null
}

/** Hands in what was promised at submission (容缺): all of it, so that the result need not wait any more. */
export async function handInLater(
  services: Services,
  citizen: Citizen,
  act: Act & { materials: CaseSubmission['materials'] },
): Promise<void> {
  await organisations.recheckBeforeAct(services, citizen)
  await performAct(services, citizen, 'hand-in-later', act, async ({ id, owed }, tx, guide) => {
    if (!owed || owed.handedInAt) throw new Problem(NotAllowedNow, { detail: '没有需要补交的容缺材料' })
    const given = new Set(act.materials.filter(({ fileIds }) => fileIds.length > 0).map(({ materialId }) => materialId))
    const errors = [
      ...owed.materialIds.flatMap((materialId) =>
        given.has(materialId)
          ? []
          : [{ path: `/materials/${materialId}`, message: `请上传“${nameOf(guide, materialId)}”` }],
      ),
      ...act.materials.flatMap(({ materialId }, index) =>
        owed.materialIds.includes(materialId)
          ? []
          : [{ path: `/materials/${index}/materialId`, message: '这项材料没有承诺后补' }],
      ),
    ]
    if (errors.length) throw new Problem(InvalidRequest, { errors })
    await attach(tx, citizen, id, act.materials)
    return {
      change: { owed: { ...owed, handedInAt: citizen.now.toISOString() } },
      note: owed.materialIds.map((materialId) => nameOf(guide, materialId)).join('、'),
      actorName: citizen.account.name,
    }
  })
}

const nameOf = ({ materials }: Guide, materialId: string) =>
  materials.find(({ id }) => id === materialId)?.materialName ?? materialId

/** Adds files that came after the submission. */
async function attach(tx: Tx, citizen: Citizen, caseId: string, materials: CaseSubmission['materials']): Promise<void> {
  await claimFiles(tx, citizen, materials)
  await store.insertMaterialFiles(
    tx,
    materials.flatMap(({ materialId, fileIds }) =>
      fileIds.map((fileId) => ({ caseId, materialId, fileId, supplemented: true })),
    ),
  )
}

/** Every material that the notice names needs a new file; what the applicant objected to does not. */
function missingAnswers(supplement: Supplement | null, { materials }: { materials: CaseSubmission['materials'] }) {
  const given = new Set(materials.filter(({ fileIds }) => fileIds.length > 0).map(({ materialId }) => materialId))
  return (supplement?.requests ?? []).flatMap(({ materialId, what, beyond }) =>
    materialId && !given.has(materialId) && !(beyond && supplement?.objection)
      ? [{ path: `/materials/${materialId}`, message: `请补充：${what}` }]
      : [],
  )
}

/** Beyond the guide only what this notice asks for. */
const neverAsked = (supplement: Supplement | null, { materials }: { materials: CaseSubmission['materials'] }) =>
  materials.flatMap(({ materialId }, index) =>
    isBeyond(materialId) && !supplement?.requests.some((request) => request.materialId === materialId)
      ? [{ path: `/materials/${index}/materialId`, message: '通知没有要求这项材料' }]
      : [],
  )

function together(
  before: { materialId: string; fileId: string }[],
  added: CaseSubmission['materials'],
): CaseSubmission['materials'] {
  const all = new Map<string, string[]>()
  for (const { materialId, fileId } of before) all.set(materialId, [...(all.get(materialId) ?? []), fileId])
  for (const { materialId, fileIds } of added) all.set(materialId, [...(all.get(materialId) ?? []), ...fileIds])
  return [...all].map(([materialId, fileIds]) => ({ materialId, fileIds }))
}
