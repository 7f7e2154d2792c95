import type { CaseStatus } from './flow.ts'

/**
 * How a bundle stands, derived from its children whenever somebody looks: nothing of it is stored. One child's refusal ends
 * neither the others nor the bundle, and a bundle is not done while a child is open.
 */

/**
 * `waiting`: for an earlier child. `stuck`: could not start by itself. `open`: with the agency. `yours`: with the applicant.
 * `granting`: decided in favour, not handed over yet. `dropped`: never starts, because an earlier child came to nothing.
 */
export type ChildPhase =
  | 'waiting'
  | 'stuck'
  | 'open'
  | 'yours'
  | 'granting'
  | 'granted'
  | 'failed'
  | 'withdrawn'
  | 'dropped'

const phaseOf: Readonly<Record<CaseStatus, ChildPhase>> = {
  collected: 'open',
  submitted: 'open',
  'pre-returned': 'yours',
  correction: 'yours',
  refused: 'failed',
  accepted: 'open',
  suspended: 'open',
  'first-reviewed': 'open',
  reviewed: 'open',
  granted: 'granted',
  denied: 'failed',
  paying: 'yours',
  certifying: 'granting',
  checking: 'granting',
  revoked: 'failed',
  delivered: 'granted',
  withdrawn: 'withdrawn',
  terminated: 'failed',
}
const notAccepted: ReadonlySet<CaseStatus> = new Set([
  'collected',
  'submitted',
  'pre-returned',
  'correction',
  'refused',
])

/** A child as it is stored: what it waits for, its case if it has one, and what happened to it before it had. */
export interface ChildFacts {
  key: string
  /** Of the children that were chosen. */
  after: readonly string[]
  caseStatus: CaseStatus | null
  isStuck: boolean
  isWithdrawn: boolean
}
export interface ChildState {
  key: string
  phase: ChildPhase
  /** The earlier children that it still waits for, or that it was dropped for. */
  because: string[]
  /** All it waits for is granted, and nothing started it yet. */
  isReady: boolean
}

const feeds: ReadonlySet<ChildPhase> = new Set(['granted', 'granting'])
const nothing: ReadonlySet<ChildPhase> = new Set(['failed', 'withdrawn', 'dropped'])

/** The phase of each child, in the order given: nobody waits for a later one. */
export function childStates(children: readonly ChildFacts[]): ChildState[] {
  const states = new Map<string, ChildState>()
  for (const child of children) states.set(child.key, stateOf(child, states))
  return [...states.values()]
}

function stateOf(
  { key, after, caseStatus, ...child }: ChildFacts,
  earlier: ReadonlyMap<string, ChildState>,
): ChildState {
  if (caseStatus) return { key, phase: phaseOf[caseStatus], because: [], isReady: false }
  if (child.isWithdrawn) return { key, phase: 'withdrawn', because: [], isReady: false }
  const before = after.flatMap((name) => earlier.get(name) ?? [])
  const failed = before.filter(({ phase }) => nothing.has(phase)).map((one) => one.key)
  if (failed.length > 0) return { key, phase: 'dropped', because: failed, isReady: false }
  const missing = before.filter(({ phase }) => !feeds.has(phase)).map((one) => one.key)
  if (child.isStuck) return { key, phase: 'stuck', because: [], isReady: missing.length === 0 }
  return { key, phase: 'waiting', because: missing, isReady: missing.length === 0 }
}

export type BundleStatus = 'in-progress' | 'waiting-for-you' | 'partly-granted' | 'all-granted' | 'ended'

export const bundleLabels: Readonly<Record<BundleStatus, string>> = {
  'in-progress': '办理中',
  'waiting-for-you': '需要您处理',
  'partly-granted': '部分办成',
  'all-granted': '全部办成',
  ended: '已结束',
}

/** The status of the whole; of no child, `ended`. */
export function bundleStatus(phases: readonly ChildPhase[]): BundleStatus {
  const some = (...wanted: ChildPhase[]) => phases.some((phase) => wanted.includes(phase))
  if (some('yours', 'stuck')) return 'waiting-for-you'
  if (some('open', 'waiting', 'granting')) return 'in-progress'
  if (!some('granted')) return 'ended'
  return phases.every((phase) => phase === 'granted') ? 'all-granted' : 'partly-granted'
}

/** A bundle counts as accepted when all children that start at once are; one that the applicant took back does not count. */
export function isAccepted(children: readonly Pick<ChildFacts, 'after' | 'caseStatus'>[]): boolean {
  const first = children.filter(({ after, caseStatus }) => after.length === 0 && caseStatus !== 'withdrawn')
  return first.length > 0 && first.every(({ caseStatus }) => caseStatus !== null && !notAccepted.has(caseStatus))
}
