import type { Tx } from '../../platform/db.ts'
import { deleteBookingsOf, holdOpenOf } from './booking-store.ts'
import { givePlaceBack } from './slot-store.ts'

/** Gives back the places of a person who leaves and forgets that he came. */
export async function endBookingsOf(tx: Tx, citizenId: string): Promise<void> {
  for (const booking of await holdOpenOf(tx, citizenId)) await givePlaceBack(tx, booking)
  await deleteBookingsOf(tx, citizenId)
}
