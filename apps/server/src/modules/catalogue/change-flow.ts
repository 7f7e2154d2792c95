import type { Permission } from '@zhengtong/contract/access'
import type { ChangeAct } from '@zhengtong/contract/catalogue-words'
import type { EventType } from '../../platform/events.ts'
import type { Scope } from '../access/index.ts'
import type { StoredState } from './change-store.ts'

/** The three reviews in their order, and who does each (编制 → 部门 → 法制 → 政务办). */
export const reviewers = {
  agency: 'catalogue-approve-agency',
  legal: 'catalogue-approve-legal',
  office: 'catalogue-approve-office',
} as const satisfies Partial<Record<StoredState, Permission>>
export type Stage = keyof typeof reviewers
export const stages = Object.keys(reviewers) as Stage[]

/** Whoever has one of these sees lists and change requests in his scope. */
export const READING: readonly Permission[] = ['catalogue-edit', ...Object.values(reviewers)]

type Act = Exclude<ChangeAct, 'create'>
interface Transition {
  to: StoredState
  by: Permission
}
const edit = 'catalogue-edit'

/** What may be done in a state, by whom, and what it becomes. */
export const transitions: Readonly<Record<StoredState, Partial<Record<Act, Transition>>>> = {
  draft: {
    submit: { to: 'agency', by: edit },
    rebase: { to: 'draft', by: edit },
    withdraw: { to: 'withdrawn', by: edit },
  },
  returned: {
    submit: { to: 'agency', by: edit },
    rebase: { to: 'returned', by: edit },
    withdraw: { to: 'withdrawn', by: edit },
  },
  agency: {
    approve: { to: 'legal', by: reviewers.agency },
    return: { to: 'returned', by: reviewers.agency },
    withdraw: { to: 'withdrawn', by: edit },
  },
  legal: {
    approve: { to: 'office', by: reviewers.legal },
    return: { to: 'returned', by: reviewers.legal },
    withdraw: { to: 'withdrawn', by: edit },
  },
  office: {
    approve: { to: 'approved', by: reviewers.office },
    return: { to: 'returned', by: reviewers.office },
    withdraw: { to: 'withdrawn', by: edit },
  },
  approved: {},
  withdrawn: {},
}

export const covers = ({ agencies }: Scope, agencyCode: string) => agencies === 'all' || agencies.includes(agencyCode)

export const isEditable = (state: StoredState) => state === 'draft' || state === 'returned'

export const eventOf: Readonly<Record<ChangeAct, EventType>> = {
  create: 'item.change-created',
  submit: 'item.change-submitted',
  approve: 'item.change-approved',
  return: 'item.change-returned',
  withdraw: 'item.change-withdrawn',
  rebase: 'item.change-rebased',
}
