import type { Services } from '../../platform/services.ts'
import * as files from '../files/index.ts'
import { namedInDrafts } from './draft-store.ts'

/** An upload is given this long to become part of a draft, a case or the vault. */
const GRACE_MS = 24 * 3600_000
const A_PAGE = 200
const PAGES = 100

/** The job: deletes uploads of more than a day ago that nothing names. Resumes by itself: what is left is found next time. */
export async function sweepUploads({ db, clock, config }: Services): Promise<void> {
  const before = new Date(clock.now().getTime() - GRACE_MS)
  let after: { uploadedAt: string; id: string } | undefined
  for (let page = 0; page < PAGES; page += 1) {
    const rows = await files.listUnused(db, before, after, A_PAGE)
    const ids = rows.map(({ id }) => id)
    const named = await namedInDrafts(db, rows)
    const gone = await db.transaction().execute((tx) =>
      files.deleteStillUnused(
        tx,
        ids.filter((id) => !named.has(id)),
      ),
    )
    await files.removeContent(config, gone)
    after = rows.at(-1)
    if (rows.length < A_PAGE) return
  }
}
