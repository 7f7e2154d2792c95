import type { Tx } from '../../platform/db.ts'
import type { Event } from '../../platform/events.ts'
import * as bundles from '../bundles/index.ts'
import { tellAll } from './tell.ts'

/** Tells the applicant that a part of his bundle (一件事) will not be done, or needs him to be started. */
export async function notifyOfBundle(tx: Tx, event: Event): Promise<void> {
  const { bundleId = '', key = '' } = event.subject
  const child = await bundles.childForNotice(tx, bundleId, key)
  if (!child?.why) return
  const { citizenId, bundleName, itemName, why } = child
  const [title, text] =
    event.type === 'bundle.child-dropped'
      ? ['一件事中有一项不再办理', `“${bundleName}”里的“${itemName}”：${why}。`]
      : ['请继续办理', `“${bundleName}”里的“${itemName}”没能自动开始：${why}。请打开办理进度，补上后继续。`]
  await tellAll(tx, event, [[citizenId, title, text]])
}
