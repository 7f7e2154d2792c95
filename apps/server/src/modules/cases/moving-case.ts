import type { MovingCase } from '@zhengtong/domain/flow-move'
import type { CaseRow } from './store.ts'

type Known = Pick<CaseRow, 'status' | 'proposal' | 'owed' | 'fee' | 'firstReviewerId'>

/** What of a case, its opinions and its guide decides whether it can be moved to another flow. */
export function movingCase(
  { status, proposal, owed, fee, firstReviewerId }: Known,
  more: Pick<MovingCase, 'hasFee' | 'namesOthers' | 'opinionsAsked'>,
): MovingCase {
  return {
    status,
    pending: proposal?.kind ?? null,
    owes: owed !== null && owed.handedInAt === null,
    fee: fee && (fee.paidAt !== null || fee.waiver !== null ? 'settled' : 'open'),
    firstReviewed: firstReviewerId !== null,
    ...more,
  }
}
