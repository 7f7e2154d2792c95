import type { Actor } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { setLevelL3 } from './store.ts'

/** The person has proved to be the real one (实人): L3. A level never falls by proving less. */
export async function raiseLevel(tx: Tx, actor: Actor, citizenId: string): Promise<void> {
  if (await setLevelL3(tx, citizenId)) await publish(tx, actor, 'citizen.level-raised', { citizenId, level: 'L3' })
}
