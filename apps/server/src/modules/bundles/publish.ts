import { BundleDefinition } from '@zhengtong/contract/bundle-definition'
import { bundleFaults } from '@zhengtong/domain/bundle-check'
import { Value } from 'typebox/value'
import type { Actor } from '../../platform/actor.ts'
import { contentDigest } from '../../platform/content-digest.ts'
import type { Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { findNewest, insertVersion } from './definition-store.ts'
import { anyItems } from './offers.ts'

/**
 * Publishes a bundle as its next version; the same content publishes nothing. It is checked against the guides of its
 * children as they are in force: what they need, it must give.
 */
export async function publishBundle(tx: Tx, actor: Actor, definition: BundleDefinition): Promise<void> {
  const shape = [...Value.Errors(BundleDefinition, definition)]
  if (shape[0]) throw new Error(`bundle ${definition.code}: ${shape[0].instancePath} ${shape[0].message}`)
  const items = await anyItems(tx, definition, actor.now)
  const guides = Object.fromEntries([...items].map(([key, { guide }]) => [key, guide]))
  const faults = bundleFaults(definition, guides)
  if (faults.length > 0)
    throw new Error(
      `bundle ${definition.code}: ${faults.map(({ rule, path, message }) => `${rule} ${path} ${message}`).join('; ')}`,
    )

  const digest = contentDigest(definition)
  const newest = await findNewest(tx, definition.code)
  if (newest?.digest === digest) return
  const version = (newest?.version ?? 0) + 1
  await insertVersion(tx, { code: definition.code, version, definition, digest, publishedAt: actor.now.toISOString() })
  await publish(tx, actor, 'bundle.published', { bundleCode: definition.code, version: String(version) })
}
