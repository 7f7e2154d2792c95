import type { FieldFault } from '@zhengtong/contract/problem'
import type { StaffCase } from '@zhengtong/contract/staff-cases'
import { BEYOND, OTHER, type ActDraft } from './drafts.ts'

interface Target {
  id: string
  actId: string
  version: number
}

/** What the applicant will read, shown before an act that cannot be taken back. */
export interface Letter {
  title: string
  lines: { title: string; words: string }[]
}

/** One act of an officer: how it is offered, what must be typed, what the applicant reads of it, and the call. */
export interface OfficerAct {
  label: string
  /** One line under the button: what it does. */
  hint: string
  /** What is said after it. */
  done: string
  tone: 'primary' | 'danger' | 'plain'
  check: (draft: ActDraft) => FieldFault[]
  letter?: (draft: ActDraft, found: StaffCase) => Letter
  send: (target: Target, draft: ActDraft) => Promise<StaffCase>
}

/** Goes with every refusal; the server writes it. */
export const REMEDIES = { title: '救济途径', words: '由系统自动附上：申请行政复议、提起行政诉讼的期限和办法。' }

export const words = (path: string, text: string, what: string): FieldFault[] =>
  text.trim().length < 2 ? [{ path, message: `请填写${what}，至少 2 个字` }] : []
export const optional = (path: string, text: string, what: string): FieldFault[] =>
  text.trim().length === 1 ? [{ path, message: `${what}至少 2 个字，也可以不填` }] : []
export const opinionOf = ({ opinion }: ActDraft) => (opinion.trim() ? { opinion: opinion.trim() } : {})

/** A number of working days, at least one. */
export const wholeDays = (path: string, days: string): FieldFault[] =>
  /^[1-9]\d{0,2}$/.test(days.trim()) ? [] : [{ path, message: '请填写工作日数，例如 10' }]

/** Of one request; marks may have put in more. */
const MOST_WORDS = 500

export const requestFaults = ({ requests }: ActDraft): FieldFault[] =>
  requests.flatMap(({ materialId, what, name, reason }, index) => [
    ...(materialId ? [] : [{ path: `/requests/${index}/materialId`, message: '请选择哪项材料' }]),
    ...(materialId === BEYOND
      ? [
          ...words(`/requests/${index}/beyond/name`, name, '材料名称'),
          ...words(`/requests/${index}/beyond/reason`, reason, '为什么需要'),
        ]
      : []),
    ...(what.trim().length > MOST_WORDS
      ? [{ path: `/requests/${index}/what`, message: `写得太长了，请精简到 ${MOST_WORDS} 个字以内` }]
      : words(`/requests/${index}/what`, what, '要补什么')),
  ])

export const requestsOf = ({ requests }: ActDraft) =>
  requests.map(({ materialId, what, name, reason, marks }) => ({
    materialId: materialId === OTHER || materialId === BEYOND ? null : materialId,
    what: what.trim(),
    ...(materialId === BEYOND ? { beyond: { name: name.trim(), reason: reason.trim() } } : {}),
    ...(marks.length ? { markIds: marks.map(({ id }) => id) } : {}),
  }))

export const toSupplement =
  (title: string) =>
  ({ requests }: ActDraft, { guideMaterials }: StaffCase): Letter => ({
    title,
    lines: requests.map(({ materialId, what, name, reason, marks }) => {
      const words = marks.length ? `${what.trim()}\n（附标注 ${marks.length} 处）` : what.trim()
      return materialId === BEYOND
        ? { title: `${name.trim()}（指南以外）`, words: `${words}\n理由：${reason.trim()}\n您可以提出异议。` }
        : { title: guideMaterials.find(({ id }) => id === materialId)?.materialName ?? '申请表', words }
    }),
  })
