import type { CaseAction } from '@zhengtong/contract/cases'
import type { RefusalGround } from '@zhengtong/contract/staff-cases'
import { reactive } from 'vue'

/** What officers do to a case; the rest is the applicant's, or the clock's. */
export type OfficerAction = Exclude<
  CaseAction,
  'submit' | 'migrate' | 'supplement' | 'resubmit' | 'hand-in-later' | 'withdraw' | 'deem-accepted' | 'lapse' | 'object'
>

/** One thing that a notice asks for, with the marks it is about and the line that each of them put into the words. */
export interface RequestDraft {
  materialId: string
  what: string
  name: string
  reason: string
  marks: { id: string; line: string }[]
}

/** What an officer has typed for one act. */
export interface ActDraft {
  opinion: string
  reason: string
  ground: RefusalGround | ''
  conclusion: 'grant' | 'deny' | ''
  /** `materialId` is empty until chosen; OTHER means the form, BEYOND what the guide does not name, with name and reason. */
  requests: RequestDraft[]
  /** Marks that are not to go with the notice. */
  left: string[]
  resultNumber: string
  validUntil: string
  /** Name of a special procedure that the guide lists. */
  special: string
  /** Working days, as typed. */
  days: string
  method: 'window' | 'post' | ''
  /** Who took the result, or the number of the parcel. */
  proof: string
  /** Of another agency that was asked. */
  answer: 'agree' | 'disagree' | ''
  receiptNumber: string
  basis: string
  /** 元 by the number of the fee in the guide, as typed; without a key: not charged. */
  amounts: Record<number, string>
}

/** No material ids: those begin with a letter. */
export const OTHER = '-'
export const BEYOND = '+'

export const noRequest = (): RequestDraft => ({ materialId: '', what: '', name: '', reason: '', marks: [] })

const empty = (): ActDraft => ({
  opinion: '',
  reason: '',
  ground: '',
  conclusion: '',
  requests: [noRequest()],
  left: [],
  resultNumber: '',
  validUntil: '',
  special: '',
  days: '',
  method: '',
  proof: '',
  answer: '',
  receiptNumber: '',
  basis: '',
  amounts: {},
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
