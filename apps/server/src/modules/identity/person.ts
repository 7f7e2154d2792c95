import { NotSignedIn } from '@zhengtong/contract/problem'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { findCitizen } from './store.ts'

/** A person as those know him who name him in a mandate: by name and by the keyed digests of identity number and phone. */
export async function personOf({ db, crypto }: Services, citizenId: string) {
  const account = await findCitizen(db, citizenId)
  if (!account) throw new Problem(NotSignedIn)
  const idDigest = crypto.blindIndex('id-number', crypto.open(account.idNumberSealed))
  const phoneDigest = account.phoneSealed && crypto.blindIndex('phone', crypto.open(account.phoneSealed))
  return {
    name: account.name,
    level: account.level,
    idDigest,
    digests: [idDigest, phoneDigest].filter((d) => d !== null),
  }
}
