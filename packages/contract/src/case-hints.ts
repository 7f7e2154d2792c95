import { Type, type Static } from 'typebox'
import { CaseStatus } from './cases.ts'
import { Id, IdParams, Instant } from './page.ts'

/** What an officer may want to know of other cases; only of those that he may read himself. */
export const MOST_HINTED = 10

const HintedCase = Type.Object(
  {
    id: Id,
    caseNumber: Type.String(),
    itemName: Type.String(),
    applicantName: Type.String({ description: 'masked, as in the list of cases' }),
    status: CaseStatus,
    statusLabel: Type.String(),
    submittedAt: Instant,
  },
  { title: 'HintedCase' },
)
export type HintedCase = Static<typeof HintedCase>

export const CaseHints = Type.Object(
  {
    duplicates: Type.Array(HintedCase, {
      maxItems: MOST_HINTED,
      description: 'same applicant, same base item; open, or decided in the last twelve months',
    }),
    others: Type.Array(HintedCase, { maxItems: MOST_HINTED, description: 'further cases of the same applicant' }),
    files: Type.Array(Type.Object({ fileId: Id, cases: Type.Array(HintedCase, { maxItems: MOST_HINTED }) }), {
      description: 'files that another applicant has handed in too, byte for byte',
    }),
  },
  { title: 'CaseHints' },
)
export type CaseHints = Static<typeof CaseHints>

export const getCaseHints = {
  method: 'GET',
  url: '/staff/cases/:id/hints',
  schema: {
    tags: ['staff'],
    summary: '提示：同一申请人的其他办件、可能重复的申请、别人也交过的文件',
    params: IdParams,
    response: { 200: CaseHints },
  },
} as const
