import type { Tx } from '../../platform/db.ts'
import { deleteBookingsOf, holdOpenOf, lockBookings } from './booking-store.ts'
import { givePlaceBack } from './slot-store.ts'

/**
 * Gives back the places of a person who leaves and forgets that he came. A booking that he is just making waits, and then
 * finds that he has left.
 */
export async function endBookingsOf(tx: Tx, citizenId: string): Promise<void> {
  await lockBookings(tx, citizenId)
  for (const booking of await holdOpenOf(tx, citizenId)) await givePlaceBack(tx, booking)
  await deleteBookingsOf(tx, citizenId)
}
