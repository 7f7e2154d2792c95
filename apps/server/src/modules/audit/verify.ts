import type { Db } from '../../platform/db.ts'
import { verifySm2 } from '../../platform/crypto/index.ts'
import * as archives from './archive-store.ts'
import { archiveText, checkpointText, digestOf, GENESIS, linkHash, treeRoot } from './canonical.ts'
import * as store from './store.ts'

const BATCH = 5_000

export interface Verdict {
  links: number
  checkpoints: number
  /** The first thing that is not as it was sealed; null when all is. */
  fault: store.Fault | null
}

/** Public keys by id, from wherever the caller trusts. */
export type Keys = ReadonlyMap<string, string>

interface Round {
  db: Db
  keys: Keys
  /** Months (`YYYY-MM`, UTC) whose events left the database as their signed archive says. */
  gone: ReadonlySet<string>
  verdict: Verdict
}

/**
 * Walks every chain from its beginning, compares each event with what was sealed, and checks every signed day. Events of a
 * month that was archived need not be there: its archive is signed, and as many are missing as it took. Without `trusted`,
 * the public keys are those of this database.
 */
export async function verifyAll(db: Db, trusted?: Keys): Promise<Verdict> {
  const verdict: Verdict = { links: 0, checkpoints: 0, fault: null }
  const keys = trusted ?? new Map((await store.listKeys(db)).map(({ id, publicKey }) => [id, publicKey]))
  const archived = (await archives.listArchives(db)).filter(({ detachedAt }) => detachedAt !== null)
  for (const archive of archived) {
    const what = await faultOfArchive(db, archive, keys)
    if (what)
      return {
        ...verdict,
        fault: { stream: 'audit', what: `${archive.month.slice(0, 7)} 的${what}`, eventId: null, at: null },
      }
  }
  const round: Round = { db, keys, gone: new Set(archived.map(({ month }) => month.slice(0, 7))), verdict }
  const heads = new Map((await store.listHeads(db)).map((head) => [head.stream, head]))
  const streams = new Set([...heads.keys(), ...(await store.streamsWithLinks(db))])
  for (const stream of streams) {
    verdict.fault = await verifyStream(round, stream, heads.get(stream))
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

/** What is wrong with an archived month: somebody may have made it up to hide that events were deleted. */
async function faultOfArchive(db: Db, archive: archives.ArchiveRow, keys: Keys): Promise<string | null> {
  const key = keys.get(archive.keyId)
  if (!key) return '归档所用的公钥不在给定的公钥里'
  if (!verifySm2(archiveText(archive), archive.signature, key)) return '归档签名无效'
  return (await archives.countGone(db, archive.month)) === archive.events ? null : '记录数与归档不符'
}

async function verifyStream(
  round: Round,
  stream: string,
  head: { seq: number; hash: string } | undefined,
): Promise<store.Fault | null> {
  const { db, verdict } = round
  const checkpoints = new Map((await store.listCheckpoints(db, stream)).map((point) => [point.day, point]))
  const lastSigned = [...checkpoints.keys()].toSorted().at(-1)
  let before = { seq: 0, hash: GENESIS, day: '' }
  let digests: string[] = []
  const seenDays = new Set<string>()
  const endDay = () => checkDay(round, stream, before, digests, checkpoints.get(before.day), lastSigned)
  for (;;) {
    const links = await store.linksWithEvents(db, stream, before.seq, BATCH)
    for (const link of links) {
      const fault = faultOf(link, before, round.gone)
      if (fault) return { stream, what: fault, eventId: link.eventId, at: link.eventAt }
      if (link.day !== before.day) {
        const dayFault = before.day ? endDay() : null
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
  const dayFault = before.day ? endDay() : null
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
  gone: ReadonlySet<string>,
): string | null {
  if (link.seq !== before.seq + 1) return '封存记录缺了一条'
  if (!link.event && !gone.has(link.eventAt.slice(0, 7))) return '记录不见了'
  if (link.event && digestOf(link.event) !== link.digest) return '记录被改过'
  if (linkHash(before.hash, link.digest) !== link.hash) return '封存记录被改过，或者换了次序'
  if (link.day < before.day) return '封存日期被改过'
  return null
}

/** A day that is signed must be as it was signed; one that lies before a signed day must be signed. */
function checkDay(
  { keys, verdict }: Round,
  stream: string,
  end: { seq: number; hash: string; day: string },
  digests: readonly string[],
  point: store.CheckpointRow | undefined,
  lastSigned: string | undefined,
): store.Fault | null {
  const fault = (what: string) => ({ stream, what: `${end.day} 的${what}`, eventId: null, at: null })
  if (!point) return lastSigned !== undefined && end.day < lastSigned ? fault('签名不见了') : null
  verdict.checkpoints += 1
  const key = keys.get(point.keyId)
  const isSame =
    point.lastSeq === end.seq &&
    point.firstSeq === end.seq - digests.length + 1 &&
    point.hash === end.hash &&
    point.root === treeRoot(digests)
  if (!isSame) return fault('记录与签名不符')
  if (!key) return fault('签名所用的公钥不在给定的公钥里')
  return verifySm2(checkpointText(point), point.signature, key) ? null : fault('签名无效')
}
