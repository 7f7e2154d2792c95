import type { CasesChanged } from '@zhengtong/contract/live'
import type { StaffMember } from '../../platform/actor.ts'
import { eventsAfter, feedEnd, positionText, type FedEvent, type Position } from '../../platform/event-feed.ts'
import type { Services } from '../../platform/services.ts'
import * as cases from '../cases/index.ts'

type Officer = Pick<StaffMember, 'id' | 'agencyCode' | 'departmentCode' | 'rights'>
export interface Listener {
  /** Who listens, with his rights as last seen. */
  officer: Officer
  /** Who he is now; undefined when his session is over. Does not keep it alive. */
  peek(): Promise<Officer | undefined>
  send(block: string): void
  end(): void
}

const POLL_MS = 1_000
/** Proxies and our own server end a connection that is silent for a minute. */
const BEAT_MS = 15_000
const BATCH = 1_000

/**
 * Reads the events once for all listeners of this process, while there are any. The database says what comes next, so
 * processes need not know of each other, and a listener who was away goes on from where he was.
 */
export class Feed {
  #services: Pick<Services, 'db' | 'log'>
  #listeners = new Set<Listener>()
  #position: Promise<Position> | undefined
  #poll: NodeJS.Timeout | undefined
  #beat: NodeJS.Timeout | undefined
  #stopped = false

  constructor(services: Pick<Services, 'db' | 'log'>) {
    this.#services = services
  }

  count(officerId?: string): number {
    if (officerId === undefined) return this.#listeners.size
    return [...this.#listeners].filter(({ officer }) => officer.id === officerId).length
  }

  /** Begins to listen: first what happened since `since`, then what happens. Some of it may be told twice, none not at all. */
  async join(listener: Listener, since: Position | undefined, wasHere: boolean): Promise<void> {
    if (this.#stopped) return listener.end()
    this.#listeners.add(listener)
    try {
      this.#position ??= feedEnd(this.#services.db)
      await this.#begin(listener, await this.#position, since, wasHere)
    } catch (error) {
      this.leave(listener)
      throw error
    }
  }

  async #begin(listener: Listener, now: Position, since: Position | undefined, wasHere: boolean): Promise<void> {
    this.#poll ??= setTimeout(() => void this.#next(), POLL_MS)
    this.#beat ??= setInterval(() => void this.#beatAll(), BEAT_MS)
    listener.send(`retry: 3000\nid: ${positionText(now)}\n\n`)
    if (!wasHere) return
    const missed = since ? await eventsAfter(this.#services.db, since, BATCH) : undefined
    if (!missed || missed.length === BATCH) return listener.send(message(now, 'reset', '{}'))
    await this.#tell([listener], missed)
  }

  leave(listener: Listener): void {
    this.#listeners.delete(listener)
    if (this.#listeners.size > 0) return
    clearTimeout(this.#poll)
    clearInterval(this.#beat)
    this.#poll = this.#beat = this.#position = undefined
  }

  stop(): void {
    this.#stopped = true
    for (const listener of this.#listeners) {
      listener.end()
      this.leave(listener)
    }
  }

  async #next(): Promise<void> {
    const reading = this.#position
    const position = await reading
    if (!position) return
    try {
      const events = await eventsAfter(this.#services.db, position, BATCH)
      const last = events.at(-1)
      await this.#tell([...this.#listeners], events)
      // Whoever came after all had left has begun anew.
      if (this.#position !== reading) return
      if (last) this.#position = Promise.resolve({ xid: last.xid, id: last.id })
    } catch (error) {
      // The position stays: the next look begins with the same events.
      this.#services.log.warn({ err: error }, 'live updates could not be read')
      if (this.#position !== reading) return
    }
    this.#poll = setTimeout(() => void this.#next(), POLL_MS)
  }

  /** Tells each listener which of the cases are in his scope; those with the same scope are asked for together. */
  async #tell(listeners: Listener[], events: FedEvent[]): Promise<void> {
    const last = events.at(-1)
    const about = events.filter(({ type, subject }) => type.startsWith('case.') && subject['caseId'])
    const ids = [...new Set(about.flatMap(({ subject }) => subject['caseId'] ?? []))]
    if (!last || ids.length === 0) return
    const seen = new Map<string, Promise<Set<string>>>()
    const within = async (officer: Officer) => {
      const scope = await cases.readScope(this.#services.db, officer)
      const key = JSON.stringify(scope)
      const known = seen.get(key) ?? cases.casesWithin(this.#services.db, scope, ids)
      seen.set(key, known)
      return known
    }
    const concerns = async (officer: Officer): Promise<CasesChanged> => {
      const mine = await within(officer)
      // Whoever a case was taken from no longer sees it, but has to hear that it is gone.
      const seenBy = about.filter(({ subject }) => mine.has(subject['caseId'] ?? '') || subject['from'] === officer.id)
      const idsOf = (some: FedEvent[]) => [...new Set(some.flatMap(({ subject }) => subject['caseId'] ?? []))]
      return {
        cases: idsOf(seenBy.filter(({ actorId }) => actorId !== officer.id)),
        own: idsOf(seenBy.filter(({ actorId }) => actorId === officer.id)),
      }
    }
    const isOf = ({ cases: others, own }: CasesChanged) => others.length + own.length > 0
    await Promise.all(
      listeners.map(async (listener) => {
        if (!isOf(await concerns(listener.officer))) return
        // Before anything is told, whether he may still hear it.
        if (!(await this.#renew(listener))) return
        const now = await concerns(listener.officer)
        if (isOf(now)) listener.send(message(last, 'cases', JSON.stringify(now)))
      }),
    )
  }

  /** Looks at the session again; false when it is over, and the stream with it. */
  async #renew(listener: Listener): Promise<boolean> {
    const officer = await listener.peek()
    if (officer) {
      listener.officer = officer
      return true
    }
    listener.send('event: end\ndata: {}\n\n')
    listener.end()
    this.leave(listener)
    return false
  }

  async #beatAll(): Promise<void> {
    try {
      const position = await this.#position
      if (!position) return
      for (const listener of this.#listeners)
        if (await this.#renew(listener)) listener.send(`id: ${positionText(position)}\n: \n\n`)
    } catch (error) {
      this.#services.log.warn({ err: error }, 'sessions of live updates could not be looked at')
    }
  }
}

const message = (position: Position, event: string, text: string) =>
  `id: ${positionText(position)}\nevent: ${event}\ndata: ${text}\n\n`
