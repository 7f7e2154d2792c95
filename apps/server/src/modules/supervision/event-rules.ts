import type { CardRule } from '@zhengtong/contract/supervision'
import type { EventType } from '../../platform/events.ts'
import type { caseForCard } from '../cases/index.ts'

type Seen = NonNullable<Awaited<ReturnType<typeof caseForCard>>>

/** Which event of a case is a card by itself. What the clocks raise is the ledger's business (`cases/clocks.ts`). */
interface EventRule {
  on: readonly EventType[]
  rule: CardRule
  level: 'yellow' | 'red'
  /** Only then; absent: always. */
  when?: (found: Seen) => boolean
  /** The day that was missed is the one by which a notice was due. */
  pastNotice?: true
  /** It is about the agency that the event names, and each such agency gets its own. */
  ofAsked?: true
}

/** Fewer letters than this cannot name a fact and the law it falls under. */
const THIN = 10

export const eventRules: readonly EventRule[] = [
  { on: ['case.deemed-accepted'], rule: 'silent-acceptance', level: 'red', pastNotice: true },
  {
    on: ['case.supplement-requested'],
    rule: 'second-supplement',
    level: 'yellow',
    when: ({ supplement }) => supplement?.round === 2,
  },
  {
    on: ['case.supplement-requested', 'case.pre-returned'],
    rule: 'deviation',
    level: 'yellow',
    when: ({ supplement }) => supplement?.requests.some(({ beyond }) => beyond) ?? false,
  },
  { on: ['case.objected'], rule: 'deviation', level: 'red' },
  // Of the agency that was asked and did not answer, not of the one that decides.
  { on: ['case.opinion-missed'], rule: 'opinion', level: 'red', ofAsked: true },
  {
    on: ['case.refused', 'case.denied', 'case.revoked', 'case.terminated'],
    rule: 'thin-reason',
    level: 'yellow',
    when: ({ reason }) => (reason ?? '').replaceAll(/[\s\p{P}]/gu, '').length < THIN,
  },
  {
    on: ['case.granted', 'case.delivered'],
    rule: 'early-result',
    level: 'red',
    when: ({ owed }) => owed !== null && owed.handedInAt === null,
  },
]
