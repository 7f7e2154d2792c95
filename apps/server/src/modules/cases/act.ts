import {
  ActDiffers,
  CaseMoved,
  CaseNotFound,
  NotAllowedNow,
  OpinionGiven,
  SameOfficer,
  SupplementOnce,
} from '@zhengtong/contract/case-problems'
import type { CaseAction } from '@zhengtong/contract/cases'
import type { Guide } from '@zhengtong/contract/guide'
import type { ProblemType } from '@zhengtong/contract/problem'
import { stateOf, transitionOf, type FlowTransition, type Guard } from '@zhengtong/domain/flow'
import { flowOf } from '@zhengtong/domain/flows'
import type { Citizen, StaffMember, System } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { publication } from '../../platform/events.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { scopeOf } from '../access/index.ts'
import * as calendars from '../calendar/index.ts'
import * as catalogue from '../catalogue/index.ts'
import * as organisations from '../organisations/index.ts'
import { caseLedger, clockColumns, termsOf } from './clocks.ts'
import { handlerAfter, refuseIfTaken } from './handler.ts'
import { actingOn } from './kinship.ts'
import { asksOthers, events, hindrance, performerOf, stateOfCase, type Situation } from './lifecycle.ts'
import { lockOwnCase, viewing } from './own-case-store.ts'
import { closeOpinions, listOpinions, lockAskedCase, type Opinion } from './opinion-store.ts'
import { agencySpeaking } from './read-scope.ts'
import * as store from './store.ts'

/** An act on a case: `actId` makes it idempotent, `version` is the version of the case the actor has seen. */
export interface Act {
  caseId: string
  actId: string
  version: number
}
/** An act that many may do side by side is about no version: what makes it unique its guard knows. */
type AnyVersion = Omit<Act, 'version'> & { version: number | null }
type Change = Omit<Partial<store.CaseRow>, 'status' | 'version' | 'updatedAt' | 'dueOn' | 'legalDueOn' | 'promiseDueOn'>
type Performer = Citizen | StaffMember | System

/** What an act changes in the case, and what its timeline row says. */
export interface Effect {
  change: Change
  note: string | null
  actorName: string
  /** Working days that it gives: of an extension, or expected of a special procedure. */
  days?: number
  /** Legal date from which it has effect, where that is not today. */
  asOf?: string
}

/** What who had the page open before a 流程迁移 is told. */
const FLOW_CHANGED = '办理流程刚刚调整过，状态和期限都没有变，请看过现在的步骤再办理'

/** Guards whose refusal has a type of its own. */
const refusals: Partial<Record<Guard, ProblemType>> = {
  'other-officer': SameOfficer,
  'other-reviewer': SameOfficer,
  'supplement-once': SupplementOnce,
  'opinion-open': OpinionGiven,
}

/**
 * Performs one act on a case in one transaction. The row is locked, so acts take turns; whoever comes second sees another
 * version and gets a conflict that says what happened. The same act again changes nothing. Whether it is possible the case's
 * flow says; `decide` checks the act's own words and says what changes; status, version, clocks, timeline and event follow
 * here for all acts alike.
 */
export async function performAct(
  services: Services,
  actor: Performer,
  action: CaseAction,
  act: AnyVersion,
  decide: (found: store.CaseRow, tx: Tx, guide: Guide) => Promise<Effect>,
): Promise<void> {
  const { db, config } = services
  const lock = await lockFor(services, actor, action)
  const calendar = await calendars.currentCalendar(db)
  await db.transaction().execute(async (tx) => {
    const found = await lock(tx, act.caseId)
    if (!found) throw new Problem(CaseNotFound)
    const acting = actor.kind === 'citizen' ? await heldCitizen(tx, actor, found) : actor

    const before = await store.listTimeline(tx, found.id)
    const done = before.find(({ actId }) => actId === act.actId)
    if (done && (done.action !== action || done.actorId !== idOf(actor))) throw new Problem(ActDiffers)
    if (done) return

    const detail = `办件现在的状态是“${stateOfCase(found).label}”`
    if (act.version !== null && found.version !== act.version)
      throw new Problem(CaseMoved, { detail: before.at(-1)?.action === 'migrate' ? FLOW_CHANGED : detail })
    const flow = flowOf(found.flow, found.flowVersion)
    const transition = transitionOf(flow, found.status, action)
    if (!transition) throw new Problem(NotAllowedNow, { detail })
    const item = await catalogue.itemVersion(tx, found.itemCode, found.itemVersion)
    if (!item) throw new Problem(CaseNotFound)
    if (actor.kind === 'staff') await refuseIfTaken(tx, actor, found, transition)
    const opinions = asksOthers(flow) ? await listOpinions(tx, found.id) : []
    checkGuards(services, actor, found, transition, item.guide, opinions)

    const { change, note, actorName, days, asOf } = await decide(found, tx, item.guide)
    const version = found.version + 1
    const at = actor.now.toISOString()
    const row = { seq: version, action, at, days: days ?? null, asOf: asOf ?? null, moved: null }
    const today = legalDate(actor.now)
    const ledger = caseLedger(found, [...before, row], termsOf(item.guide, config), calendar, today)
    const owed = change.owed === undefined ? found.owed : change.owed
    if (opinions.length && stateOf(flow, transition.to).final) await closeOpinions(tx, found.id, at)
    await store.writeAct(
      tx,
      found.id,
      {
        ...change,
        ...handlerAfter(actor, found, transition),
        ...clockColumns(ledger, owed, calendar, ''),
        status: transition.to,
        version,
        updatedAt: at,
      },
      { caseId: found.id, actId: act.actId, actorKind: actor.kind, actorId: idOf(actor), actorName, note, ...row },
      publication(acting, events[action], subjectOf(found)),
    )
  })
}

/** What an event is about: the case, and the bundle (一件事) that it is part of, for whoever follows bundles only. */
export const subjectOf = ({ id, bundle }: Pick<store.CaseRow, 'id' | 'bundle'>) => ({
  caseId: id,
  ...(bundle ? { bundleId: bundle.id } : {}),
})

/** The citizen with his right to act on this case, for whomever it is, held until the transaction ends. */
async function heldCitizen(tx: Tx, citizen: Citizen, found: store.CaseRow): Promise<Citizen> {
  await organisations.holdMandate(tx, citizen, found.itemCode)
  return actingOn(tx, citizen, found)
}

/** How this actor finds and locks the case: officers within the role that allows the act, applicants their own. */
async function lockFor(services: Services, actor: Performer, action: CaseAction) {
  if (actor.kind === 'system') return store.lockCase
  if (actor.kind === 'citizen') return (tx: Tx, id: string) => lockOwnCase(tx, viewing(services, actor), id)
  const by = performerOf.get(action)
  if (by === 'joint') {
    const agencyCode = await agencySpeaking(services.db, actor, 'review')
    return async (tx: Tx, id: string) => (agencyCode === null ? undefined : lockAskedCase(tx, agencyCode, id))
  }
  if (by === 'receive') {
    const receiving = await agencySpeaking(services.db, actor, 'accept')
    return (tx: Tx, id: string) =>
      store.lockScopedCase(tx, { agencies: [], department: null, own: null, receiving }, id)
  }
  const scope = await scopeOf(services.db, actor, by === undefined || by === 'applicant' || by === 'system' ? [] : [by])
  return (tx: Tx, id: string) => store.lockScopedCase(tx, scope, id)
}

/** The parts of a case and of its guide that guards look at. */
export function situationOf(
  { config }: Pick<Services, 'config'>,
  found: store.CaseRow,
  guide: Guide,
  now: Date,
  opinions: Opinion[],
  speaksFor: string | null,
): Situation {
  return {
    ...found,
    today: legalDate(now),
    specialKinds: guide.specialProcedure.map(({ name }) => name),
    hasFee: guide.isFee,
    jointAgencies: (guide.jointAgencies ?? []).map(({ name }) => name),
    opinions,
    speaksFor,
    separateReviewAndDecision: config.separateReviewAndDecision,
  }
}

function checkGuards(
  services: Services,
  actor: Performer,
  found: store.CaseRow,
  { guards }: FlowTransition,
  guide: Guide,
  opinions: Opinion[],
) {
  const speaksFor = actor.kind === 'staff' ? actor.agencyCode : null
  const refusal = hindrance(situationOf(services, found, guide, actor.now, opinions, speaksFor), guards, actor.id)
  if (refusal) throw new Problem(refusals[refusal.guard] ?? NotAllowedNow, { detail: refusal.why })
}

/** The system is no person: its rows carry an id that nobody has. */
export const SYSTEM_ID = '00000000-0000-0000-0000-000000000000'
const idOf = (actor: Performer) => (actor.kind === 'system' ? SYSTEM_ID : actor.id)
