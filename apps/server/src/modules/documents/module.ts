import type { SealedColumn } from '../../platform/crypto/index.ts'
import { issueAfter } from './issue.ts'

export { routes } from './routes.ts'
export const name = 'documents'
export const subscriptions = {
  'case.submitted': issueAfter,
  'case.accepted': issueAfter,
  'case.deemed-accepted': issueAfter,
  'case.supplement-requested': issueAfter,
  'case.refused': issueAfter,
  'case.suspended': issueAfter,
  'case.extended': issueAfter,
  'case.billed': issueAfter,
  'case.granted': issueAfter,
  'case.denied': issueAfter,
  'case.revoked': issueAfter,
  'case.delivered': issueAfter,
  'case.terminated': issueAfter,
  'case.lapsed': issueAfter,
  'case.withdrawn': issueAfter,
}
export const sealed: SealedColumn[] = [
  { table: 'documents.document', column: 'content_sealed', key: 'case_id, id', purpose: 'cases' },
]
