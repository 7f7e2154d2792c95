import { ChangeMoved, ChangeNotFound, ChangeNotNow } from '@zhengtong/contract/catalogue-changes'
import { BaseMoved, type BaseItem } from '@zhengtong/contract/catalogue-lists'
import type { Guide } from '@zhengtong/contract/guide'
import { InvalidRequest, NotAllowed } from '@zhengtong/contract/problem'
import type { StaffMember } from '../../platform/actor.ts'
import type { Db } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { Problem } from '../../platform/problem.ts'
import * as access from '../access/index.ts'
import { isEditable, reviewers } from './change-flow.ts'
import * as store from './change-store.ts'
import { identityOf } from './create-change.ts'
import { saveBase } from './list-store.ts'
import { lockElements } from './lock-elements.ts'
import { findBase } from './store.ts'

interface Saved {
  version: number
  guide: Guide | null
  effectiveOn: string | null
  reason: string
}

/** Saves what has been written so far, unchecked; locked elements come from the base list, whatever was sent. */
export async function saveChange(
  db: Db,
  officer: StaffMember,
  id: string,
  { version, guide, effectiveOn, reason }: Saved,
): Promise<{ version: number; updatedAt: string }> {
  const scope = await access.scopeOf(db, officer, ['catalogue-edit'])
  return db.transaction().execute(async (tx) => {
    const row = await store.lockChangeRequest(tx, scope, id)
    if (!row) throw new Problem(ChangeNotFound)
    if (!isEditable(row.state)) throw new Problem(ChangeNotNow, { detail: '变更单已经提交审核，退回后才能再改' })
    if ((guide === null) !== (row.guide === null))
      throw new Problem(InvalidRequest, { errors: [{ path: '/guide', message: '这种变更不改指南内容' }] })
    const base = await findBase(tx, row.baseKey)
    const locked = guide && row.guide && base ? lockElements(guide, base, identityOf(row.guide)) : null
    const isSame =
      JSON.stringify([locked, effectiveOn, reason]) === JSON.stringify([row.guide, row.effectiveOn, row.reason])
    // The same again, after an answer that was lost.
    if (row.version === version + 1 && row.editorId === officer.id && isSame) return row
    if (row.version !== version) throw new Problem(ChangeMoved)
    const saved = { version: version + 1, updatedAt: officer.now.toISOString() }
    await store.updateChangeRequest(tx, id, {
      ...saved,
      guide: locked,
      effectiveOn,
      reason,
      editorId: officer.id,
      editorName: officer.name,
      editors: [...new Set([...row.editors, officer.id])],
    })
    return saved
  })
}

/**
 * Saves a base item (基本目录) as its next edition: implementation lists that were published under an older one wait to be
 * brought up to it (待同步). The list is the province's, so that only its own office keeps it.
 */
export async function saveBaseItem(
  db: Db,
  officer: StaffMember,
  { version: seen, ...item }: BaseItem,
): Promise<BaseItem> {
  const keeps = officer.rights.some(
    ({ permissions, scope, regionCode }) =>
      permissions.includes(reviewers.office) && scope === 'region' && regionCode?.endsWith('0000'),
  )
  if (!keeps) throw new Problem(NotAllowed, { detail: '基本目录由省级政务服务管理部门维护' })
  return db.transaction().execute(async (tx) => {
    const saved = await saveBase(tx, seen, { ...item, source: '基本目录' })
    if (!saved) throw new Problem(BaseMoved)
    await publish(tx, officer, 'base-item.changed', { baseKey: item.key, version: String(saved.version) })
    return saved as BaseItem
  })
}
