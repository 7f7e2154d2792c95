import type { CaseAction, CaseStatus, ClockKind } from './flow.ts'
import { legalDateOf } from './plain-date.ts'
import { addWorkdays, dueOn, type Calendar, type Due, type Limit, type Stop } from './working-days.ts'

/**
 * The lawful clock of a case, derived from what happened and from nothing else: remaining days are never stored. Every
 * instant from submission on belongs to exactly one segment; every clock (receipt, decision, delivery...) is counted over the
 * calendar with the union of the suspensions. Sources: 行政许可法 arts. 32, 42, 44, 45, 82; 民法典 arts. 201, 203.
 */

/** One act, the status it led to and the clock that runs there, as the flow of that time says. `seq` orders acts of the same instant. */
export interface ClockEvent {
  seq: number
  /** ISO instant. */
  at: string
  action: CaseAction
  to: CaseStatus
  clock: ClockKind
  /** The legal date from which it has effect, where that is not its own: silence is acceptance as of the receipt. */
  asOf?: string
  /** Working days: by how many the limit is extended, or how long a special procedure is expected to take. */
  days?: number
}

/** The limits of this case. */
export interface Terms {
  receipt: Limit
  answer: Limit
  delivery: Limit
  check: Limit
  payment: Limit
  legal: Limit | undefined
  promise: Limit | undefined
  /** Limits of single steps, by the status in which the step is done; the guide gives them. */
  steps?: Partial<Record<CaseStatus, Limit>>
}

export interface Segment {
  status: CaseStatus
  clock: ClockKind
  from: string
  /** null: it lasts. */
  to: string | null
}

export type CaseClockKind =
  | 'receipt'
  | 'answer'
  | 'payment'
  | 'legal'
  | 'promise'
  | 'special'
  | 'step'
  | 'delivery'
  | 'check'

export interface CaseClock {
  kind: CaseClockKind
  /** Of a step: where it is done. */
  status?: CaseStatus
  from: string
  limit: Limit
  /** Working days by which the limit was extended; 0: not. */
  extended: number
  stops: Stop[]
  due: Due
  /** Legal date on which it ended; null while it runs or stands still. */
  endedOn: string | null
  state: 'running' | 'stopped' | 'ended'
}

export interface Ledger {
  segments: Segment[]
  clocks: CaseClock[]
}

/**
 * The ledger of a case as of `today` (a legal date). The order in which events are given does not matter, nor do repeats;
 * a case without events has no ledger (RangeError).
 */
export function ledgerOf(events: readonly ClockEvent[], terms: Terms, calendar: Calendar, today: string): Ledger {
  const ordered = inOrder(events)
  const segments = segmentsOf(ordered)
  const simple = (['receipt', 'answer', 'payment', 'delivery', 'check'] as const).flatMap((kind) =>
    runsOf(segments, kind).map((run) => plainClock(kind, run, terms[kind], calendar)),
  )
  const special = runsOf(segments, 'special').flatMap((run) => {
    // Other acts of the same instant leave the case suspended too; this one says for how long.
    const days = ordered.find(({ at, action }) => at === run.from && action === 'approve-suspension')?.days
    return days ? [plainClock('special', run, { amount: days, unit: 'workday' }, calendar)] : []
  })
  const decision = decisionClocks(segments, ordered, terms, calendar, today)
  return {
    segments,
    clocks: [...simple, ...decision, ...special, ...stepClocks(segments, ordered, terms, calendar, today)],
  }
}

function inOrder(events: readonly ClockEvent[]): ClockEvent[] {
  const once = new Map(events.map((event) => [event.seq, event]))
  const ordered = [...once.values()].toSorted((a, b) => a.seq - b.seq)
  if (!ordered.length) throw new RangeError('a case has at least its submission')
  return ordered
}

/** Time from act to act; neighbours in the same status under the same clock are one segment. */
function segmentsOf(events: ClockEvent[]): Segment[] {
  const segments: Segment[] = []
  for (const { at, to, clock } of events) {
    const last = segments.at(-1)
    if (last?.status === to && last.clock === clock) continue
    if (last) last.to = at
    segments.push({ status: to, clock, from: at, to: null })
  }
  return segments
}

/** Uninterrupted stretches of one clock, also through several statuses: being sent on does not start the receipt anew. */
function runsOf(segments: Segment[], kind: ClockKind): { from: string; to: string | null }[] {
  const runs: { from: string; to: string | null }[] = []
  for (const [index, { clock, from, to }] of segments.entries()) {
    const run = runs.at(-1)
    if (clock !== kind) continue
    if (run && segments[index - 1]?.clock === kind) run.to = to
    else runs.push({ from, to })
  }
  return runs
}

function plainClock(
  kind: CaseClockKind,
  run: { from: string; to: string | null },
  limit: Limit,
  calendar: Calendar,
): CaseClock {
  const from = legalDateOf(run.from)
  return {
    kind,
    from,
    limit,
    extended: 0,
    stops: [],
    due: dueOn(calendar, from, limit),
    endedOn: run.to === null ? null : legalDateOf(run.to),
    state: run.to === null ? 'running' : 'ended',
  }
}

/** The legal and the promised clock: from acceptance to decision, less the special procedures, plus the extension. */
function decisionClocks(
  segments: Segment[],
  events: ClockEvent[],
  terms: Terms,
  calendar: Calendar,
  today: string,
): CaseClock[] {
  const accepted = events.find(({ action }) => action === 'accept' || action === 'deem-accepted')
  if (!accepted) return []
  const from = accepted.asOf ?? legalDateOf(accepted.at)
  const last = segments.at(-1)
  const running = last !== undefined && isDeciding(last.clock)
  const start = segments.findIndex(({ clock }) => isDeciding(clock))
  const ended = running ? undefined : segments.slice(start).find(({ clock }) => !isDeciding(clock))
  const stops = runsOf(segments, 'special').map((run) => ({
    start: legalDateOf(run.from),
    end: run.to === null ? today : legalDateOf(run.to),
  }))
  const extended = events.reduce((sum, { action, days }) => sum + (action === 'approve-extension' ? (days ?? 0) : 0), 0)
  return (['legal', 'promise'] as const).flatMap((kind) => {
    const limit = terms[kind]
    if (!limit) return []
    return [
      {
        kind,
        from,
        limit,
        extended,
        stops,
        due: extendedDue(calendar, from, limit, extended, stops),
        endedOn: running ? null : legalDateOf(ended?.from ?? accepted.at),
        state: running ? (last.clock === 'special' ? ('stopped' as const) : ('running' as const)) : ('ended' as const),
      },
    ]
  })
}

/**
 * One clock for each time that a step was begun: special procedures stop it, an extension lengthens the step in which it was
 * given, and a case that comes back begins the step anew.
 */
function stepClocks(
  segments: Segment[],
  events: ClockEvent[],
  { steps = {} }: Terms,
  calendar: Calendar,
  today: string,
): CaseClock[] {
  const runs: Segment[][] = []
  for (const segment of segments) {
    const run = runs.at(-1)
    const [first] = run ?? []
    const goesOn =
      first && (segment.clock === 'special' || (segment.status === first.status && run?.at(-1)?.clock === 'special'))
    if (goesOn) run?.push(segment)
    else runs.push([segment])
  }
  return runs.flatMap((run): CaseClock[] => {
    const [first, last] = [run[0], run.at(-1)]
    const limit = first && steps[first.status]
    if (!limit || !last) return []
    const stops = run
      .filter(({ clock }) => clock === 'special')
      .map(({ from, to }) => ({ start: legalDateOf(from), end: to === null ? today : legalDateOf(to) }))
    const extended = events.reduce(
      (sum, { action, at, days = 0 }) =>
        action === 'approve-extension' && at >= first.from && (last.to === null || at <= last.to) ? sum + days : sum,
      0,
    )
    const from = legalDateOf(first.from)
    const state = last.to !== null ? 'ended' : last.clock === 'special' ? 'stopped' : 'running'
    return [
      {
        kind: 'step',
        status: first.status,
        from,
        limit,
        extended,
        stops,
        due: extendedDue(calendar, from, limit, extended, stops),
        endedOn: last.to === null ? null : legalDateOf(last.to),
        state,
      },
    ]
  })
}

const isDeciding = (clock: ClockKind) => clock === 'decision' || clock === 'special' || clock === 'payment'

/** An extension is counted in working days, after a limit in whichever unit. */
function extendedDue(calendar: Calendar, from: string, limit: Limit, extended: number, stops: readonly Stop[]): Due {
  if (limit.unit === 'workday') return dueOn(calendar, from, { ...limit, amount: limit.amount + extended }, stops)
  const first = dueOn(calendar, from, limit, stops)
  if (extended === 0) return first
  const more = addWorkdays(calendar, first.date, extended, { stops })
  return { ...more, provisional: first.provisional || more.provisional, days: [...first.days, ...more.days.slice(1)] }
}

/** The day by which something has to happen next: the promise where there is one, else the law; null when nothing runs. */
export function nextDue({ clocks }: Ledger): CaseClock | null {
  const running = clocks.filter(({ state }) => state !== 'ended')
  const first = (kinds: CaseClockKind[]) => running.find(({ kind }) => kinds.includes(kind))
  return (
    first(['receipt', 'answer', 'payment', 'delivery', 'check']) ??
    first(['special']) ??
    first(['promise']) ??
    first(['legal']) ??
    null
  )
}
