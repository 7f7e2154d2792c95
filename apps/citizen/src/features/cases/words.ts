import type { CaseStatus, ProxyFiling } from '@zhengtong/contract/cases'
import { finalStatuses } from '@zhengtong/domain/flow'

/** The four steps every case goes through, as CaseSummary.step counts them. */
export const caseSteps = ['提交', '受理', '审查', '办结'] as const

const doneStatuses: ReadonlySet<CaseStatus> = new Set(finalStatuses)
export const isDone = (status: CaseStatus) => doneStatuses.has(status)

/** Who does it for whom, to either of the two. */
export const proxyWords = ({ agent, subject, isMine }: ProxyFiling) => (isMine ? `替${subject}办理` : `由${agent}代办`)
