import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { FileIdTaken, FileKindNotAccepted, FileMissing, FileTooLarge, QuotaExceeded } from '@zhengtong/contract/files'
import type { Citizen } from '../../platform/actor.ts'
import { newId } from '../../platform/ids.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { blobStore } from './content.ts'
import { inspect } from './inspect.ts'
import { HEAD_BYTES, mediaTypeOf } from './media-type.ts'
import * as store from './store.ts'

interface Upload {
  id: string
  name: string
  content: Readable & { truncated?: boolean }
}

/**
 * Stores one upload: streams it to a temporary file while counting and digesting, looks at its first bytes, has it
 * scanned, checks the quota, then keeps bytes and row. The same id with the same bytes is the same upload; nothing is kept of a refused one.
 */
export async function uploadFile(services: Services, citizen: Citizen, { id, name, content }: Upload) {
  const { db, config } = services
  const folder = path.join(config.dataDir, 'uploading')
  await mkdir(folder, { recursive: true })
  const temporary = path.join(folder, newId())
  try {
    const { size, sm3, head } = await receive(content, temporary)
    if (content.truncated) throw new Problem(FileTooLarge)
    if (size === 0) throw new Problem(FileMissing)
    const mediaType = mediaTypeOf(head)
    if (!mediaType) throw new Problem(FileKindNotAccepted)
    await inspect(services, citizen, { id, file: temporary, mediaType })

    return await db.transaction().execute(async (tx) => {
      const used = await store.lockQuota(tx, citizen.id)
      const existing = await store.findFile(tx, citizen, id)
      if (existing) {
        if (existing.sm3 !== sm3) throw new Problem(FileIdTaken)
        return existing
      }
      if (used + size > config.fileQuotaBytes) throw new Problem(QuotaExceeded)
      const row = await store.insertFile(tx, {
        id,
        citizenId: citizen.id,
        organisationId: citizen.onBehalfOf ?? null,
        name: plainName(name),
        mediaType,
        size,
        sm3,
        uploadedAt: citizen.now.toISOString(),
      })
      if (!row) throw new Problem(FileIdTaken)
      await blobStore(config).take(id, temporary)
      return row
    })
  } finally {
    await rm(temporary, { force: true })
  }
}

async function receive(content: Readable, target: string) {
  const digest = createHash('sm3')
  const heads: Buffer[] = []
  let size = 0
  const look = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (size < HEAD_BYTES) heads.push(chunk.subarray(0, HEAD_BYTES))
      size += chunk.length
      digest.update(chunk)
      done(null, chunk)
    },
  })
  await pipeline(content, look, createWriteStream(target, { mode: 0o600 }))
  return { size, sm3: digest.digest('hex'), head: Buffer.concat(heads) }
}

/** The file's own name without folders and control characters, at most 120 characters. */
function plainName(name: string): string {
  const base = name.split(/[/\\]/).at(-1) ?? ''
  return base.replaceAll(/\p{Cc}/gu, '').slice(-120) || '未命名'
}
