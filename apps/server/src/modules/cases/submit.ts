import {
  GuideChanged,
  OtherIdentity,
  SubmissionDiffers,
  type CaseSubmission,
  type Receipt,
} from '@zhengtong/contract/cases'
import { ItemNotOpen } from '@zhengtong/contract/catalogue'
import { InvalidRequest, NotSignedIn } from '@zhengtong/contract/problem'
import { maskName } from '@zhengtong/domain/masking'
import { dueOn } from '@zhengtong/domain/working-days'
import type { Citizen } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import { sm3 } from '../../platform/crypto.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import type { Services } from '../../platform/services.ts'
import { Problem } from '../../platform/problem.ts'
import * as calendars from '../calendar/index.ts'
import * as catalogue from '../catalogue/index.ts'
import * as files from '../files/index.ts'
import * as identity from '../identity/index.ts'
import * as organisations from '../organisations/index.ts'
import { checkApplication, type Applicant } from './application.ts'
import { limitsOf, NOTICE_LIMIT } from './due.ts'
import { CaseNumbers, newQueryCode } from './numbers.ts'
import * as store from './store.ts'
import { checkSubject } from './subject.ts'

const numbers = new CaseNumbers()

/**
 * Submits an application. The client's id makes it idempotent: the same content again gets the first answer again, other
 * content is refused; a failed check stores nothing, so it may be corrected and sent again under the same id.
 */
export async function submitCase(services: Services, citizen: Citizen, submission: CaseSubmission): Promise<Receipt> {
  const { db, config } = services
  const contentDigest = digestOf(submission)
  const repeated = await repeatedAnswer(db, citizen, submission.id, contentDigest)
  if (repeated) return repeated

  const item = await openItem(db, submission, citizen.now)
  checkSubject(citizen, submission, item.guide)
  await organisations.recheckBeforeAct(services, citizen)
  const applicant = await applicantOf(services, citizen)
  const form = checkApplication(item.guide, submission, applicant, citizen.now, config.demo)
  const calendar = await calendars.currentCalendar(db)
  const receivedOn = legalDate(citizen.now)
  const row: store.NewCase = {
    id: submission.id,
    caseNumber: await numbers.next(db, item.code, receivedOn),
    queryCode: newQueryCode(),
    citizenId: citizen.id,
    subjectOrganisationId: citizen.onBehalfOf ?? null,
    mandateId: citizen.mandateId ?? null,
    // The name of a registered organisation is public.
    applicantMasked: applicant.organisation?.name ?? maskName(applicant.name),
    itemCode: item.code,
    itemVersion: item.version,
    itemName: item.guide.taskName,
    agencyCode: item.agencyCode,
    agencyName: item.guide.deptName,
    regionCode: item.guide.regionCode,
    form,
    contentDigest,
    submittedAt: citizen.now.toISOString(),
    receivedOn,
    noticeDueOn: dueOn(calendar, receivedOn, NOTICE_LIMIT).date,
    calendarVersion: calendar.version,
  }
  const attached = submission.materials.flatMap(({ materialId, fileIds }) =>
    fileIds.map((fileId) => ({ materialId, fileId })),
  )

  const inserted = await db.transaction().execute(async (tx) => {
    await organisations.holdMandate(tx, citizen, row.itemCode)
    await claimFiles(tx, citizen, submission.materials)
    if (!(await store.insertCase(tx, row, attached, applicant.name))) return false
    await publish(tx, citizen, 'case.submitted', { caseId: row.id })
    return true
  })
  // A parallel try with the same id was first: it answers for both.
  const first = inserted ? undefined : await repeatedAnswer(db, citizen, submission.id, contentDigest)
  if (!inserted && !first) throw new Problem(OtherIdentity)
  return first ?? (await receiptOf(db, row))
}

/** The same content under the same id gives the first answer; anything else under a used id is refused. */
async function repeatedAnswer(
  db: Db,
  citizen: Citizen,
  id: string,
  contentDigest: string,
): Promise<Receipt | undefined> {
  const existing = await store.findCase(db, id)
  if (!existing) return undefined
  const sameSubject =
    existing.citizenId === citizen.id && existing.subjectOrganisationId === (citizen.onBehalfOf ?? null)
  if (!sameSubject || existing.contentDigest !== contentDigest) throw new Problem(SubmissionDiffers)
  return receiptOf(db, existing)
}

async function openItem(db: Db, { itemCode, itemVersion }: CaseSubmission, now: Date) {
  const item = await catalogue.itemInForce(db, itemCode, now)
  if (!item?.agencyCode || !item.applicable || item.state !== 'in-force') {
    throw new Problem(ItemNotOpen, item?.state === 'suspended' ? { detail: '这个事项已暂停办理' } : {})
  }
  if (item.version !== itemVersion) throw new Problem(GuideChanged)
  return { ...item, agencyCode: item.agencyCode }
}

/** The applicant as his verified account knows him, with the organisation he applies for as it is registered. */
export async function applicantOf(
  { db, crypto }: Services,
  citizen: Pick<Citizen, 'id' | 'onBehalfOf'>,
): Promise<Applicant> {
  const account = await identity.findCitizen(db, citizen.id)
  if (!account) throw new Problem(NotSignedIn)
  const organisation = citizen.onBehalfOf && (await organisations.findOrganisation(db, citizen.onBehalfOf))
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
  const claimed = await files.claimFiles(tx, citizen, ids)
  const errors = materials.flatMap(({ fileIds }, index) =>
    fileIds.flatMap((id, place) =>
      claimed.has(id)
        ? []
        : [{ path: `/materials/${index}/fileIds/${place}`, message: '没有找到这个文件，请重新上传' }],
    ),
  )
  if (errors.length) throw new Problem(InvalidRequest, { errors })
}

/** The receipt: made of what never changes after submission, so that it is the same whenever it is asked for again. */
async function receiptOf(db: Db, row: Pick<store.CaseRow, keyof store.NewCase>): Promise<Receipt> {
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
    noticeDueOn: dueOn(calendar, submittedOn, NOTICE_LIMIT).date,
    promisedOn: promise ? dueOn(calendar, submittedOn, promise).date : null,
    next: '部门会在 5 个工作日内核对材料，并通过站内消息和短信告知您是否受理。',
  }
}

/** A digest of what was asked for, independent of the order of keys. */
function digestOf({ itemCode, itemVersion, form, materials }: CaseSubmission): string {
  return sm3(JSON.stringify(sorted({ itemCode, itemVersion, form, materials })))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}
