import type { Db } from '../../platform/db.ts'
import { findVersion } from './definition-store.ts'
import { wordsOf } from './progress.ts'
import { childrenNow } from './state.ts'
import { findApplication } from './store.ts'

/** What a notice about one child says and to whom; undefined when there is nothing to tell any more. */
export async function childForNotice(db: Db, bundleId: string, key: string) {
  const application = await findApplication(db, bundleId)
  const bundle = application && (await findVersion(db, application.bundleCode, application.bundleVersion))
  if (!application || !bundle) return undefined
  const { children } = await childrenNow(db, bundleId)
  const child = children.find((one) => one.key === key)
  return (
    child && {
      citizenId: application.citizenId,
      bundleName: bundle.definition.name,
      itemName: child.row.itemName,
      why: wordsOf(child, children) ?? '',
    }
  )
}
