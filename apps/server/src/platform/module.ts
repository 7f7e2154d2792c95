import type { App } from './app.ts'
import type { SealedColumn } from './crypto/index.ts'
import type { Tx } from './db.ts'
import type { Event, EventType } from './events.ts'
import type { Authenticator, Services } from './services.ts'

type Handler = (tx: Tx, event: Event, services: Services) => Promise<void>
/** A reaction; with `only`, one to few events of a kind: the others cost no job. */
export type Subscription = Handler | { only: (event: Event) => boolean; handle: Handler }

/** What a module hands to main. */
export interface Module {
  name: string
  routes?(app: App): void
  authenticate?: Authenticator | Authenticator[]
  /** Reactions to events: run in the worker, each in its own transaction with its own retries; must be idempotent. */
  subscriptions?: { [T in EventType]?: Subscription }
  /** Named jobs; no transaction is open, so they may call the network. */
  jobs?: Record<string, (payload: Record<string, unknown>, services: Services) => Promise<void>>
  /** Columns of its tables that hold sealed values: a new data key re-encrypts them. */
  sealed?: SealedColumn[]
  /** Work at fixed times: crontab in UTC -> job name. */
  schedules?: { cron: string; job: string }[]
}
