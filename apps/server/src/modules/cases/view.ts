import type { CaseDetail, CaseSummary } from '@zhengtong/contract/cases'
import type { Guide } from '@zhengtong/contract/guide'
import type { StaffCase } from '@zhengtong/contract/staff-cases'
import type { CaseClock, CaseClockKind, Ledger } from '@zhengtong/domain/case-clock'
import { maskName } from '@zhengtong/domain/masking'
import { situate } from '@zhengtong/domain/situations'
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
import { situationOf } from './act.ts'
import { listAssignments } from './assignment-store.ts'
import { capacityOf } from './capacity.ts'
import { caseLedger, dueDate, termsOf } from './clocks.ts'
import { assignmentsOf, holderOf, withoutTaken } from './handler.ts'
import { maskedSubject, mayAct, openSubject, proxyOf } from './kinship.ts'
import { applicantActions, idleWords, officerActions, stateOfCase } from './lifecycle.ts'
import { isBeyond } from './notice.ts'
import { shownOpinions } from './opinions.ts'
import { listOwnCases } from './own-case-store.ts'
import { resultsOf } from './bundle-store.ts'
import { decisionOf, refusalOf } from './outcome.ts'
import { maskedResultNumber } from './result-number.ts'
import * as store from './store.ts'
import { assignmentRow, timelineForApplicant, timelineForOfficers } from './timeline-view.ts'
import { clearanceOf } from './unmask.ts'

/** The case as its applicant sees it. */
export async function showOwnCase(services: Services, found: store.CaseRow, citizen: Citizen): Promise<CaseDetail> {
  const rows = await store.listTimeline(services.db, found.id)
  const { guide: _guide, ...view } = await common(services, found, rows, citizen.now)
  return {
    ...view,
    timeline: timelineForApplicant(found, rows),
    actions: (await mayAct(services.db, citizen, found)) ? applicantActions(found) : [],
    proxy: proxyOf(found, citizen.id),
    organisationName: (await organisationOf(services.db, found))?.name ?? null,
    next: stateOfCase(found).next,
  }
}

/** The case as an officer of its agency sees it. */
export async function showStaffCase(
  services: Services,
  found: store.CaseRow,
  officer: StaffMember,
): Promise<StaffCase> {
  const { db, crypto } = services
  const rows = await store.listTimeline(db, found.id)
  const [{ guide, ...view }, account, organisation, holder, assignments] = await Promise.all([
    common(services, found, rows, officer.now),
    identity.findCitizen(db, found.citizenId),
    organisationOf(db, found),
    holderOf(db, officer, found),
    listAssignments(db, found.id),
  ])
  const subject = found.subjectSealed && maskedSubject(openSubject(crypto, found.subjectSealed))
  const person = {
    name: maskName(account?.name ?? ''),
    idNumber: account?.idNumberMasked ?? '',
    phone: account?.phoneMasked ?? null,
  }
  const { opinions, speaksFor, isForeign, by } = await capacityOf(db, officer, found)
  const situation = situationOf(services, found, guide, officer.now, opinions, speaksFor)
  const hasPhone = Boolean(subject ? subject.phone : account?.phoneMasked)
  return {
    ...view,
    decision: view.decision && { ...view.decision, resultNumber: maskedResultNumber(crypto, found) },
    form: maskAnswers(view.formSchema, view.form),
    masked: isForeign ? [] : masked(view.formSchema, view.form, officer, hasPhone),
    timeline: timelineForOfficers(found, rows),
    handlings: assignments.map(assignmentRow),
    ...withoutTaken(found, holder, officerActions(situation, by)),
    handler: holder ? { id: holder.id, name: holder.name } : null,
    assignment: isForeign ? [] : assignmentsOf(officer, found, holder),
    idle: isForeign ? '由承办单位办理，您可以查看。' : idleWords(found, officer.permissions),
    specialKinds: [...situation.specialKinds],
    proposal: found.proposal,
    applicant: {
      organisation,
      ...(subject || { ...person, name: organisation ? person.name : found.applicantMasked }),
    },
    agent: subject && found.kinshipKind ? { ...person, kinship: found.kinshipKind } : null,
    guideMaterials: guide.materials,
    opinions: shownOpinions(opinions, legalDate(officer.now)),
    jointAgencies: [...situation.jointAgencies],
    fees: guide.isFee ? guide.fees : [],
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

async function common(services: Services, found: store.CaseRow, rows: store.TimelineRow[], now: Date) {
  const { db, crypto } = services
  const [item, calendar, attached, regionName, results] = await Promise.all([
    catalogue.itemVersion(db, found.itemCode, found.itemVersion),
    calendars.currentCalendar(db),
    store.listMaterialFiles(db, found.id),
    regions.regionName(db, found.regionCode),
    resultsOf(services, found.bundle),
  ])
  if (!item) throw new Error(`item ${found.itemCode} version ${found.itemVersion} of a case is not there`)
  const { guide } = item
  const form = openAnswers(crypto, found.form)
  // What his situation does not ask for is not missing.
  const here = situate(guide, form)
  const wanted = new Set(here.materials.map(({ id }) => id))
  const stored = await files.findFiles(
    db,
    attached.map(({ fileId }) => fileId),
  )
  // What a notice asks for or the applicant promised has a place of its own, though no file is there yet.
  const asked = new Set([
    ...(found.supplement?.requests ?? []).map(({ materialId }) => materialId),
    ...(found.owed?.materialIds ?? []),
  ])
  return {
    id: found.id,
    caseNumber: found.caseNumber,
    queryCode: found.queryCode,
    itemCode: found.itemCode,
    itemVersion: found.itemVersion,
    itemName: found.itemName,
    agencyName: found.agencyName,
    receivingAgencyName: found.receivingAgencyName,
    regionName,
    status: found.status,
    statusLabel: stateOfCase(found).label,
    isDone: stateOfCase(found).final === true,
    step: stateOfCase(found).step,
    version: found.version,
    submittedAt: found.submittedAt,
    receivedOn: found.receivedOn,
    ...dues(
      guide,
      calendar,
      caseLedger(found, rows, termsOf(guide, services.config), calendar, legalDate(now)),
      legalDate(now),
    ),
    formSchema: here.form,
    form,
    materials: [...guide.materials, ...beyondGuide(found, attached)]
      .map(({ id, materialName, isNeed }) => ({
        materialId: id,
        name: materialName,
        required: isNeed === '1' && wanted.has(id),
        result: results.get(id) ?? null,
        files: attached.flatMap(({ materialId, fileId, supplemented }) =>
          stored.flatMap((file) => (materialId === id && file.id === fileId ? [{ ...file, supplemented }] : [])),
        ),
      }))
      .filter(
        ({ materialId, files: own, required, result }) =>
          own.length > 0 || required || result !== null || asked.has(materialId),
      ),
    supplement: found.supplement,
    special: found.special,
    owed: found.owed && {
      materials: found.owed.materialIds.map((materialId) => ({
        materialId,
        name: guide.materials.find(({ id }) => id === materialId)?.materialName ?? materialId,
      })),
      dueOn: found.owed.dueOn,
      handedInAt: found.owed.handedInAt,
    },
    fee: found.fee,
    delivery: found.delivery,
    bundle: found.bundle && { id: found.bundle.id, name: found.bundle.name, subject: found.bundle.subject },
    refusal: refusalOf(found, guide),
    guide,
    decision: decisionOf(crypto, found, guide),
  }
}

/** What was asked for beyond the guide, by this notice or one before it. */
function beyondGuide({ supplement }: store.CaseRow, attached: { materialId: string }[]) {
  const names = new Map(supplement?.requests.map(({ materialId, beyond }) => [materialId, beyond?.name]))
  const ids = [...names.keys(), ...attached.map(({ materialId }) => materialId)]
  return [...new Set(ids.filter((id) => id !== null).filter(isBeyond))].map((id) => ({
    id,
    materialName: names.get(id) ?? '办事指南以外的材料',
    isNeed: '2',
  }))
}

/** Titles of the clocks that run beside receipt and decision. */
const dueTitles = {
  answer: '补正期限',
  payment: '缴费期限',
  special: '特别程序预计',
  delivery: '送达期限',
  check: '核查期限',
}

function dues(guide: Guide, calendar: Calendar, { clocks }: Ledger, today: string) {
  const of = (kind: CaseClockKind) => clocks.findLast((clock) => clock.kind === kind)
  const shown = (clock: CaseClock | undefined) => clock && dueDate(clock, calendar, today)
  const running = (kind: CaseClockKind) => clocks.findLast((clock) => clock.kind === kind && clock.state !== 'ended')
  return {
    noticeDue: shown(running('receipt')) ?? null,
    legalDue: shown(of('legal')) ?? null,
    promiseDue: shown(of('promise')) ?? null,
    dues: (['answer', 'payment', 'step', 'special', 'delivery', 'check'] as const).flatMap((kind) => {
      const clock = running(kind)
      const due = shown(clock)
      const step = guide.handleFlow.find(({ status }) => status === clock?.status)?.step
      return due ? [{ kind, title: kind === 'step' ? `${step ?? '本步骤'}期限` : dueTitles[kind], ...due }] : []
    }),
  }
}

type SummaryRow = Awaited<ReturnType<typeof listOwnCases>>[number]

/** A row of the applicant's list. */
export function summaryOf(
  calendar: Calendar,
  { citizenId, agentMasked, applicantMasked, bundle, ...row }: SummaryRow,
  { id, now }: Pick<Citizen, 'id' | 'now'>,
): CaseSummary {
  const { label, step, final = false } = stateOfCase(row)
  const today = legalDate(now)
  const proxy = proxyOf({ citizenId, agentMasked, applicantMasked }, id)
  return {
    ...row,
    proxy,
    bundle: bundle && { id: bundle.id, name: bundle.name, subject: bundle.subject },
    statusLabel: label,
    isDone: final,
    step,
    dueColour: row.dueOn === null ? null : colour(calendar, today, row.dueOn),
    needsMe: ['correction', 'pre-returned', 'paying'].includes(row.status) && proxy?.isMine !== false,
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
