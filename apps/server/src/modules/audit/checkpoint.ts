import { legalDate } from '../../platform/clock.ts'
import type { Crypto } from '../../platform/crypto/index.ts'
import type { Db } from '../../platform/db.ts'
import { signSm2 } from '../../platform/crypto/index.ts'
import { checkpointText, treeRoot } from './canonical.ts'
import { signingKey } from './keys.ts'
import { sealEvents } from './seal.ts'
import * as store from './store.ts'

/** Signs every day that is over: the end of its chain and the root over its digests. Returns how many were signed. */
export async function signDays({ db, crypto }: { db: Db; crypto: Crypto }, now: Date): Promise<number> {
  await sealEvents(db)
  return db.transaction().execute(async (tx) => {
    if (!(await store.lockSealing(tx))) return 0
    const days = await store.unsignedDays(tx, legalDate(now))
    if (days.length === 0) return 0
    const { id: keyId, publicKey, privateKey } = await signingKey(tx, crypto, now)
    for (const { stream, day } of days) {
      const links = await store.linksOfDay(tx, stream, day)
      const [first, last] = [links[0], links.at(-1)]
      if (!first || !last) continue
      const root = treeRoot(links.map(({ digest }) => digest))
      const point = { stream, day, firstSeq: first.seq, lastSeq: last.seq, hash: last.hash, root }
      const signature = signSm2(checkpointText(point), privateKey, publicKey)
      await store.insertCheckpoint(tx, { ...point, keyId, signature, madeAt: now.toISOString() })
    }
    return days.length
  })
}
