import { pino } from 'pino'
import { readConfig } from '../config.ts'
import { loadKeys } from '../platform/crypto/index.ts'
import { closePools, openServices } from '../main/services.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { buildServer } from '../server.ts'
import { createTestDatabase } from './database.ts'

/** A clock that tests set. */
export class TestClock implements Clock {
  #now: Date
  constructor(start: string) {
    this.#now = new Date(start)
  }
  now() {
    return new Date(this.#now)
  }
  set(instant: string) {
    this.#now = new Date(instant)
  }
  advance(milliseconds: number) {
    this.#now = new Date(this.#now.getTime() + milliseconds)
  }
}

/**
 * The whole server on a database of its own, at a fixed time. `env` overrides the configuration. Requests go through
 * `app.inject`, so no port is used.
 */
export async function startTestApp(
  env: Record<string, string> = {},
  clock = new TestClock('2026-11-23T02:00:00Z'),
  log: Log = pino({ level: 'silent' }),
  given?: Awaited<ReturnType<typeof createTestDatabase>>,
) {
  const database = given ?? (await createTestDatabase())
  const config = readConfig({
    DATABASE_URL: database.url,
    RATE_LIMIT: '1000000',
    RATE_LIMIT_SIGN_IN: '1000000',
    PROOF_AFTER: '1000000',
    // A test runner compiles in the same thread; its pauses, a second without a sample among them, are not the product's.
    MAX_EVENT_LOOP_DELAY_MS: '0',
    DATABASE_WAIT_MS: '60000',
    LOG_LEVEL: 'silent',
    SCANNER_URL: 'off',
    DATA_DIR: database.folder,
    ...env,
  })
  const services = openServices(config, 'test', clock, log)
  await loadKeys(services)
  const app = await buildServer(services)
  return {
    app,
    services,
    clock,
    async close() {
      await app.close()
      await closePools(services)
      await database.drop()
    },
  }
}
