import { GuideChanged, LevelNeeded, OtherIdentity, SubmissionDiffers } from '@zhengtong/contract/case-problems'
import type { CaseSubmission, Receipt } from '@zhengtong/contract/cases'
import { ItemNotOpen } from '@zhengtong/contract/catalogue'
import { InvalidRequest, type FieldFault } from '@zhengtong/contract/problem'
import { levelSuffices, type IdentityLevel } from '@zhengtong/domain/identity-level'
import type { Guide } from '@zhengtong/contract/guide'
import type { Flow } from '@zhengtong/domain/flow'
import { newestFlow } from '@zhengtong/domain/flows'
import { maskName } from '@zhengtong/domain/masking'
import { dueOn } from '@zhengtong/domain/working-days'
import type { Citizen } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import { contentDigest } from '../../platform/content-digest.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Services } from '../../platform/services.ts'
import { perDatabase } from '../../platform/per-database.ts'
import { Problem } from '../../platform/problem.ts'
import * as calendars from '../calendar/index.ts'
import * as catalogue from '../catalogue/index.ts'
import * as family from '../family/index.ts'
import * as files from '../files/index.ts'
import * as organisations from '../organisations/index.ts'
import { checkApplication, type Applicant } from './application.ts'
import { firstAlarmOn } from './clocks.ts'
import { limitsOf, noticeDueOn } from './due.ts'
import { relativeOf, sealSubject } from './kinship.ts'
import { CaseNumbers, newQueryCode } from './numbers.ts'
import { draftSubject, sameSubject } from './draft-store.ts'
import type { BundleLink } from './case-parts.ts'
import * as store from './store.ts'
import { checkSubject } from './subject.ts'
import { sealAnswers } from './form-privacy.ts'
import { insertCase, type NewCase } from './submit-store.ts'

const numbersOf = perDatabase(() => new CaseNumbers())

/**
 * Submits an application. The client's id makes it idempotent: the same content again gets the first answer again, other
 * content is refused; a failed check stores nothing, so it may be corrected and sent again under the same id.
 */
export async function submitCase(services: Services, citizen: Citizen, submission: CaseSubmission): Promise<Receipt> {
  const digest = digestOf(submission)
  try {
    return await submitNew(services, citizen, submission, digest)
  } catch (refusal) {
    // A repeat may fail checks that its first try passed; looking for the first try only now spares all others the question.
    const first = refusal instanceof Problem && (await repeatedAnswer(services.db, citizen, submission, digest))
    if (first) return first
    throw refusal
  }
}

async function submitNew(
  services: Services,
  citizen: Citizen,
  submission: CaseSubmission,
  digest: string,
): Promise<Receipt> {
  const prepared = await prepareCase(services, citizen, submission, digest)
  if (!(await insertPrepared(services.db, prepared))) throw await refusalOf(services.db, prepared.acting, submission)
  return receiptOf(services.db, prepared.row)
}

export interface PreparedCase {
  acting: Citizen
  row: NewCase
  attached: { materialId: string; fileId: string }[]
  applicantName: string
}
/** Submits what was prepared; false when the statement found that it may not (see `insertCase`). */
export const insertPrepared = (db: Db, { acting, row, attached, applicantName }: PreparedCase): Promise<boolean> =>
  insertCase(db, acting, row, attached, applicantName)

/** Checks an application and makes its row, without writing anything; of a bundle it is inserted in the bundle's transaction. */
export async function prepareCase(
  services: Services,
  citizen: Citizen,
  submission: CaseSubmission,
  digest: string,
  bundle: BundleLink | null = null,
): Promise<PreparedCase> {
  const { db, config } = services
  const item = openItem(await itemFor(db, citizen, submission, bundle), submission)
  checkSubject(citizen, submission, item.guide)
  checkLevel(citizen, item.guide.identityLevel)
  if (citizen.onBehalfOf && !citizen.maySign) await organisations.requireMandate(db, citizen, submission.itemCode)
  await organisations.recheckBeforeAct(services, citizen)
  const relative = await relativeOf(services, citizen, submission)
  const own = applicantOf(services, citizen)
  // A child has no phone: its guardian is called.
  const applicant = relative ? { ...relative, phone: relative.phone ?? own.phone } : own
  const owed = submission.owed ?? []
  const results = bundle?.results.map(({ materialId }) => materialId) ?? []
  const form = checkApplication(item.guide, { ...submission, owed, results }, applicant, citizen.now, config.demo)
  const calendar = await calendars.currentCalendar(db)
  const receivedOn = legalDate(citizen.now)
  const due = noticeDueOn(calendar, receivedOn)
  const flow = newestFlow(item.guide.flow ?? 'standard')
  const receiving = receivingAgencyOf(submission, item.guide, flow)
  const row: NewCase = {
    id: submission.id,
    caseNumber: await numbersOf(db).next(db, item.code, receivedOn),
    queryCode: newQueryCode(),
    citizenId: citizen.id,
    subjectOrganisationId: citizen.onBehalfOf ?? null,
    mandateId: citizen.mandateId ?? null,
    kinshipId: relative?.kinship.id ?? null,
    kinshipKind: relative?.kinship.kind ?? null,
    kinshipSubject: relative?.kinship.personId ?? null,
    agentMasked: relative ? maskName(own.name) : null,
    subjectDigest: relative?.idNumberDigest ?? null,
    subjectSealed: relative ? sealSubject(services.crypto, relative) : null,
    // The name of a registered organisation is public.
    applicantMasked: citizen.organisation?.name ?? maskName(applicant.name),
    itemCode: item.code,
    itemVersion: item.version,
    itemName: item.guide.taskName,
    agencyCode: item.agencyCode,
    agencyName: item.guide.deptName,
    receivingAgencyCode: receiving?.code ?? null,
    receivingAgencyName: receiving?.name ?? null,
    status: receiving && flow.remoteStart ? flow.remoteStart : flow.start,
    regionCode: item.guide.regionCode,
    form: sealAnswers(services.crypto, form),
    contentDigest: digest,
    submittedAt: citizen.now.toISOString(),
    receivedOn,
    noticeDueOn: due,
    calendarVersion: calendar.version,
    flow: flow.code,
    flowVersion: flow.version,
    alarmOn: firstAlarmOn(calendar, due),
    owed: owed.length ? { materialIds: owed, dueOn: null, handedInAt: null } : null,
    bundle,
  }
  const attached = submission.materials.flatMap(({ materialId, fileIds }) =>
    fileIds.map((fileId) => ({ materialId, fileId })),
  )
  const acting = relative ? { ...citizen, kinship: relative.kinship } : citizen
  return { acting, row, attached, applicantName: own.name }
}

/** The item as it may be applied for now; a child of a bundle keeps the version that the bundle was submitted under. */
async function itemFor(db: Db, citizen: Citizen, { itemCode, itemVersion }: CaseSubmission, bundle: BundleLink | null) {
  const item = await catalogue.itemAtHand(db, itemCode, citizen.now)
  const pinned = bundle && item && (await catalogue.itemVersion(db, itemCode, itemVersion))
  return pinned ? { ...item, guide: pinned.guide, version: itemVersion } : item
}

/** The agency elsewhere that takes it in: one that the guide names, in a procedure that knows of it. */
function receivingAgencyOf({ receivedBy }: CaseSubmission, guide: Guide, { remoteStart }: Flow) {
  if (!receivedBy) return undefined
  const found = remoteStart && guide.receivingAgencies?.find(({ code }) => code === receivedBy)
  if (!found)
    throw new Problem(InvalidRequest, {
      errors: [{ path: '/receivedBy', message: '这个事项不能在这里代收，请换一个收件地点' }],
    })
  return found
}

/** Why the statement stored nothing. */
async function refusalOf(db: Db, citizen: Citizen, submission: CaseSubmission): Promise<Problem> {
  await organisations.requireMandate(db, citizen, submission.itemCode)
  if (citizen.kinship) await family.requireKinship(db, citizen, citizen.kinship, submission.itemCode)
  const draft = await draftSubject(db, citizen.id, submission.id)
  if (draft && !sameSubject(draft, subjectOf(citizen, submission))) return new Problem(OtherIdentity)
  openItem(await catalogue.itemInForce(db, submission.itemCode, citizen.now), submission)
  const ids = submission.materials.flatMap(({ fileIds }) => fileIds)
  const own = await files.findOwnFiles(db, citizen, ids)
  const missing = missingFiles(new Set(own.map(({ id }) => id)), submission.materials)
  if (missing.length) return new Problem(InvalidRequest, { errors: missing })
  return (await store.findCase(db, submission.id)) ? new Problem(SubmissionDiffers) : new Problem(GuideChanged)
}

const subjectOf = ({ onBehalfOf }: Citizen, { forRelative }: CaseSubmission) => ({
  subjectOrganisationId: onBehalfOf ?? null,
  kinshipId: forRelative ?? null,
})

/** The same content under the same id gives the first answer; anything else under a used id is refused. */
async function repeatedAnswer(
  db: Db,
  citizen: Citizen,
  submission: CaseSubmission,
  digest: string,
): Promise<Receipt | undefined> {
  const existing = await store.findCase(db, submission.id)
  if (!existing) return undefined
  const isMine = existing.citizenId === citizen.id && sameSubject(existing, subjectOf(citizen, submission))
  if (!isMine || existing.contentDigest !== digest) throw new Problem(SubmissionDiffers)
  return receiptOf(db, existing)
}

/** The applicant is known as surely as the item asks; the client raises the level in place and sends the same again. */
export function checkLevel({ account, onBehalfOf }: Citizen, needed: IdentityLevel): void {
  if (!levelSuffices(needed, { level: account.level, forOrganisation: onBehalfOf !== undefined }))
    throw new Problem(LevelNeeded)
}

function openItem(item: catalogue.Item | undefined, { itemVersion }: CaseSubmission) {
  if (!item?.agencyCode || !item.applicable || item.state !== 'in-force') {
    const rests = {
      'in-force': undefined,
      suspended: '这个事项已暂停办理',
      cancelled: '这个事项已取消，不再收新的申请',
    }
    const detail = item && rests[item.state]
    throw new Problem(ItemNotOpen, detail ? { detail } : {})
  }
  if (item.version !== itemVersion) throw new Problem(GuideChanged)
  return { ...item, agencyCode: item.agencyCode }
}

/** The applicant as his verified account knows him, with the organisation he applies for as it is registered. */
export function applicantOf({ crypto }: Pick<Services, 'crypto'>, { account, organisation }: Citizen): Applicant {
  return {
    name: account.name,
    idNumber: crypto.open(account.idNumberSealed),
    phone: account.phoneSealed && crypto.open(account.phoneSealed),
    ...(organisation ? { organisation } : {}),
  }
}

/** Marks the uploads as part of a case; one that is not the citizen's own is reported as not there. */
export async function claimFiles(tx: Tx, citizen: Citizen, materials: CaseSubmission['materials']): Promise<void> {
  const ids = [...new Set(materials.flatMap(({ fileIds }) => fileIds))]
  const errors = missingFiles(await files.claimFiles(tx, citizen, ids), materials)
  if (errors.length) throw new Problem(InvalidRequest, { errors })
}

function missingFiles(own: Set<string>, materials: CaseSubmission['materials']): FieldFault[] {
  return materials.flatMap(({ fileIds }, index) =>
    fileIds.flatMap((id, place) =>
      own.has(id) ? [] : [{ path: `/materials/${index}/fileIds/${place}`, message: '没有找到这个文件，请重新上传' }],
    ),
  )
}

/** The receipt: made of what never changes after submission, so that it is the same whenever it is asked for again. */
async function receiptOf(db: Db, row: Pick<store.CaseRow, keyof NewCase>): Promise<Receipt> {
  const calendar = await calendars.currentCalendar(db)
  const item = await catalogue.itemVersion(db, row.itemCode, row.itemVersion)
  const { promise } = item ? limitsOf(item.guide) : { promise: undefined }
  const submittedOn = legalDate(row.submittedAt)
  return {
    id: row.id,
    caseNumber: row.caseNumber,
    queryCode: row.queryCode,
    itemName: row.itemName,
    agencyName: row.agencyName,
    submittedAt: new Date(row.submittedAt).toISOString(),
    receivedOn: submittedOn,
    noticeDueOn: noticeDueOn(calendar, submittedOn),
    promisedOn: promise ? dueOn(calendar, submittedOn, promise).date : null,
    next: '部门会在 5 个工作日内核对材料，并通过站内消息和短信告知您是否受理。',
  }
}

function digestOf({ itemCode, itemVersion, form, materials, owed }: CaseSubmission): string {
  return contentDigest({ itemCode, itemVersion, form, materials, ...(owed?.length ? { owed } : {}) })
}
