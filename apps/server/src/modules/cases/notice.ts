import type { SupplementWish } from '@zhengtong/contract/cases'
import type { Guide } from '@zhengtong/contract/guide'
import { InvalidRequest, type FieldFault } from '@zhengtong/contract/problem'
import { isCatchAll } from '@zhengtong/domain/publish-rules'
import type { StaffMember } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as calendars from '../calendar/index.ts'
import { performAct, type Act } from './act.ts'
import { answerDueOn } from './due.ts'
import type { Supplement } from './case-parts.ts'
import { freezeMarks } from './mark-store.ts'
import { describedMarks } from './marks.ts'
import * as store from './store.ts'

type Notice = Supplement['requests']
type Requests = { requests: SupplementWish[] }

/**
 * Tells the applicant once, and completely, what to supplement (行政许可法 art. 32 (4)). Only materials that the guide he
 * applied under asks for; anything else is a deviation with a reason, which he may object to and the supervisor hears of. A
 * second notice only about what he handed in after the first.
 */
export async function requestSupplement(services: Services, officer: StaffMember, act: Act & Requests): Promise<void> {
  await performAct(services, officer, 'request-supplement', act, async (found, tx, guide) => {
    const round = (found.supplement?.round ?? 0) + 1
    refuse([...unlawful(guide, act), ...(round === 2 ? await notNew(tx, found.id, act) : [])])
    return noticed(services, officer, await withMarks(tx, officer, act), round)
  })
}

/** Sends an application back before acceptance so that the applicant can mend it; no decision on acceptance yet. */
export async function preReturnCase(services: Services, officer: StaffMember, act: Act & Requests): Promise<void> {
  await performAct(services, officer, 'pre-return', act, async (_found, tx, guide) => {
    refuse(unlawful(guide, act))
    // It does not count as the one supplement notice: round 0.
    return noticed(services, officer, await withMarks(tx, officer, act), 0)
  })
}

function refuse(errors: FieldFault[]): void {
  if (errors.length) throw new Problem(InvalidRequest, { errors })
}

/**
 * The requests with the marks that they are about, which from now on stay as they are: the notice has its own copy of each, so
 * that the applicant reads what was sent. A mark goes with the material it was drawn on.
 */
async function withMarks(tx: Tx, officer: StaffMember, { caseId, requests }: Act & Requests): Promise<Notice> {
  const ids = requests.flatMap(({ markIds = [] }) => markIds)
  if (ids.length === 0) return requests.map(({ markIds: _none, ...request }) => request)
  const drafts = (await describedMarks(tx, caseId)).filter(({ sentAt }) => !sentAt)
  const taken = requests.map(({ markIds = [], ...request }) => ({
    request,
    wanted: markIds.length,
    marks: drafts.filter(
      ({ id, materialId }) =>
        markIds.includes(id) && (isBeyond(materialId) ? request.beyond : materialId === request.materialId),
    ),
  }))
  refuse(
    taken.flatMap(({ marks, wanted }, index) =>
      marks.length === wanted
        ? []
        : [{ path: `/requests/${index}/markIds`, message: '有标注已经删除，或者不在这项材料上，请核对' }],
    ),
  )
  await freezeMarks(tx, caseId, ids, officer.now.toISOString())
  return taken.map(({ request, marks }) => ({
    ...request,
    marks: marks.map(({ id, fileId, page, rect, note, where }) => ({ id, fileId, page, rect, note, where })),
  }))
}

async function noticed({ db, config }: Services, officer: StaffMember, requests: Notice, round: number) {
  const calendar = await calendars.currentCalendar(db)
  const supplement: Supplement = {
    requests: requests.map((request, index) =>
      request.beyond ? { ...request, materialId: `${BEYOND}${round}-${index + 1}` } : request,
    ),
    requestedAt: officer.now.toISOString(),
    dueOn: answerDueOn(calendar, legalDate(officer.now), config.supplementWorkdays),
    answeredAt: null,
    objection: null,
    round,
  }
  const note = requests.map(({ what, beyond }) => (beyond ? `${what}（办事指南以外，理由：${beyond.reason}）` : what))
  return { change: { supplement }, note: note.join('；'), actorName: officer.name }
}

/** Materials beyond the guide have a place of their own in the case; no material of a guide begins like this. */
const BEYOND = '+'
export const isBeyond = (materialId: string): boolean => materialId.startsWith(BEYOND)

/** What the guide names is asked for by its name; what it does not name needs a name and a reason. */
const unlawful = (guide: Guide, { requests }: Requests): FieldFault[] =>
  requests.flatMap(({ materialId, beyond }, index) => {
    const at = (field: string, message: string) => [{ path: `/requests/${index}/${field}`, message }]
    const isNamed = guide.materials.some(({ id }) => id === materialId)
    if (!beyond)
      return materialId === null || isNamed
        ? []
        : at('materialId', '办事指南没有要求这项材料。确有必要的，请选择“办事指南以外的材料”并说明理由')
    if (materialId !== null) return at('materialId', '办事指南以外的材料没有编号')
    if (guide.materials.some(({ materialName }) => materialName === beyond.name.trim()))
      return at('beyond/name', '办事指南列明了这项材料，请直接选择')
    return isCatchAll(beyond.name) ? at('beyond/name', '请写明具体材料，不能写“其他材料”') : []
  })

async function notNew(tx: Tx, caseId: string, { requests }: Requests): Promise<FieldFault[]> {
  const files = await store.listMaterialFiles(tx, caseId)
  const supplied = new Set(files.filter(({ supplemented }) => supplemented).map(({ materialId }) => materialId))
  return requests.flatMap(({ materialId }, index) =>
    materialId !== null && supplied.has(materialId)
      ? []
      : [{ path: `/requests/${index}/materialId`, message: '再次补正只能针对申请人新补交的材料' }],
  )
}
