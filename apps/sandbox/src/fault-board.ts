import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'

/** How an outside system may misbehave: hang 30 s, answer 500, answer after 1.5 s, answer broken JSON. */
export const faults = ['timeout', 'error', 'slow', 'malformed'] as const
export type Fault = (typeof faults)[number]

const hangMs = 30_000
const slowMs = 1_500

export type FaultBoard = ReturnType<typeof createFaultBoard>

/** Which outside systems are out of order at the moment, and for how many more requests. */
export function createFaultBoard() {
  const switched = new Map<string, { mode: Fault; times: number }>()

  return {
    /** Makes the next `times` requests to `system` fail this way; without `times`, all until cleared. */
    set(system: string, mode: Fault, times = Number.POSITIVE_INFINITY): void {
      switched.set(system, { mode, times })
    },

    clear(system?: string): void {
      if (system === undefined) switched.clear()
      else switched.delete(system)
    },

    /** The fault that the next request to `system` meets; uses up one of its times. */
    take(system: string): Fault | undefined {
      const entry = switched.get(system)
      if (!entry) return undefined
      entry.times -= 1
      if (entry.times <= 0) switched.delete(system)
      return entry.mode
    },

    list(): Array<{ authority: string; mode: Fault; times: number | null }> {
      return [...switched].map(([authority, { mode, times }]) => ({
        authority,
        mode,
        times: Number.isFinite(times) ? times : null,
      }))
    },

    /** Plays the fault out. True when the request has been answered, false when the real answer may follow. */
    async suffer(fault: Fault, reply: FastifyReply): Promise<boolean> {
      if (fault === 'error') {
        void reply.code(500).send({ error: 'internal', message: '系统内部错误' })
        return true
      }
      if (fault === 'malformed') {
        void reply.type('application/json').send('{"requestId": "')
        return true
      }
      const gone = new AbortController()
      reply.raw.once('close', () => gone.abort())
      await delay(fault === 'slow' ? slowMs : hangMs, undefined, { signal: gone.signal }).catch(() => undefined)
      if (fault === 'slow') return false
      void reply.code(504).send({ error: 'timeout', message: '系统没有及时回应' })
      return true
    },
  }
}
