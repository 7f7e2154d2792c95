import type { DueDate } from '@zhengtong/contract/cases'
import type { Guide } from '@zhengtong/contract/guide'
import { ledgerOf, type CaseClockKind } from '@zhengtong/domain/case-clock'
import type { CaseAction } from '@zhengtong/domain/flow'
import type { StaffMember } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import type { Services } from '../../platform/services.ts'
import * as calendars from '../calendar/index.ts'
import * as catalogue from '../catalogue/index.ts'
import * as organisations from '../organisations/index.ts'
import { clockEvents, dueDate, termsOf } from './clocks.ts'
import { openSubject } from './kinship.ts'
import { readScope } from './read-scope.ts'
import { remediesOf } from './remedies.ts'
import { resultNumberOf } from './result-number.ts'
import * as store from './store.ts'

/** One act as the ledger has it; `on` is its legal date, `due` says when a clock ended as things stood right after it. */
interface RecordedAct extends Pick<store.TimelineRow, 'seq' | 'at' | 'note' | 'days' | 'asOf'> {
  action: CaseAction
  on: string
  due(kind: CaseClockKind): DueDate | undefined
}

type Kept = Pick<
  store.CaseRow,
  | 'id'
  | 'caseNumber'
  | 'itemName'
  | 'agencyCode'
  | 'agencyName'
  | 'applicantMasked'
  | 'receivedOn'
  | 'refusalGround'
  | 'supplement'
  | 'owed'
  | 'resultName'
  | 'resultNumber'
  | 'validUntil'
>

/** What a written document about a case may say: the guide it is pinned to, who applied, and its acts. */
export interface CaseRecord extends Kept {
  guide: Guide
  remedies: string
  applicantName: string
  isOrganisation: boolean
  /** Who filed it for a relative or an organisation; null: the applicant himself. */
  agentName: string | null
  acts: RecordedAct[]
  /** Materials that came with the application, with the number of files. */
  handedIn: { name: string; files: number }[]
}

/** The record of a case, for whoever has already shown his right to it; undefined when there is no such case. */
export async function caseRecord(services: Services, db: Db, id: string): Promise<CaseRecord | undefined> {
  // The acts first: what the case's row says is then at least as new as the last of them.
  const rows = await store.listTimeline(db, id)
  const found = await store.findCase(db, id)
  const item = found && (await catalogue.itemVersion(db, found.itemCode, found.itemVersion))
  if (!found || !item) return undefined
  const { guide } = item
  const calendar = await calendars.currentCalendar(services.db)
  const [files, organisation] = await Promise.all([store.listMaterialFiles(db, id), organisationName(db, found)])
  const filedBy = rows[0]?.actorName ?? ''
  const events = clockEvents(found, rows)
  const applicantName = found.subjectSealed
    ? openSubject(services.crypto, found.subjectSealed).name
    : (organisation ?? filedBy)
  return {
    ...found,
    resultNumber: resultNumberOf(services.crypto, found),
    guide,
    remedies: remediesOf(guide),
    applicantName,
    isOrganisation: found.subjectOrganisationId !== null,
    agentName: applicantName === filedBy ? null : filedBy,
    acts: rows.map((row, index) => ({
      ...row,
      action: row.action as CaseAction,
      on: legalDate(row.at),
      due(kind) {
        const today = legalDate(row.at)
        const { clocks } = ledgerOf(events.slice(0, index + 1), termsOf(guide, services.config), calendar, today)
        const clock = clocks.findLast((each) => each.kind === kind)
        return clock && dueDate(clock, calendar, today)
      },
    })),
    handedIn: guide.materials.flatMap(({ id: materialId, materialName: name }) => {
      const own = files.filter((file) => file.materialId === materialId && !file.supplemented)
      return own.length ? [{ name, files: own.length }] : []
    }),
  }
}

async function organisationName(db: Db, { subjectOrganisationId: id }: store.CaseRow): Promise<string | undefined> {
  return id ? (await organisations.findOrganisation(db, id))?.name : undefined
}

/** The acts of a case, in their order. */
export async function listActs(db: Db, id: string): Promise<{ seq: number; action: CaseAction }[]> {
  return (await store.listTimeline(db, id)).map(({ seq, action }) => ({ seq, action: action as CaseAction }))
}

/** The case within the officer's scope, as reading goes. */
export async function findCaseInScope(db: Db, officer: StaffMember, id: string) {
  return store.findScopedCase(db, await readScope(db, officer), id)
}
