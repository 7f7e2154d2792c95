import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, rename, rm, stat, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { AwsClient } from 'aws4fetch'
import type { Config } from '../config.ts'

/** Where the bytes of uploads live: a folder, or any S3-compatible store. Keys are ids made by the server. */
export interface BlobStore {
  /** Takes over a finished local file under `key`; the local file is gone afterwards. */
  take(key: string, localPath: string): Promise<void>
  /** Writes bytes made here under `key`; the same key and bytes again change nothing. */
  put(key: string, bytes: Buffer): Promise<void>
  read(key: string): Promise<Readable>
  remove(key: string): Promise<void>
}

export function createBlobStore(config: Config): BlobStore {
  return config.files.kind === 's3' ? s3Store(config.files) : folderStore(path.join(config.dataDir, 'files'))
}

function folderStore(folder: string): BlobStore {
  // The last two characters spread UUIDv7 keys evenly; the first ones are the time.
  const place = (key: string) => path.join(folder, key.slice(-2), key)
  return {
    async take(key, localPath) {
      await mkdir(path.dirname(place(key)), { recursive: true })
      await rename(localPath, place(key))
    },
    async put(key, bytes) {
      await mkdir(path.dirname(place(key)), { recursive: true })
      // Whoever reads finds the whole file or none.
      const unfinished = `${place(key)}.${randomUUID()}`
      await writeFile(unfinished, bytes)
      await rename(unfinished, place(key))
    },
    async read(key) {
      await stat(place(key))
      return createReadStream(place(key))
    },
    remove: (key) => rm(place(key), { force: true }),
  }
}

function s3Store(options: Extract<Config['files'], { kind: 's3' }>): BlobStore {
  const client = new AwsClient({
    accessKeyId: options.accessKey,
    secretAccessKey: options.secretKey,
    region: options.region,
    service: 's3',
  })
  const url = (key: string) => `${options.endpoint}/${options.bucket}/${key.slice(-2)}/${key}`
  const send = async (key: string, init: RequestInit) => {
    const response = await client.fetch(url(key), { ...init, redirect: 'error', signal: AbortSignal.timeout(60_000) })
    if (!response.ok && !(init.method === 'DELETE' && response.status === 404))
      throw new Error(`file store answered ${response.status}`)
    return response
  }
  return {
    async take(key, localPath) {
      await send(key, { method: 'PUT', body: await readFile(localPath) })
      await rm(localPath, { force: true })
    },
    async put(key, bytes) {
      await send(key, { method: 'PUT', body: new Uint8Array(bytes) })
    },
    async read(key) {
      const { body } = await send(key, { method: 'GET' })
      if (!body) throw new Error('file store answered without a body')
      return Readable.fromWeb(body)
    },
    async remove(key) {
      await send(key, { method: 'DELETE' })
    },
  }
}
