import type { CaseAction } from '@zhengtong/contract/cases'
import type { RefusalGround } from '@zhengtong/contract/staff-cases'
import { reactive } from 'vue'

/** What officers do to a case; the rest is the applicant's, or the clock's. */
export type OfficerAction = Exclude<
  CaseAction,
  'submit' | 'supplement' | 'resubmit' | 'hand-in-later' | 'withdraw' | 'deem-accepted' | 'lapse'
>

/** What an officer has typed for one act. */
export interface ActDraft {
  opinion: string
  reason: string
  ground: RefusalGround | ''
  conclusion: 'grant' | 'deny' | ''
  /** `materialId` is empty until chosen; OTHER means the form or anything that is no material. */
  requests: { materialId: string; what: string }[]
  resultNumber: string
  validUntil: string
  /** Name of a special procedure that the guide lists. */
  special: string
  /** Working days, as typed. */
  days: string
  method: 'window' | 'post' | ''
  /** Who took the result, or the number of the parcel. */
  proof: string
}

/** No material id: those begin with a letter. */
export const OTHER = '-'

const empty = (): ActDraft => ({
  opinion: '',
  reason: '',
  ground: '',
  conclusion: '',
  requests: [{ materialId: '', what: '' }],
  resultNumber: '',
  validUntil: '',
  special: '',
  days: '',
  method: '',
  proof: '',
})

// Kept in memory, so that a look at another case or a session that ended does not cost the text. Never stored on disk.
const drafts = new Map<string, ActDraft>()

/** The draft of an act on a case; the same object until it is forgotten. */
export function draftOf(caseId: string, action: OfficerAction): ActDraft {
  const key = `${caseId} ${action}`
  const known = drafts.get(key)
  if (known) return known
  const draft = reactive(empty())
  drafts.set(key, draft)
  return draft
}

export const forgetDraft = (caseId: string, action: OfficerAction) => drafts.delete(`${caseId} ${action}`)

export const forgetDrafts = () => drafts.clear()
