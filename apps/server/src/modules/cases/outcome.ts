import type { CaseDetail } from '@zhengtong/contract/cases'
import type { Guide } from '@zhengtong/contract/guide'
import { legalDate } from '../../platform/clock.ts'
import type { Crypto } from '../../platform/crypto/index.ts'
import { resultNumberOf } from './result-number.ts'
import type { CaseRow } from './store.ts'

/** Remedies that every refusal and denial must name (行政许可法 art. 38; 行政复议法；行政诉讼法), unless the guide has its own. */
const REMEDIES = '您可以在收到决定之日起 60 日内申请行政复议，或者在 6 个月内向人民法院提起行政诉讼。'

const decided: ReadonlySet<string> = new Set(['granted', 'denied', 'certifying', 'checking', 'delivered', 'revoked'])

/** What was decided, with what may be done against a denial; null before that. */
export function decisionOf(crypto: Crypto, found: CaseRow, guide: Guide): CaseDetail['decision'] {
  if (!decided.has(found.status)) return null
  const granted = found.status !== 'denied' && found.status !== 'revoked'
  return {
    granted,
    decidedOn: found.decidedOn ?? legalDate(found.updatedAt),
    reason: found.reason,
    remedies: granted ? null : (guide.remedies ?? REMEDIES),
    resultName: found.resultName,
    resultNumber: resultNumberOf(crypto, found),
    validUntil: found.validUntil,
  }
}

/** Not accepted, or ended without a decision: why, and what may be done against a refusal. */
export function refusalOf({ status, reason }: CaseRow, guide: Guide): CaseDetail['refusal'] {
  if (status !== 'refused' && status !== 'terminated') return null
  return { reason: reason ?? '', remedies: status === 'refused' ? (guide.remedies ?? REMEDIES) : '' }
}
