import type { CaseDetail } from '@zhengtong/contract/cases'
import type { Guide } from '@zhengtong/contract/guide'
import { legalDate } from '../../platform/clock.ts'
import type { Crypto } from '../../platform/crypto/index.ts'
import { remediesOf } from './remedies.ts'
import { resultNumberOf } from './result-number.ts'
import type { CaseRow } from './store.ts'

const decided: ReadonlySet<string> = new Set(['granted', 'denied', 'certifying', 'checking', 'delivered', 'revoked'])

/** What was decided, with what may be done against a denial; null before that. */
export function decisionOf(crypto: Crypto, found: CaseRow, guide: Guide): CaseDetail['decision'] {
  if (!decided.has(found.status)) return null
  const granted = found.status !== 'denied' && found.status !== 'revoked'
  return {
    granted,
    decidedOn: found.decidedOn ?? legalDate(found.updatedAt),
    reason: found.reason,
    remedies: granted ? null : remediesOf(guide),
    resultName: found.resultName,
    resultNumber: resultNumberOf(crypto, found),
    validUntil: found.validUntil,
  }
}

/** Not accepted, or ended without a decision: why, and what may be done against a refusal. */
export function refusalOf({ status, reason }: CaseRow, guide: Guide): CaseDetail['refusal'] {
  if (status !== 'refused' && status !== 'terminated') return null
  return { reason: reason ?? '', remedies: status === 'refused' ? remediesOf(guide) : '' }
}
