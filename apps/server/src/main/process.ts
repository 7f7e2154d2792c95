import type { Log } from '../platform/log.ts'

/**
 * Ends the process in order: on SIGINT, SIGTERM, or when the parent that started it is gone (its IPC channel closes).
 * A second signal, or ten seconds, ends it at once.
 */
export function stopInOrder(log: Log, stop: () => Promise<void>): void {
  let stopping = false
  const begin = (reason: string) => {
    if (stopping) process.exit(1)
    stopping = true
    log.info({ reason }, 'stopping')
    setTimeout(() => process.exit(1), 10_000).unref()
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'stopping failed')
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', () => begin('SIGINT'))
  process.on('SIGTERM', () => begin('SIGTERM'))
  process.on('disconnect', () => begin('parent is gone'))
  // It may have gone while we were starting.
  if (process.connected === false) begin('parent is gone')
}
