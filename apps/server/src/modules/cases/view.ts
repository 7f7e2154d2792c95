import type { CaseDetail, CaseSummary } from '@zhengtong/contract/cases'
import type { Guide } from '@zhengtong/contract/guide'
import type { StaffCase } from '@zhengtong/contract/staff-cases'
import { maskName } from '@zhengtong/domain/masking'
import { colour, type Calendar } from '@zhengtong/domain/working-days'
import type { Citizen, StaffMember } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import type { Services } from '../../platform/services.ts'
import * as calendars from '../calendar/index.ts'
import * as catalogue from '../catalogue/index.ts'
import * as files from '../files/index.ts'
import * as identity from '../identity/index.ts'
import * as organisations from '../organisations/index.ts'
import * as regions from '../regions/index.ts'
import { covers, maskAnswers, maskedFields, openAnswers, type Answers } from './form-privacy.ts'
import { explained, limitsOf, NOTICE_LIMIT, runningClock } from './due.ts'
import { maskedSubject, mayAct, openSubject, proxyOf } from './kinship.ts'
import { acts, applicantActions, officerActions, statuses } from './lifecycle.ts'
import { listOwnCases } from './own-case-store.ts'
import * as store from './store.ts'
import { clearanceOf } from './unmask.ts'

/** Remedies that every refusal and denial must name (行政许可法 art. 38; 行政复议法；行政诉讼法), unless the guide has its own. */
const REMEDIES = '您可以在收到决定之日起 60 日内申请行政复议，或者在 6 个月内向人民法院提起行政诉讼。'

/** What officers write to each other is not the agency's word to the applicant. */
const INTERNAL: ReadonlySet<string> = new Set(['accept', 'review', 'return'])

/** The case as its applicant sees it. */
export async function showOwnCase(services: Services, found: store.CaseRow, citizen: Citizen): Promise<CaseDetail> {
  const view = await common(services, found, citizen.now)
  const rows = await store.listTimeline(services.db, found.id)
  return {
    ...view,
    timeline: rows.map((row) => ({
      ...timelineRow(row),
      ...(INTERNAL.has(row.action) ? { note: null } : {}),
      by: row.actorKind === 'citizen' ? whoOf(row, found) : found.agencyName,
    })),
    actions: (await mayAct(services.db, citizen, found)) ? applicantActions(found) : [],
    proxy: proxyOf(found, citizen.id),
    organisationName: (await organisationOf(services.db, found))?.name ?? null,
    next: statuses[found.status].next,
  }
}

/** The case as an officer of its agency sees it. */
export async function showStaffCase(
  services: Services,
  found: store.CaseRow,
  officer: StaffMember,
): Promise<StaffCase> {
  const { db, config, crypto } = services
  const [view, rows, item, account, organisation] = await Promise.all([
    common(services, found, officer.now),
    store.listTimeline(db, found.id),
    catalogue.itemVersion(db, found.itemCode, found.itemVersion),
    identity.findCitizen(db, found.citizenId),
    organisationOf(db, found),
  ])
  const subject = found.subjectSealed && maskedSubject(openSubject(crypto, found.subjectSealed))
  const person = {
    name: maskName(account?.name ?? ''),
    idNumber: account?.idNumberMasked ?? '',
    phone: account?.phoneMasked ?? null,
  }
  const isReviewer = config.separateReviewAndDecision && found.reviewerId === officer.id
  return {
    ...view,
    form: maskAnswers(view.formSchema, view.form),
    masked: masked(view.formSchema, view.form, officer, Boolean(subject ? subject.phone : account?.phoneMasked)),
    timeline: rows.map((row) => ({
      ...timelineRow(row),
      by: row.actorKind === 'citizen' ? whoOf(row, found) : row.actorName,
    })),
    ...officerActions(
      { status: found.status, supplementUsed: found.supplement !== null },
      { permissions: officer.permissions, isReviewer },
    ),
    applicant: {
      organisation,
      ...(subject || { ...person, name: organisation ? person.name : found.applicantMasked }),
    },
    agent: subject && found.kinshipKind ? { ...person, kinship: found.kinshipKind } : null,
    guideMaterials: item?.guide.materials ?? [],
  }
}

function masked(schema: Guide['form'], form: Answers, officer: StaffMember, hasPhone: boolean): StaffCase['masked'] {
  const clearance = clearanceOf(officer)
  return [
    { field: 'applicant.idNumber', title: '申请人身份证号', label: 'sensitive' as const },
    ...(hasPhone ? [{ field: 'applicant.phone', title: '申请人手机号', label: 'sensitive' as const }] : []),
    ...maskedFields(schema, form),
  ].map(({ field, title, label }) => ({ field, title, allowed: covers(clearance, label) }))
}

/** The organisation that the case is for, as registered now. */
async function organisationOf(db: Db, { subjectOrganisationId }: store.CaseRow) {
  return (subjectOrganisationId && (await organisations.findOrganisation(db, subjectOrganisationId))) || null
}

async function common({ db, crypto }: Pick<Services, 'db' | 'crypto'>, found: store.CaseRow, now: Date) {
  const [item, calendar, attached, regionName] = await Promise.all([
    catalogue.itemVersion(db, found.itemCode, found.itemVersion),
    calendars.currentCalendar(db),
    store.listMaterialFiles(db, found.id),
    regions.regionName(db, found.regionCode),
  ])
  if (!item) throw new Error(`item ${found.itemCode} version ${found.itemVersion} of a case is not there`)
  const { guide } = item
  const stored = await files.findFiles(
    db,
    attached.map(({ fileId }) => fileId),
  )
  return {
    id: found.id,
    caseNumber: found.caseNumber,
    queryCode: found.queryCode,
    itemCode: found.itemCode,
    itemVersion: found.itemVersion,
    itemName: found.itemName,
    agencyName: found.agencyName,
    regionName,
    status: found.status,
    statusLabel: statuses[found.status].label,
    step: statuses[found.status].step,
    version: found.version,
    submittedAt: found.submittedAt,
    receivedOn: found.receivedOn,
    ...dues(calendar, guide, found, legalDate(now)),
    formSchema: guide.form,
    form: openAnswers(crypto, found.form),
    materials: guide.materials
      .map(({ id, materialName, isNeed }) => ({
        materialId: id,
        name: materialName,
        required: isNeed === '1',
        files: attached.flatMap(({ materialId, fileId, supplemented }) =>
          stored.flatMap((file) => (materialId === id && file.id === fileId ? [{ ...file, supplemented }] : [])),
        ),
      }))
      .filter(({ files: own, required }) => own.length > 0 || required),
    supplement: found.supplement,
    refusal: found.status === 'refused' ? { reason: found.reason ?? '', remedies: guide.remedies ?? REMEDIES } : null,
    decision: decisionOf(found, guide),
  }
}

function dues(calendar: Calendar, guide: Guide, found: store.CaseRow, today: string) {
  const running = runningClock(found.status)
  const { legal, promise } = limitsOf(guide)
  const from = found.acceptedOn
  return {
    noticeDue: running === 'notice' ? explained(calendar, found.receivedOn, NOTICE_LIMIT, today, true) : null,
    legalDue: from && legal ? explained(calendar, from, legal, today, running === 'decision') : null,
    promiseDue: from && promise ? explained(calendar, from, promise, today, running === 'decision') : null,
  }
}

function decisionOf(found: store.CaseRow, guide: Guide): CaseDetail['decision'] {
  if (found.status !== 'granted' && found.status !== 'denied') return null
  const granted = found.status === 'granted'
  return {
    granted,
    decidedOn: found.decidedOn ?? legalDate(found.updatedAt),
    reason: found.reason,
    remedies: granted ? null : (guide.remedies ?? REMEDIES),
    resultName: found.resultName,
    resultNumber: found.resultNumber,
    validUntil: found.validUntil,
  }
}

/** Of a case filed for a relative, which of the two acted. */
function whoOf({ actorId }: store.TimelineRow, { kinshipId, citizenId }: store.CaseRow): string {
  return kinshipId && actorId === citizenId ? '代办人' : '申请人'
}

function timelineRow({ at, action, note }: store.TimelineRow) {
  return { at, title: acts[action as keyof typeof acts].title, note }
}

type SummaryRow = Awaited<ReturnType<typeof listOwnCases>>[number]

/** A row of the applicant's list. */
export function summaryOf(
  calendar: Calendar,
  { citizenId, agentMasked, applicantMasked, ...row }: SummaryRow,
  { id, now }: Pick<Citizen, 'id' | 'now'>,
): CaseSummary {
  const { label, step } = statuses[row.status]
  const today = legalDate(now)
  const proxy = proxyOf({ citizenId, agentMasked, applicantMasked }, id)
  return {
    ...row,
    proxy,
    statusLabel: label,
    step,
    dueColour: row.dueOn === null ? null : colour(calendar, today, row.dueOn),
    needsMe: row.status === 'correction' && proxy?.isMine !== false,
  }
}

/** The latest cases of whom the viewer looks at, as rows of a list. */
export async function listSummaries(
  db: Db,
  viewer: Parameters<typeof listOwnCases>[1],
  limit: number,
): Promise<CaseSummary[]> {
  const [rows, calendar] = await Promise.all([
    listOwnCases(db, viewer, { state: undefined, after: undefined, limit }),
    calendars.currentCalendar(db),
  ])
  return rows.slice(0, limit).map((row) => summaryOf(calendar, row, viewer))
}
