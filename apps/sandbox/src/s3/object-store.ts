import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** What a stored object answers with; `etag` is the MD5 of the content, as S3 gives for single uploads. */
export interface ObjectHead {
  key: string
  contentType: string
  size: number
  etag: string
  /** Instant, ISO 8601. */
  modifiedAt: string
}

/** Thrown by `put` when the bytes are not those the request was signed for. Nothing is kept. */
export class ContentMismatch extends Error {}

export type ObjectStore = ReturnType<typeof createObjectStore>

/** Objects as files below `directory`: one for the bytes, one for the head, named by the hash of the key so that no key can escape. */
export function createObjectStore(directory: string) {
  const pathOf = (bucket: string, key: string) =>
    join(
      directory,
      createHash('sha256').update(bucket).digest('hex').slice(0, 16),
      createHash('sha256').update(key).digest('hex'),
    )

  const head = async (bucket: string, key: string): Promise<ObjectHead | undefined> => {
    const text = await readFile(`${pathOf(bucket, key)}.json`, 'utf8').catch(absent)
    return text === undefined ? undefined : JSON.parse(text)
  }

  return {
    head,

    /** Streams the body to disk, replacing an older object only when all of it has come. `sha256`: hex, when the sender named one. */
    async put(
      bucket: string,
      key: string,
      body: Readable,
      { contentType, sha256 }: { contentType: string; sha256?: string },
    ): Promise<ObjectHead> {
      const path = pathOf(bucket, key)
      const part = `${path}.${randomUUID()}.part`
      await mkdir(join(path, '..'), { recursive: true })
      const md5 = createHash('md5')
      const content = createHash('sha256')
      let size = 0
      try {
        await pipeline(
          body,
          async function* (chunks: AsyncIterable<Buffer>) {
            for await (const chunk of chunks) {
              md5.update(chunk)
              content.update(chunk)
              size += chunk.length
              yield chunk
            }
          },
          createWriteStream(part),
        )
        if (sha256 !== undefined && content.digest('hex') !== sha256) throw new ContentMismatch()
        const stored = { key, contentType, size, etag: `"${md5.digest('hex')}"`, modifiedAt: new Date().toISOString() }
        await rename(part, path)
        await writeFile(`${path}.json`, JSON.stringify(stored))
        return stored
      } catch (error) {
        await rm(part, { force: true })
        throw error
      }
    },

    read: (bucket: string, key: string): Readable => createReadStream(pathOf(bucket, key)),

    async remove(bucket: string, key: string): Promise<void> {
      const path = pathOf(bucket, key)
      await rm(`${path}.json`, { force: true })
      await rm(path, { force: true })
    },
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
