import type { Citizen } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db.ts'
import * as files from '../files/index.ts'
import * as store from './store.ts'

/** Takes one file or all out of the vault; returns the ids whose bytes are to be removed once this is certain. */
export async function emptyVault(tx: Tx, citizen: Citizen, only?: string): Promise<string[]> {
  const gone: string[] = []
  for (const fileId of await store.takeFromVault(tx, citizen.id, only)) {
    await files.keepFile(tx, citizen.id, fileId, false)
    if (await files.deleteUnused(tx, { id: citizen.id }, fileId)) gone.push(fileId)
  }
  return gone
}
