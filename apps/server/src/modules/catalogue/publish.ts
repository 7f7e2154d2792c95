import { NotPublishable } from '@zhengtong/contract/catalogue'
import { Guide } from '@zhengtong/contract/guide'
import type { FieldFault } from '@zhengtong/contract/problem'
import { VersionMoved } from '@zhengtong/contract/catalogue-changes'
import { guideFaults } from '@zhengtong/domain/guide-faults'
import { Value } from 'typebox/value'
import type { Actor } from '../../platform/actor.ts'
import { sm3 } from '../../platform/crypto/index.ts'
import type { Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { Problem } from '../../platform/problem.ts'
import { announce } from './set-state.ts'
import * as store from './store.ts'

export interface NewItem {
  guide: Guide
  /** Key of the base item; the national basic code where there is one. */
  baseKey: string
  agencyCode: string | null
  source: string
  /** From when on the version is in force; now, where absent. */
  effectiveFrom?: Date
  /** The newest version that whoever publishes has seen, null for an item that is new; another one is refused. */
  after?: number | null
}

/** The item's key: the national code (实施编码) where there is one, else the local code. */
export function codeOf(guide: Guide): string {
  const code = guide.taskCode ?? guide.localTaskCode
  if (!code) throw new Problem(NotPublishable, { errors: [{ path: '/taskCode', message: '请填写实施编码' }] })
  return code
}

/**
 * Publishes a guide as the item's next version. Identical content publishes nothing. An item that citizens can apply for
 * passes all publish rules first; one that only informs may lack elements. Locked elements must be those of the base item.
 */
export async function publishItem(
  tx: Tx,
  actor: Actor,
  item: NewItem,
): Promise<{ code: string; version: number; changed: boolean }> {
  const { guide } = item
  const code = codeOf(guide)
  refuseFaulty(guide)
  await store.upsertBase(tx, {
    key: item.baseKey,
    name: guide.taskName,
    type: guide.taskType,
    byLaw: guide.byLaw,
    useLevels: guide.useLevel,
    version: 1,
    source: item.source,
  })
  const base = await refuseUnlocked(tx, item)

  const row = {
    code,
    baseKey: item.baseKey,
    regionCode: guide.regionCode,
    agencyCode: item.agencyCode,
    state: 'in-force' as const,
    source: item.source,
  }
  const applicable = isApplicable(item)
  const isNew = await store.insertItem(tx, row)
  const newest = isNew ? undefined : await store.lockNewest(tx, code)
  if (item.after !== undefined && (newest?.version ?? null) !== item.after) throw new Problem(VersionMoved)
  const digest = sm3(JSON.stringify(guide))
  if (newest?.digest === digest) return { code, version: newest.version, changed: false }

  const effectiveFrom = (item.effectiveFrom ?? actor.now).toISOString()
  if (newest && new Date(effectiveFrom) <= new Date(newest.effectiveFrom)) {
    throw new Problem(NotPublishable, { errors: [{ path: '/planEffectiveDate', message: '生效时间必须晚于上一版本' }] })
  }
  const version = (newest?.version ?? 0) + 1
  if (!isNew) {
    await store.closeOpenVersion(tx, code, effectiveFrom)
    await store.updateItem(tx, row)
  }
  await store.insertVersion(tx, {
    itemCode: code,
    version,
    guide,
    applicable,
    baseVersion: base.version,
    digest,
    effectiveFrom,
    publishedAt: actor.now.toISOString(),
  })
  await announce(tx, code, new Date(effectiveFrom), actor.now)
  if (applicable) await publish(tx, actor, 'item.published', { itemCode: code, version: String(version) })
  return { code, version, changed: true }
}

/** Open for application here: online, by a known agency, with a form. */
function isApplicable({ guide, agencyCode }: NewItem): boolean {
  return (
    guide.isOnline &&
    agencyCode !== null &&
    guide.taskCode !== undefined &&
    Object.keys(guide.form.properties).length > 0
  )
}

function refuseFaulty(guide: Guide): void {
  const errors: FieldFault[] = Value.Errors(Guide, guide).map(({ instancePath, message }) => ({
    path: instancePath,
    message,
  }))
  if (errors.length === 0 && guide.isOnline) errors.push(...guideFaults(guide))
  if (errors.length) throw new Problem(NotPublishable, { errors: errors.slice(0, 100) })
}

/** 四级四同: name, type and legal basis are the base item's and cannot differ in an implementation list. */
async function refuseUnlocked(tx: Tx, { guide, baseKey }: NewItem): Promise<store.BaseRow> {
  const base = await store.holdBase(tx, baseKey)
  const errors: FieldFault[] = []
  if (base.name !== guide.taskName)
    errors.push({ path: '/taskName', message: `事项名称由基本目录确定，应为“${base.name}”` })
  if (base.type !== guide.taskType) errors.push({ path: '/taskType', message: '事项类型由基本目录确定，不能修改' })
  if (sorted(base.byLaw) !== sorted(guide.byLaw))
    errors.push({ path: '/byLaw', message: '设定依据由基本目录确定，不能修改' })
  if (errors.length) throw new Problem(NotPublishable, { errors })
  return base
}

/** Legal bases as text, whatever the order of their keys. */
function sorted(byLaw: Guide['byLaw']): string {
  return JSON.stringify(
    byLaw.map(({ name, number, clause, content }) => [name, number ?? '', clause ?? '', content ?? '']),
  )
}
