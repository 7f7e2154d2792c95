import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { GENESIS, canonical, fileText } from './canonical.ts'
import type { Crypto } from '../../platform/crypto/index.ts'
import { signSm2 } from '../../platform/crypto/index.ts'
import type { Db } from '../../platform/db.ts'
import { ZipPieces } from '../../platform/zip.ts'
import * as exports from './export-store.ts'
import { signingKey } from './keys.ts'
import * as store from './store.ts'

/** Links in one file of the archive: what is in memory at a time. */
const LINES = 5_000

export interface WrittenExport {
  links: number
  events: number
  size: number
  digest: string
}

/**
 * Writes whole days as a ZIP that anybody verifies offline (scripts/verify-proof.mjs): the links of every chain with the
 * sealed text of their events, the signed days, and where each chain comes from. The comment that ends the archive signs
 * every byte before it. An event that left the database is there by its digest only.
 */
export async function writeExport(
  { db, crypto }: { db: Db; crypto: Crypto },
  days: exports.Days,
  path: string,
  now: Date,
): Promise<WrittenExport> {
  const key = await db.transaction().execute((tx) => signingKey(tx, crypto, now))
  const file = await open(path, 'w', 0o600)
  const digest = createHash('sm3')
  const written = { links: 0, events: 0, size: 0 }
  const write = async (bytes: Buffer) => {
    await file.writeFile(bytes)
    digest.update(bytes)
    written.size += bytes.length
  }
  try {
    const pieces = new ZipPieces()
    const chains = await exports.stretches(db, days)
    for (const { stream, firstSeq, lastSeq } of chains) {
      for await (const { name, links } of chunks(db, stream, firstSeq, lastSeq)) {
        written.links += links.length
        written.events += links.filter(({ event }) => event).length
        await write(pieces.add(name, jsonLines(links.map(lineOf))))
      }
    }
    const checkpoints = await exports.checkpointsOf(db, days)
    await write(pieces.add('checkpoints.jsonl', jsonLines(checkpoints)))
    await write(pieces.add('manifest.json', `${JSON.stringify(await manifest(), null, 2)}\n`))
    await write(pieces.end())
    const signature = signSm2(fileText(key.id, digest.copy().digest('hex')), key.privateKey, key.publicKey)
    await write(ZipPieces.comment(`zhengtong-audit-file-1 ${key.id} ${signature}`))

    async function manifest() {
      const signers = new Set([key.id, ...checkpoints.map(({ keyId }) => keyId)])
      const keys = (await store.listKeys(db)).filter(({ id }) => signers.has(id))
      return {
        kind: 'zhengtong-audit-export-1',
        ...days,
        madeAt: now.toISOString(),
        links: written.links,
        events: written.events,
        checkpoints: checkpoints.length,
        chains: chains.map(({ hashBefore, ...chain }) => ({ ...chain, hashBefore: hashBefore ?? GENESIS })),
        publicKeys: Object.fromEntries(keys.map(({ id, publicKey }) => [id, publicKey])),
      }
    }
  } finally {
    await file.close()
  }
  return { ...written, digest: digest.digest('hex') }
}

type Link = Awaited<ReturnType<typeof store.linksWithEvents>>[number]

/** The links of one chain from one place to another, some at a time, each lot with the name of its file. */
async function* chunks(db: Db, stream: string, firstSeq: number, lastSeq: number) {
  for (let after = firstSeq - 1; after < lastSeq;) {
    const links = await store.linksWithEvents(db, stream, after, Math.min(LINES, lastSeq - after))
    const last = links.at(-1)
    if (!last) throw new Error(`the chain ${stream} has no link ${after + 1}`)
    yield { name: `links/${stream}-${String(after + 1).padStart(12, '0')}.jsonl`, links }
    after = last.seq
  }
}

function lineOf({ stream, seq, day, digest, hash, event }: Link) {
  return { stream, seq, day, digest, hash, canonical: event ? canonical(event) : null }
}

const jsonLines = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('')
