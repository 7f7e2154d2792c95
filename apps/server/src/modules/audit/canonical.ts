import { sm3 } from '../../platform/crypto/index.ts'

/** One event as it is sealed. */
export interface SealedEvent {
  id: string
  type: string
  subject: Record<string, unknown>
  actorKind: string
  actorId: string
  requestId: string
  at: string
  onBehalfOf: string | null
  mandateId: string | null
  place: string | null
  result: string
}

/** The text whose digest is sealed: fixed order, sorted subject, instant in UTC with microseconds as stored. */
export function canonical(event: SealedEvent): string {
  const { id, type, subject, actorKind, actorId, requestId, at, onBehalfOf, mandateId, place, result } = event
  const parts = Object.entries(subject).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([id, type, parts, actorKind, actorId, requestId, at, onBehalfOf, mandateId, place, result])
}

export const digestOf = (event: SealedEvent): string => sm3(canonical(event))
/** The chain: every link holds all before it. */
export const linkHash = (before: string, digest: string): string => sm3(`${before}${digest}`)
export const GENESIS = '0'.repeat(64)

/** What a checkpoint signs. */
export function checkpointText(point: {
  stream: string
  day: string
  firstSeq: number
  lastSeq: number
  hash: string
  root: string
}): string {
  const { stream, day, firstSeq, lastSeq, hash, root } = point
  return ['zhengtong-checkpoint-1', stream, day, firstSeq, lastSeq, hash, root].join('\n')
}

/** What the signature of an archived month covers. */
export function archiveText(archive: {
  month: string
  firstDay: string
  lastDay: string
  events: number
  fileKey: string
  fileSize: number
  fileDigest: string
  keyId: string
}): string {
  const { month, firstDay, lastDay, events, fileKey, fileSize, fileDigest, keyId } = archive
  return ['zhengtong-archive-1', month, firstDay, lastDay, events, fileKey, fileSize, fileDigest, keyId].join('\n')
}

/** What the signature at the end of an exported file covers: the key and every byte before it. */
export const fileText = (keyId: string, digest: string): string => ['zhengtong-audit-file-1', keyId, digest].join('\n')

/** SM3 of a public key, in groups of four that two people can read to each other. */
export const fingerprintOf = (publicKey: string): string => (sm3(publicKey).match(/.{4}/g) ?? []).slice(0, 8).join(' ')

/** Root of a tree over digests: leaves and nodes are marked apart, an odd one moves up unpaired (as in RFC 6962). */
export function treeRoot(digests: readonly string[]): string {
  let level = digests.map((digest) => sm3(`leaf:${digest}`))
  if (level.length === 0) return GENESIS
  while (level.length > 1) level = nextLevel(level)
  return level[0] ?? GENESIS
}

/** The siblings from a leaf to the root, and on which side each stands. */
export function treePath(digests: readonly string[], index: number): { side: 'left' | 'right'; hash: string }[] {
  const path: { side: 'left' | 'right'; hash: string }[] = []
  let level = digests.map((digest) => sm3(`leaf:${digest}`))
  let place = index
  while (level.length > 1) {
    const hash = level[place ^ 1]
    if (hash !== undefined) path.push({ side: place % 2 === 0 ? 'right' : 'left', hash })
    level = nextLevel(level)
    place = Math.floor(place / 2)
  }
  return path
}

function nextLevel(level: readonly string[]): string[] {
  return level.flatMap((hash, index) => {
    if (index % 2 === 1) return []
    const right = level[index + 1]
    return [right === undefined ? hash : sm3(`node:${hash}${right}`)]
  })
}
