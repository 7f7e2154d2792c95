import type { CaseStatus } from '@zhengtong/contract/cases'
import { finalStatuses } from '@zhengtong/domain/flow'

/** The four steps every case goes through, as CaseSummary.step counts them. */
export const caseSteps = ['提交', '受理', '审查', '办结'] as const

const doneStatuses: ReadonlySet<CaseStatus> = new Set(finalStatuses)
export const isDone = (status: CaseStatus) => doneStatuses.has(status)
