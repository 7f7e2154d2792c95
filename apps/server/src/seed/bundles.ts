import { readdir } from 'node:fs/promises'
import path from 'node:path'
import type { BundleDefinition } from '@zhengtong/contract/bundle-definition'
import * as bundles from '../modules/bundles/index.ts'
import type { Actor } from '../platform/actor.ts'
import type { Tx } from '../platform/db.ts'
import { demoFolder, readJson } from './files.ts'

/** Publishes the demo bundles, after the guides that they are made of. */
export async function publishDemoBundles(tx: Tx, actor: Actor): Promise<void> {
  for (const file of (await readdir(path.join(demoFolder, 'bundles'))).toSorted())
    await bundles.publishBundle(tx, actor, await readJson<BundleDefinition>(`bundles/${file}`))
}
