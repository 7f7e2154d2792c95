import { NotSignedIn } from '@zhengtong/contract/problem'
import type { Citizen } from '../../platform/actor.ts'
import { publish } from '../../platform/events.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as identity from '../identity/index.ts'

/** Shows the person his own numbers in full; each time leaves a record. */
export async function revealMe({ db, crypto }: Services, citizen: Citizen) {
  const account = await identity.findCitizen(db, citizen.id)
  if (!account) throw new Problem(NotSignedIn)
  await db.transaction().execute((tx) => publish(tx, citizen, 'citizen.revealed', { citizenId: citizen.id }))
  return {
    idNumber: crypto.open(account.idNumberSealed),
    phone: account.phoneSealed && crypto.open(account.phoneSealed),
  }
}
