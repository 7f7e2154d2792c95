/** Failures in a row after which an outside service is left alone, and for how long. */
const FAILURES = 5
const REST_MS = 30_000

/**
 * Circuit breaker for outside services: one that has failed five times in a row is not asked for half a minute, so that
 * people are told at once and not after a time-out each; then one request tries it again. State of this process only.
 */
export function createBreaker() {
  const failing = new Map<string, { failures: number; restsUntil: number }>()

  return {
    isOpen: (service: string, now: Date): boolean => (failing.get(service)?.restsUntil ?? 0) > now.getTime(),

    /** Calls the service unless it rests; `rested` is thrown then. An error of `work` counts as a failure of the service. */
    async call<T>(service: string, now: Date, work: () => Promise<T>, rested: () => Error): Promise<T> {
      const state = failing.get(service)
      if (state && state.restsUntil > now.getTime()) throw rested()
      // Half open: while this one tries, the others still rest.
      if (state && state.failures >= FAILURES) state.restsUntil = now.getTime() + REST_MS
      try {
        const answer = await work()
        failing.delete(service)
        return answer
      } catch (error) {
        const failures = (failing.get(service)?.failures ?? 0) + 1
        failing.set(service, { failures, restsUntil: failures >= FAILURES ? now.getTime() + REST_MS : 0 })
        throw error
      }
    },
  }
}
