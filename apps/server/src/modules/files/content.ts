import type { Config } from '../../config.ts'
import { createBlobStore, type BlobStore } from '../../platform/blob-store.ts'

const stores = new WeakMap<Config, BlobStore>()

/** The blob store of this configuration; one a process. */
export function blobStore(config: Config): BlobStore {
  let store = stores.get(config)
  if (!store) stores.set(config, (store = createBlobStore(config)))
  return store
}

/** The bytes of a file, for whoever has already shown his right to it. */
export function readFileContent(config: Config, id: string) {
  return blobStore(config).read(id)
}

/** Keeps bytes that another module made, under a key that names them. */
export function keepContent(config: Config, key: string, bytes: Buffer): Promise<void> {
  return blobStore(config).put(key, bytes)
}

/** Removes the bytes of files whose rows are gone; what is gone already is no fault. */
export async function removeContent(config: Config, ids: readonly string[]): Promise<void> {
  for (const id of ids) await blobStore(config).remove(id)
}
