import type { Db } from '../../platform/db.ts'
import { verifySm2 } from '../../platform/crypto/index.ts'
import { checkpointText, digestOf, GENESIS, linkHash, treeRoot } from './canonical.ts'
import * as store from './store.ts'

const BATCH = 5_000

export interface Verdict {
  links: number
  checkpoints: number
  /** The first thing that is not as it was sealed; null when all is. */
  fault: store.Fault | null
}

/** Walks every chain from its beginning, compares each event with what was sealed, and checks every signed day. */
export async function verifyAll(db: Db): Promise<Verdict> {
  const verdict: Verdict = { links: 0, checkpoints: 0, fault: null }
  const heads = new Map((await store.listHeads(db)).map((head) => [head.stream, head]))
  const streams = new Set([...heads.keys(), ...(await store.streamsWithLinks(db))])
  for (const stream of streams) {
    verdict.fault = await verifyStream(db, stream, heads.get(stream), verdict)
    if (verdict.fault) return verdict
  }
  const stray = await store.strayEvent(db)
  if (stray)
    verdict.fault = {
      stream: stray.type.split('.')[0] ?? '',
      what: '多出一条没有封存的记录',
      eventId: stray.id,
      at: stray.at,
    }
  return verdict
}

async function verifyStream(
  db: Db,
  stream: string,
  head: { seq: number; hash: string } | undefined,
  verdict: Verdict,
): Promise<store.Fault | null> {
  const checkpoints = new Map((await store.listCheckpoints(db, stream)).map((point) => [point.day, point]))
  const lastSigned = [...checkpoints.keys()].toSorted().at(-1)
  let before = { seq: 0, hash: GENESIS, day: '' }
  let digests: string[] = []
  const seenDays = new Set<string>()
  const endDay = () => checkDay(db, stream, before, digests, checkpoints.get(before.day), lastSigned, verdict)
  for (;;) {
    const links = await store.linksWithEvents(db, stream, before.seq, BATCH)
    for (const link of links) {
      const fault = faultOf(link, before)
      if (fault) return { stream, what: fault, eventId: link.eventId, at: link.eventAt }
      if (link.day !== before.day) {
        const dayFault = before.day ? await endDay() : null
        if (dayFault) return dayFault
        digests = []
        seenDays.add(link.day)
      }
      digests.push(link.digest)
      before = { seq: link.seq, hash: link.hash, day: link.day }
      verdict.links += 1
    }
    if (links.length < BATCH) break
  }
  const dayFault = before.day ? await endDay() : null
  if (dayFault) return dayFault
  const lost = [...checkpoints.keys()].find((day) => !seenDays.has(day))
  if (lost) return { stream, what: `${lost} 的记录整天不见了`, eventId: null, at: null }
  if (!head || head.seq !== before.seq || head.hash !== before.hash)
    return { stream, what: '末尾的记录不见了，或者链尾被改过', eventId: null, at: null }
  return null
}

/** What is wrong with one link, seen from the one before it. */
function faultOf(
  link: Awaited<ReturnType<typeof store.linksWithEvents>>[number],
  before: { seq: number; hash: string; day: string },
): string | null {
  if (link.seq !== before.seq + 1) return '封存记录缺了一条'
  if (!link.event) return '记录不见了'
  if (digestOf(link.event) !== link.digest) return '记录被改过'
  if (linkHash(before.hash, link.digest) !== link.hash) return '封存记录被改过，或者换了次序'
  if (link.day < before.day) return '封存日期被改过'
  return null
}

/** A day that is signed must be as it was signed; one that lies before a signed day must be signed. */
async function checkDay(
  db: Db,
  stream: string,
  end: { seq: number; hash: string; day: string },
  digests: readonly string[],
  point: store.CheckpointRow | undefined,
  lastSigned: string | undefined,
  verdict: Verdict,
): Promise<store.Fault | null> {
  const fault = (what: string) => ({ stream, what: `${end.day} 的${what}`, eventId: null, at: null })
  if (!point) return lastSigned !== undefined && end.day < lastSigned ? fault('签名不见了') : null
  verdict.checkpoints += 1
  const key = await store.findKey(db, point.keyId)
  const isSame =
    point.lastSeq === end.seq &&
    point.firstSeq === end.seq - digests.length + 1 &&
    point.hash === end.hash &&
    point.root === treeRoot(digests)
  if (!isSame) return fault('记录与签名不符')
  return key && verifySm2(checkpointText(point), point.signature, key.publicKey) ? null : fault('签名无效')
}
