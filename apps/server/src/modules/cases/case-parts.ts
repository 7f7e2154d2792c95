import type { SupplementRequest } from '@zhengtong/contract/cases'
import type { Static } from 'typebox'

/** The parts of a case that its row keeps as JSON. */
export interface Supplement {
  requests: Static<typeof SupplementRequest>[]
  requestedAt: string
  dueOn: string
  answeredAt: string | null
  /** Of the applicant, against what the guide does not name. */
  objection: { words: string; at: string } | null
  /** 1 or 2: a second notice may only be about what was handed in after the first. */
  round: number
}
/** Waits for the head: a special procedure, or an extension; working days. */
export interface Proposal {
  kind: 'suspension' | 'extension'
  /** Name of the special procedure as the guide lists it. */
  special: string | null
  days: number
  reason: string
  officerId: string
  officerName: string
  at: string
}
/** The special procedure that runs or ran last. */
export interface Special {
  name: string
  reason: string
  days: number
  startedOn: string
  endedOn: string | null
  result: string | null
}
/** Materials that the applicant promised to hand in later (容缺); the day is known from acceptance on. */
export interface Owed {
  materialIds: string[]
  dueOn: string | null
  handedInAt: string | null
}
/** Due before the decision; money is whole 分. */
export interface Fee {
  amount: number
  items: { name: string; amount: number }[]
  billedAt: string
  dueOn: string
  paidAt: string | null
  receiptNumber: string | null
  waiver: { reason: string; basis: string } | null
}
export interface Delivery {
  method: 'window' | 'post'
  /** Who took it, or the number of the parcel. */
  proof: string
  deliveredOn: string
}

/** What a case keeps of its bundle (一件事). The case is an ordinary one of its agency; the module bundles knows the rest. */
export interface BundleLink {
  id: string
  name: string
  /** Whom it is about, masked, when that is not the applicant: a newborn, somebody who died, a company to be founded. */
  subject: string | null
  /** Its children are applied for under the versions in force at that instant, whenever they start. */
  submittedAt: string
  /** Results of earlier children that serve as materials of this one. */
  results: { materialId: string; caseId: string }[]
}
