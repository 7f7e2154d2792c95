import type { Guide } from '@zhengtong/contract/guide'
import type { Actor } from '../../platform/actor.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { importLines, type ImportReport } from '../../platform/import-lines.ts'
import { readItem } from './import-shapes.ts'
import { publishItem } from './publish.ts'

/**
 * Imports service items from JSONL in any of the known shapes. Items that lack what an application needs are published to
 * inform only. Content decides: a second run changes nothing.
 */
export function importItems(db: Db, actor: Actor, file: string, source: string): Promise<ImportReport> {
  return importLines(db, file, readItem, (tx, guides) => saveGuides(tx, actor, guides, source))
}

async function saveGuides(tx: Tx, actor: Actor, guides: Guide[], source: string): Promise<number> {
  let changed = 0
  for (const guide of guides) {
    const saved = await publishItem(tx, actor, { guide, baseKey: baseKeyOf(guide), agencyCode: null, source })
    if (saved.changed) changed += 1
  }
  return changed
}

/** The national basic code, or for local items the same name and type within one province. */
function baseKeyOf({ catalogCode, regionCode, taskType, taskName }: Guide): string {
  return catalogCode ?? `local:${regionCode.slice(0, 2)}:${taskType}:${taskName}`
}
