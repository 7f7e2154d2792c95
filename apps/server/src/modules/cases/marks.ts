import { CaseNotFound, NotAllowedNow } from '@zhengtong/contract/case-problems'
import { MarkMoved, MarkOfAnother, TooManyMarks, type MarkList, type MarkWish } from '@zhengtong/contract/marks'
import { InvalidRequest } from '@zhengtong/contract/problem'
import { isOnPage, whereInWords } from '@zhengtong/domain/marks'
import type { StaffMember } from '../../platform/actor.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { scopeOf } from '../access/index.ts'
import * as catalogue from '../catalogue/index.ts'
import * as files from '../files/index.ts'
import { situationOf } from './act.ts'
import { holderOf } from './handler.ts'
import { officerActions, stateOfCase } from './lifecycle.ts'
import * as marks from './mark-store.ts'
import { caseScope } from './read-scope.ts'
import * as store from './store.ts'

/** Marks are made for a notice: only while this case may still be sent back or asked for a supplement. */
const ASKING = ['request-supplement', 'pre-return'] as const

/** The marks of a case, for whoever may read it, and whether he may draw more. */
export async function showMarks(services: Services, officer: StaffMember, caseId: string): Promise<MarkList> {
  const { db } = services
  const found = await store.findScopedCase(db, await caseScope(db, officer), caseId)
  if (!found) throw new Problem(CaseNotFound)
  const mine = await store.findScopedCase(db, await scopeOf(db, officer, ['accept']), caseId)
  const [rows, holder, whyNot] = await Promise.all([
    describedMarks(db, caseId),
    holderOf(db, officer, found),
    mine ? whyNotMark(services, db, found, officer) : '您没有受理这个办件的权限，只能看同事的标注',
  ])
  return {
    marks: rows.map(({ officerId, ...mark }) => ({
      ...mark,
      mayChange: !whyNot && !mark.sentAt && (officerId === officer.id || holder?.isMine === true),
    })),
    whyNot,
  }
}

/** Draws a mark or changes it. The same again changes nothing; a change of what a colleague has changed meanwhile is refused. */
export async function putMark(
  services: Services,
  officer: StaffMember,
  { caseId, id, ...wish }: MarkWish & { caseId: string; id: string },
): Promise<void> {
  const scope = await scopeOf(services.db, officer, ['accept'])
  await services.db.transaction().execute(async (tx) => {
    const found = await lockMarkable(services, tx, officer, scope, caseId)
    await checkPlace(tx, caseId, wish)
    const known = await marks.findMark(tx, caseId, id)
    if (known && isSame(known, wish)) return
    if (known?.version !== (wish.version || undefined)) throw new Problem(MarkMoved)
    if (known) {
      await refuseOthers(tx, officer, found, known)
      await marks.updateMark(tx, caseId, id, wish)
    } else if (!(await marks.insertMark(tx, caseId, id, wish, officer))) throw new Problem(TooManyMarks)
  })
}

/** Deletes a draft; one that is gone already is as well. */
export async function deleteMark(
  services: Services,
  officer: StaffMember,
  { caseId, id }: { caseId: string; id: string },
): Promise<void> {
  const scope = await scopeOf(services.db, officer, ['accept'])
  await services.db.transaction().execute(async (tx) => {
    const found = await lockMarkable(services, tx, officer, scope, caseId)
    const known = await marks.findMark(tx, caseId, id)
    if (!known) return
    await refuseOthers(tx, officer, found, known)
    await marks.removeMark(tx, caseId, id)
  })
}

/** Locked, so that marks and notices take turns. */
async function lockMarkable(
  services: Services,
  tx: Tx,
  officer: StaffMember,
  scope: Awaited<ReturnType<typeof scopeOf>>,
  caseId: string,
): Promise<store.CaseRow> {
  const found = await store.lockScopedCase(tx, scope, caseId)
  if (!found) throw new Problem(CaseNotFound)
  const why = await whyNotMark(services, tx, found, officer)
  if (why) throw new Problem(NotAllowedNow, { detail: why })
  return found
}

async function whyNotMark(
  services: Services,
  db: Db,
  found: store.CaseRow,
  officer: StaffMember,
): Promise<string | null> {
  const item = await catalogue.itemVersion(db, found.itemCode, found.itemVersion)
  if (!item) throw new Problem(CaseNotFound)
  const { actions, whyNot } = officerActions(situationOf(services, found, item.guide, officer.now, [], null), {
    id: officer.id,
    permissions: ['accept'],
    mayGiveOpinion: false,
    mayForward: false,
  })
  if (ASKING.some((action) => actions.includes(action))) return null
  const why = ASKING.map((action) => whyNot[action]).find(Boolean)
  return why ?? `办件现在的状态是“${stateOfCase(found).label}”，不能要求补正，所以不能标注`
}

async function checkPlace(tx: Tx, caseId: string, { materialId, fileId, page, rect }: MarkWish): Promise<void> {
  const refuse = (path: string, message: string) => new Problem(InvalidRequest, { errors: [{ path, message }] })
  if (!isOnPage(rect)) throw refuse('/rect', '标注框太小，或者超出了页面')
  const attached = await store.listMaterialFiles(tx, caseId)
  const isThere = attached.some((file) => file.fileId === fileId && file.materialId === materialId)
  const [file] = isThere ? await files.findFiles(tx, [fileId]) : []
  if (!file) throw refuse('/fileId', '这项材料里没有这个文件')
  const isImage = file.mediaType.startsWith('image/')
  if (!isImage && file.mediaType !== 'application/pdf') throw refuse('/fileId', '只有图片和 PDF 可以标注')
  if (isImage && page !== 1) throw refuse('/page', '图片只有一页')
}

function isSame(row: marks.MarkRow, { materialId, fileId, page, rect, note }: MarkWish): boolean {
  return (
    row.materialId === materialId &&
    row.fileId === fileId &&
    row.page === page &&
    row.note === note &&
    (['x', 'y', 'width', 'height'] as const).every((side) => row[side] === rect[side])
  )
}

async function refuseOthers(tx: Tx, officer: StaffMember, found: store.CaseRow, { officerId, sentAt }: marks.MarkRow) {
  if (sentAt) throw new Problem(NotAllowedNow, { detail: '这处标注已经随通知发给申请人，不能再改' })
  if (officerId === officer.id || (await holderOf(tx, officer, found))?.isMine) return
  throw new Problem(MarkOfAnother)
}

/** The marks with where they are in words: of several files of a material also which. */
export async function describedMarks(db: Db, caseId: string) {
  const rows = await marks.listMarkRows(db, caseId)
  if (rows.length === 0) return []
  const attached = await store.listMaterialFiles(db, caseId)
  const stored = await files.findFiles(
    db,
    attached.map(({ fileId }) => fileId),
  )
  return rows.map(({ caseId: _case, place: _place, x, y, width, height, ...row }) => {
    const rect = { x, y, width, height }
    const { name = '', mediaType = '' } = stored.find(({ id }) => id === row.fileId) ?? {}
    const isOnly = attached.filter(({ materialId }) => materialId === row.materialId).length === 1
    return { ...row, rect, where: `${isOnly ? '' : `“${name}”`}${whereInWords(mediaType, row.page, rect)}` }
  })
}
