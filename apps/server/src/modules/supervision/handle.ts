import {
  CardActDiffers,
  CardActNotAllowed,
  CardMoved,
  CardNotFound,
  cardRules,
  type Card,
  type CardAction,
  type CardDetail,
  type CardState,
} from '@zhengtong/contract/supervision'
import { addWorkdays } from '@zhengtong/domain/working-days'
import type { Permission } from '@zhengtong/contract/access'
import type { StaffMember } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import { publish, type EventType } from '../../platform/events.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { scopeOf } from '../access/index.ts'
import * as calendars from '../calendar/index.ts'
import * as cases from '../cases/index.ts'
import * as store from './store.ts'

/** An agency answers an urging within five working days. */
const ANSWER_WORKDAYS = 5

interface Step {
  title: string
  from: readonly CardState[]
  to: CardState
  by: readonly Permission[]
  event: EventType
}
const agency: readonly Permission[] = ['accept', 'review', 'decide', 'approve']

/** What may be done to a card: supervisors urge and judge appeals, the agency answers and appeals. Nobody touches the case. */
const steps: Record<CardAction, Step> = {
  urge: { title: '督办', from: ['open', 'answered'], to: 'urged', by: ['supervise'], event: 'card.urged' },
  answer: { title: '答复', from: ['open', 'urged'], to: 'answered', by: agency, event: 'card.answered' },
  appeal: { title: '申诉', from: ['open', 'urged', 'answered'], to: 'appealed', by: agency, event: 'card.appealed' },
  uphold: { title: '申诉成立，撤销', from: ['appealed'], to: 'cancelled', by: ['supervise'], event: 'card.cancelled' },
  dismiss: { title: '申诉不成立', from: ['appealed'], to: 'open', by: ['supervise'], event: 'card.upheld' },
}
const inOrder = Object.keys(steps) as CardAction[]

export function shownCard(row: store.CardRow, today: string): Card {
  const { id, caseId, caseNumber, itemName, agencyName, rule, level, state, version, dueOn, answerDueOn, raisedAt } =
    row
  return {
    id,
    caseId,
    caseNumber,
    itemName,
    agencyName,
    rule,
    ruleName: cardRules[rule],
    level,
    state,
    version,
    dueOn,
    answerDueOn,
    isAnswerLate: state === 'urged' && answerDueOn !== null && answerDueOn < today,
    raisedAt,
  }
}

/** A card with what was said about it and what this officer may do now. */
export async function showCard({ db }: Services, officer: StaffMember, id: string): Promise<CardDetail> {
  const row = await store.findCard(db, await cases.readScope(db, officer), id)
  if (!row) throw new Problem(CardNotFound)
  const said = await store.listSteps(db, id)
  return {
    ...shownCard(row, legalDate(officer.now)),
    steps: said.map(({ action, staffName, words, at }) => ({
      action,
      title: steps[action].title,
      by: staffName,
      words,
      at,
    })),
    actions: inOrder.filter(
      (action) =>
        steps[action].from.includes(row.state) && steps[action].by.some((each) => officer.permissions.includes(each)),
    ),
  }
}

/** Performs one step; the same again changes nothing, and the second of two hears what the first did. */
export async function actOnCard(
  services: Services,
  officer: StaffMember,
  id: string,
  { actId, version, action, words }: { actId: string; version: number; action: CardAction; words: string },
): Promise<void> {
  const { db } = services
  const { from, to, by, event } = steps[action]
  // As far as the right for this step reaches: who may only read a card finds it, but may not act on it.
  const scope = await scopeOf(db, officer, by)
  const calendar = await calendars.currentCalendar(db)
  await db.transaction().execute(async (tx) => {
    const row = await store.lockCard(tx, scope, id)
    if (!row) throw new Problem(CardNotFound)
    const done = await store.findStep(tx, id, actId)
    if (done && (done.action !== action || done.staffId !== officer.id)) throw new Problem(CardActDiffers)
    if (done) return
    if (row.version !== version) throw new Problem(CardMoved)
    if (!from.includes(row.state)) throw new Problem(CardActNotAllowed)
    const next = row.version + 1
    const answerDueOn =
      action === 'urge' ? addWorkdays(calendar, legalDate(officer.now), ANSWER_WORKDAYS).date : row.answerDueOn
    await store.updateCard(tx, id, { state: to, version: next, answerDueOn })
    await store.insertStep(tx, {
      cardId: id,
      seq: next,
      actId,
      action,
      staffId: officer.id,
      staffName: officer.name,
      words,
      at: officer.now.toISOString(),
    })
    await publish(tx, officer, event, { cardId: id, caseId: row.caseId })
  })
}
