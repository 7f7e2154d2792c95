import { CaseNotFound, type CaseSubmission } from '@zhengtong/contract/cases'
import { InvalidRequest } from '@zhengtong/contract/problem'
import { dueOn } from '@zhengtong/domain/working-days'
import type { Citizen } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Services } from '../../platform/services.ts'
import { Problem } from '../../platform/problem.ts'
import * as calendars from '../calendar/index.ts'
import * as catalogue from '../catalogue/index.ts'
import * as organisations from '../organisations/index.ts'
import { performAct, type Act } from './act.ts'
import { checkApplication, type Applicant } from './application.ts'
import { NOTICE_LIMIT } from './due.ts'
import { openAnswers, sealAnswers } from './form-privacy.ts'
import { openSubject } from './kinship.ts'
import { viewing } from './own-case-store.ts'
import * as store from './store.ts'
import { applicantOf, claimFiles } from './submit.ts'

/** Withdraws the application; possible at any time before the decision. */
export async function withdrawCase(
  services: Services,
  citizen: Citizen,
  act: Act & { reason?: string },
): Promise<void> {
  await organisations.recheckBeforeAct(services, citizen)
  await performAct(services.db, viewing(services, citizen), 'withdraw', act, async () => ({
    change: { dueOn: null },
    note: act.reason ?? null,
    actorName: citizen.account.name,
  }))
}

/**
 * Answers a supplement notice: new files, and corrected answers where the form was at fault. The notice clock starts anew
 * from the resubmission.
 */
export async function supplementCase(
  services: Services,
  citizen: Citizen,
  act: Act & { form?: Record<string, unknown>; materials: CaseSubmission['materials'] },
): Promise<void> {
  const { db, config, crypto } = services
  await organisations.recheckBeforeAct(services, citizen)
  const calendar = await calendars.currentCalendar(db)
  await performAct(db, viewing(services, citizen), 'supplement', act, async (found, tx) => {
    const item = await catalogue.itemVersion(tx, found.itemCode, found.itemVersion)
    if (!item) throw new Problem(CaseNotFound)
    const missing = missingAnswers(found.supplement, act)
    if (missing.length) throw new Problem(InvalidRequest, { errors: missing })
    const before = await store.listMaterialFiles(tx, found.id)
    const form = checkApplication(
      item.guide,
      { form: act.form ?? openAnswers(crypto, found.form), materials: together(before, act.materials) },
      subjectOf(services, citizen, found),
      citizen.now,
      config.demo,
    )
    await claimFiles(tx, citizen, act.materials)
    await store.insertMaterialFiles(
      tx,
      act.materials.flatMap(({ materialId, fileIds }) =>
        fileIds.map((fileId) => ({ caseId: found.id, materialId, fileId, supplemented: true })),
      ),
    )
    const receivedOn = legalDate(citizen.now)
    const noticeDueOn = dueOn(calendar, receivedOn, NOTICE_LIMIT).date
    const supplement = found.supplement && { ...found.supplement, answeredAt: citizen.now.toISOString() }
    return {
      change: {
        form: sealAnswers(crypto, form),
        supplement,
        receivedOn,
        noticeDueOn,
        dueOn: noticeDueOn,
        calendarVersion: calendar.version,
      },
      note: null,
      actorName: citizen.account.name,
    }
  })
}

/** Whose data the form is filled in with: the relative's as they were submitted, or the applicant's own. */
function subjectOf(services: Services, citizen: Citizen, { subjectSealed }: store.CaseRow): Applicant {
  const own = applicantOf(services, citizen)
  if (!subjectSealed) return own
  const subject = openSubject(services.crypto, subjectSealed)
  return { ...subject, phone: subject.phone ?? own.phone }
}

/** Every material that the notice names needs a new file. */
function missingAnswers(
  supplement: store.Supplement | null,
  { materials }: { materials: CaseSubmission['materials'] },
) {
  const given = new Set(materials.filter(({ fileIds }) => fileIds.length > 0).map(({ materialId }) => materialId))
  return (supplement?.requests ?? []).flatMap(({ materialId, what }) =>
    materialId && !given.has(materialId) ? [{ path: `/materials/${materialId}`, message: `请补充：${what}` }] : [],
  )
}

function together(
  before: { materialId: string; fileId: string }[],
  added: CaseSubmission['materials'],
): CaseSubmission['materials'] {
  const all = new Map<string, string[]>()
  for (const { materialId, fileId } of before) all.set(materialId, [...(all.get(materialId) ?? []), fileId])
  for (const { materialId, fileIds } of added) all.set(materialId, [...(all.get(materialId) ?? []), ...fileIds])
  return [...all].map(([materialId, fileIds]) => ({ materialId, fileIds }))
}
