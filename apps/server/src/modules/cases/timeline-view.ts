import { caseActions, type CaseAction } from '@zhengtong/domain/flow'
import type { AssignmentRow } from './assignment-store.ts'
import type { CaseRow, TimelineRow } from './store.ts'

/** What officers write to each other is not the agency's word to the applicant. */
const INTERNAL: ReadonlySet<string> = new Set([
  'accept',
  'forward',
  'review',
  'return',
  'first-review',
  'send-back',
  'propose-suspension',
  'propose-extension',
  'reject-proposal',
  'ask-opinions',
  'give-opinion',
  'confirm',
])
/** Acts that are not shown to the applicant at all: what was proposed and not approved does not touch him. */
const HIDDEN: ReadonlySet<string> = new Set(['propose-suspension', 'propose-extension', 'reject-proposal'])
/** What the applicant reads of a 流程迁移: the names of flows are the agency's own. */
const MOVED = '部门调整了这个事项的内部办理步骤。您的材料、费用和办理期限都不变，不用重新提交。'

/** The acts of a case as its applicant reads them. */
export function timelineForApplicant(found: CaseRow, rows: readonly TimelineRow[]) {
  return rows
    .filter(({ action }) => !HIDDEN.has(action))
    .map((row) => ({
      ...timelineRow(row),
      ...(row.moved ? { note: MOVED } : INTERNAL.has(row.action) ? { note: null } : {}),
      by: row.actorKind === 'citizen' ? whoOf(row, found) : row.actorKind === 'system' ? '系统' : found.agencyName,
    }))
}

/** The same for officers. */
export function timelineForOfficers(found: CaseRow, rows: readonly TimelineRow[]) {
  return rows.map((row) => ({
    ...timelineRow(row),
    by: row.actorKind === 'citizen' ? whoOf(row, found) : row.actorName,
  }))
}

/** Of a case filed for a relative, which of the two acted. */
function whoOf({ actorId }: TimelineRow, { kinshipId, citizenId }: CaseRow): string {
  return kinshipId && actorId === citizenId ? '代办人' : '申请人'
}

const assignmentTitles = { claim: '认领', release: '放回待认领' }

/** What officers see of who had the case; the applicant sees none of it. */
export function assignmentRow({ at, kind, officerName, toName, reason }: AssignmentRow) {
  const title = kind === 'transfer' ? `转给${toName ?? ''}经办` : assignmentTitles[kind]
  return { at, title, by: officerName, note: reason }
}

function timelineRow({ at, action, note }: TimelineRow) {
  return { at, title: caseActions[action as CaseAction], note }
}
