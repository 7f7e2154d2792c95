import { newId } from '../../platform/ids.ts'
import type { Services } from '../../platform/services.ts'
import { isUrgent } from './ripe.ts'
import * as store from './store.ts'

/** Items taken in one transaction; those of one officer stay together. */
const BATCH = 2_000
/** More urgent things at once than this are told together: nobody reads twenty messages. */
const MOST_ALONE = 3
const KEPT_DAYS = 180

/**
 * Puts what is ripe into the inboxes: what is urgent one by one as long as it is little, everything else together. After a
 * standstill all that waited is ripe, so each officer finds one message.
 */
export async function deliver(services: Services): Promise<void> {
  const now = services.clock.now().toISOString()
  for (;;) {
    const taken = await services.db.transaction().execute(async (tx) => {
      const ripe = await store.lockRipe(tx, now, BATCH)
      const messages = [...Map.groupBy(ripe, ({ staffId }) => staffId).values()].flatMap(messagesOf)
      await store.insertMessages(tx, messages, now)
      return ripe.length
    })
    if (taken < BATCH) return
  }
}

type Ripe = Awaited<ReturnType<typeof store.lockRipe>>[number]

/** The messages of one officer: which of his items each tells of. */
function messagesOf(items: Ripe[]): store.NewMessage[] {
  const urgent = items.filter(({ kind }) => isUrgent(kind))
  const alone = urgent.length <= MOST_ALONE ? urgent : []
  const together = items.filter((item) => !alone.includes(item))
  return [together, ...alone.map((item) => [item])].flatMap((some) => {
    const [first] = some
    return first ? [{ id: newId(), staffId: first.staffId, keys: some.map(({ key }) => key) }] : []
  })
}

/** What was told half a year ago is history of the case, not of the inbox. */
export async function tidy({ db, clock }: Services): Promise<void> {
  const before = new Date(clock.now().getTime() - KEPT_DAYS * 86_400_000).toISOString()
  await db.transaction().execute((tx) => store.deleteOld(tx, before))
}
