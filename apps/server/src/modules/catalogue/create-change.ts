import { ChangeDiffers, OwnItemExists } from '@zhengtong/contract/catalogue-changes'
import { OwnItemNotFound } from '@zhengtong/contract/catalogue-lists'
import { type ChangeKind } from '@zhengtong/contract/catalogue-words'
import type { Guide } from '@zhengtong/contract/guide'
import { InvalidRequest } from '@zhengtong/contract/problem'
import { levelNames, parseCatalogCode, taskCodeOf, type Level } from '@zhengtong/domain/item-code'
import type { StaffMember } from '../../platform/actor.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { Problem } from '../../platform/problem.ts'
import * as access from '../access/index.ts'
import * as regions from '../regions/index.ts'
import { eventOf } from './change-flow.ts'
import * as store from './change-store.ts'
import * as lists from './list-store.ts'
import { blankGuide, lockElements, type AgencyElements } from './lock-elements.ts'
import { findBase, sourceOf } from './store.ts'

export interface NewChange {
  id: string
  kind: ChangeKind
  itemCode: string | null
  baseKey: string | null
  predecessors: string[]
  keepsOld?: boolean
}
/** What a change request is about when it begins. */
type Begun = Pick<
  store.ChangeRow,
  'itemCode' | 'itemName' | 'baseKey' | 'agencyCode' | 'agencyName' | 'publishedVersion' | 'guide'
>

/** Opens a change request with a working copy. The client's id makes it idempotent. */
export async function createChange(db: Db, officer: StaffMember, wanted: NewChange): Promise<void> {
  const scope = await access.scopeOf(db, officer, ['catalogue-edit'])
  const existing = await store.findChangeRequest(db, scope, wanted.id)
  if (existing) return refuseOther(existing, officer, wanted)
  const begun = isNew(wanted.kind) ? await beginNew(db, officer, scope, wanted) : await beginOwn(db, scope, wanted)
  await db.transaction().execute(async (tx) => insert(tx, officer, wanted, begun))
}

function refuseOther(existing: store.ChangeRow, officer: StaffMember, { kind }: NewChange): void {
  if (existing.editors[0] !== officer.id || existing.kind !== kind) throw new Problem(ChangeDiffers)
}

async function insert(
  tx: Tx,
  officer: StaffMember,
  { id, kind, predecessors, keepsOld = false }: NewChange,
  begun: Begun,
) {
  const at = officer.now.toISOString()
  const kept = await store.insertChangeRequest(tx, {
    ...begun,
    id,
    kind,
    state: 'draft',
    version: 1,
    predecessors,
    keepsOld: keepsOld && (kind === 'split' || kind === 'hand-down'),
    reason: '',
    effectiveOn: null,
    effectiveAt: null,
    editorId: officer.id,
    editorName: officer.name,
    round: 1,
    editors: [officer.id],
    updatedAt: at,
  })
  if (!kept) throw new Problem(ChangeDiffers)
  const step = { changeId: id, seq: 1, actId: id, act: 'create' as const, round: 1, note: null, at }
  await store.insertStep(tx, { ...step, staffId: officer.id, staffName: officer.name })
  await publish(tx, officer, eventOf.create, { changeId: id, itemCode: begun.itemCode })
}

const isNew = (kind: ChangeKind) => kind === 'add' || kind === 'split' || kind === 'merge' || kind === 'hand-down'

/** A change to an item that is there. */
async function beginOwn(db: Db, scope: access.Scope, { kind, itemCode }: NewChange): Promise<Begun> {
  if (itemCode === null) throw invalid('/itemCode', '请选择要变更的事项')
  const item = await lists.findOwnItem(db, scope, itemCode)
  const newest = item && (await lists.findNewest(db, item.code))
  const base = item && (await findBase(db, item.baseKey))
  if (!item || !newest || !base) throw new Problem(OwnItemNotFound)
  return {
    itemCode,
    itemName: base.name,
    baseKey: item.baseKey,
    agencyCode: item.agencyCode,
    agencyName: newest.guide.deptName,
    publishedVersion: newest.version,
    guide: kind === 'change' ? lockElements(newest.guide, base, identityOf(newest.guide)) : null,
  }
}

/** An item that the agency does not have yet: of the base list, or out of others. */
async function beginNew(db: Db, officer: StaffMember, scope: access.Scope, wanted: NewChange): Promise<Begun> {
  const agency = await access.findAgencyElements(db, officer.agencyCode)
  if (!agency || !(scope.agencies === 'all' || scope.agencies.includes(agency.code))) throw new Problem(OwnItemNotFound)
  const sources = await predecessorsOf(db, scope, agency, wanted)
  const key = wanted.baseKey ?? (wanted.kind === 'hand-down' ? sources[0]?.baseKey : undefined)
  if (key === undefined) throw invalid('/baseKey', '请从基本目录里选择事项')
  const base = await findBase(db, key)
  if (!base) throw invalid('/baseKey', '基本目录里没有这个事项')
  if (!base.useLevels.includes(agency.level)) {
    const allowed = base.useLevels.map((level) => levelNames[level as Level]).join('、')
    throw invalid('/baseKey', `基本目录规定“${base.name}”由${allowed}行使，本机构不能编制`)
  }
  if (!parseCatalogCode(key)) throw invalid('/baseKey', '这个事项没有 12 位基本编码，不能编制实施清单')
  const code = taskCodeOf(agency.code, agency.level as Level, key)
  if ((await sourceOf(db, code)) !== undefined) throw new Problem(OwnItemExists)
  const first = sources[0] && (await lists.findNewest(db, sources[0].code))
  const own = blankGuide(agency)
  const { regionCode, deptName, deptCode, transactAddr, transactTime, linkWay, superviseWay, windows } = own
  const ofAgency = { regionCode, deptName, deptCode, transactAddr, transactTime, linkWay, superviseWay, windows }
  const start = {
    ...own,
    ...first?.guide,
    ...ofAgency,
    taskName: base.name,
    taskType: base.type,
    byLaw: base.byLaw,
  } as Guide
  const useLevel = [agency.level as Level]
  return {
    itemCode: code,
    itemName: base.name,
    baseKey: key,
    agencyCode: agency.code,
    agencyName: agency.name,
    publishedVersion: null,
    guide: lockElements(start, base, { catalogCode: key, taskCode: code, regionCode, deptName, useLevel }),
  }
}

/** The items that the new one comes from: one's own, or of the level above when it is handed down. */
async function predecessorsOf(
  db: Db,
  scope: access.Scope,
  agency: AgencyElements,
  { kind, predecessors }: NewChange,
): Promise<{ code: string; baseKey: string }[]> {
  const wrongCount =
    (kind === 'add' && predecessors.length > 0 && '新增的事项没有前身') ||
    (kind === 'split' && predecessors.length !== 1 && '请选择一个要拆分的事项') ||
    (kind === 'hand-down' && predecessors.length !== 1 && '请选择一个下放的事项') ||
    (kind === 'merge' && predecessors.length < 2 && '请至少选择两个要合并的事项')
  if (wrongCount) throw invalid('/predecessors', wrongCount)
  const found = []
  for (const [index, code] of predecessors.entries()) {
    const item = kind === 'hand-down' ? await lists.findItem(db, code) : await lists.findOwnItem(db, scope, code)
    if (!item) throw invalid(`/predecessors/${index}`, '没有找到这个事项')
    const above = await regions.closureOf(db, agency.regionCode)
    if (kind === 'hand-down' && (item.regionCode === agency.regionCode || !above.includes(item.regionCode)))
      throw invalid(`/predecessors/${index}`, '只能承接上级机构下放的事项')
    found.push(item)
  }
  return found
}

/** The elements that name the item itself, out of its guide. */
export function identityOf(guide: Guide) {
  const { catalogCode, localCatalogCode, taskCode, localTaskCode, regionCode, deptName, useLevel } = guide
  return {
    ...(catalogCode === undefined ? {} : { catalogCode }),
    ...(localCatalogCode === undefined ? {} : { localCatalogCode }),
    ...(taskCode === undefined ? {} : { taskCode }),
    ...(localTaskCode === undefined ? {} : { localTaskCode }),
    regionCode,
    deptName,
    useLevel,
  }
}

const invalid = (path: string, message: string) => new Problem(InvalidRequest, { errors: [{ path, message }] })
