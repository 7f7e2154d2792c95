import type pg from 'pg'
import type { Config } from '../config.ts'
import type { Actor } from './actor.ts'
import type { Clock } from './clock.ts'
import type { Crypto } from './crypto/index.ts'
import type { Db } from './db.ts'
import type { Log } from './log.ts'

/** What jobs and subscribers get besides their transaction. */
export interface Services {
  pool: pg.Pool
  db: Db
  /** The same database as the owner of its tables: for what changes tables themselves. */
  owner: { pool: pg.Pool; db: Db }
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
    browser: { cookies: Record<string, string | undefined>; userAgent: string },
  ): Promise<Actor | undefined>
}
