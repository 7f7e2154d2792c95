import type { Actor } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db.ts'
import { publish, type Event } from '../../platform/events.ts'
import { addJob, systemActor } from '../../platform/jobs.ts'
import type { Services } from '../../platform/services.ts'
import { childrenNow } from './state.ts'
import * as store from './store.ts'

/** What a case's end means to the children that waited for it. */
export const advanceBundle = (tx: Tx, event: Event, services: Services): Promise<void> =>
  settleChildren(tx, systemActor(services, 'bundle'), event.subject['bundleId'] ?? '')

/**
 * Starts whoever's turn it is, one job a child, and gives up whoever waits for what came to nothing. It only looks at how
 * things stand: run twice, or for two grants at once, it does the same once.
 */
export async function settleChildren(tx: Tx, actor: Actor, bundleId: string): Promise<void> {
  const { children } = await childrenNow(tx, bundleId)
  for (const { key, phase, isReady, row } of children) {
    if (phase === 'waiting' && isReady)
      await addJob(tx, 'bundles:start-child', { bundleId, key }, { key: `bundle:${bundleId}:${key}` })
    if (
      phase === 'dropped' &&
      row.droppedAt === null &&
      (await store.markDropped(tx, bundleId, key, actor.now.toISOString()))
    )
      await publish(tx, actor, 'bundle.child-dropped', { bundleId, key })
  }
}
