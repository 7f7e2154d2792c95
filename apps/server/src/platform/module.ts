import type { App } from './app.ts'
import type { Actor } from './actor.ts'
import type { Crypto } from './crypto.ts'
import type { Clock } from './clock.ts'
import type { Config } from '../config.ts'
import type { Db, Tx } from './db.ts'
import type pg from 'pg'
import type { Event, EventType } from './events.ts'
import type { Log } from './log.ts'

/** What jobs and subscribers get besides their transaction. */
export interface Services {
  pool: pg.Pool
  db: Db
  clock: Clock
  crypto: Crypto
  config: Config
  log: Log
}

/** How a module recognises the bearer of its cookie. */
export interface Authenticator {
  kind: Actor['kind']
  cookie: string
  find(
    services: Services,
    token: string,
    act: { requestId: string; now: Date; address: string },
  ): Promise<Actor | undefined>
}

/** What a module hands to main. */
export interface Module {
  name: string
  routes?(app: App): void
  authenticate?: Authenticator | Authenticator[]
  /** Reactions to events: run in the worker, each in its own transaction with its own retries; must be idempotent. */
  subscriptions?: { [T in EventType]?: (tx: Tx, event: Event, services: Services) => Promise<void> }
  /** Named jobs; no transaction is open, so they may call the network. */
  jobs?: Record<string, (payload: Record<string, unknown>, services: Services) => Promise<void>>
  /** Work at fixed times: crontab in UTC -> job name. */
  schedules?: { cron: string; job: string }[]
}
