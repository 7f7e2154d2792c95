import {
  MigrationItemNotFound,
  type FlowRef,
  type ItemFlows,
  type MigrationPreview,
  type PreviewedCase,
} from '@zhengtong/contract/flow-migrations'
import { InvalidRequest } from '@zhengtong/contract/problem'
import { caseStatuses, stateOf, type CaseStatus, type Flow, type FlowState } from '@zhengtong/domain/flow'
import { whyNotMoved, type MovingCase } from '@zhengtong/domain/flow-move'
import { flowOf, flows, newestFlow } from '@zhengtong/domain/flows'
import { contentDigest } from '../../platform/content-digest.ts'
import type { Db } from '../../platform/db.ts'
import { Problem } from '../../platform/problem.ts'
import type { Scope } from '../access/index.ts'
import * as catalogue from '../catalogue/index.ts'
import * as store from './moving-store.ts'
import { openMigrationOf } from './migration-store.ts'

export const flowRef = ({ code, version, name }: Flow): FlowRef => ({ code, version, name })

/** The item within the scope, and the flow that its guide in force names: where its running cases may be moved. */
async function itemOf(db: Db, scope: Scope, itemCode: string, now: Date) {
  const item = await catalogue.itemInForce(db, itemCode, now)
  const covered = item?.agencyCode && (scope.agencies === 'all' || scope.agencies.includes(item.agencyCode))
  if (!item?.agencyCode || !covered) throw new Problem(MigrationItemNotFound)
  const { taskName, deptName, flow } = item.guide
  return {
    itemCode,
    itemName: taskName,
    agencyCode: item.agencyCode,
    agencyName: deptName,
    target: newestFlow(flow ?? 'standard'),
  }
}

/** Under which flows the running cases of an item go on. */
export async function itemFlows(db: Db, scope: Scope, itemCode: string, now: Date): Promise<ItemFlows> {
  const item = await itemOf(db, scope, itemCode, now)
  const counts = await store.countByFlow(db, scope, item)
  return {
    itemCode,
    itemName: item.itemName,
    agencyName: item.agencyName,
    target: flowRef(item.target),
    running: counts.map(({ flow, flowVersion, cases }) => ({ flow: flowRef(flowOf(flow, flowVersion)), cases })),
    openMigration: await openMigrationOf(db, itemCode),
  }
}

/** Which cases of which item, from which flow; `to` is the flow of the guide in force. */
export interface Asked {
  itemCode: string
  flow: string
  flowVersion: number
}
export async function moveOf(db: Db, scope: Scope, { itemCode, flow, flowVersion }: Asked, now: Date) {
  const { target: to, ...item } = await itemOf(db, scope, itemCode, now)
  const from = flows.find(({ code, version }) => code === flow && version === flowVersion)
  const fault = (message: string) => new Problem(InvalidRequest, { errors: [{ path: '/flow', message }] })
  if (!from) throw fault('没有这个办理流程')
  if (from === to) throw fault('办事指南现在就用这个流程，不用调整')
  return { ...item, fromFlow: flow, fromVersion: flowVersion, from, to }
}
export type Move = Awaited<ReturnType<typeof moveOf>>

/** What becomes of the cases, situation by situation. Reads only. */
export async function previewMove(db: Db, scope: Scope, move: Move): Promise<MigrationPreview> {
  const found: (MigrationPreview['groups'][number] & { status: CaseStatus })[] = []
  for (const { cases, ...situation } of await store.countSituations(db, scope, move)) {
    const fate = await fateOf(db, move, situation)
    const same = found.find(({ status, whyNot }) => status === situation.status && whyNot === fate.whyNot)
    if (same) same.cases += cases
    else found.push({ ...fate, status: situation.status, cases })
  }
  const place = ({ status }: { status: CaseStatus }) => caseStatuses.indexOf(status)
  const groups = found
    .toSorted((a, b) => place(a) - place(b) || ((a.whyNot ?? '') < (b.whyNot ?? '') ? -1 : 1))
    .map(({ status: _status, ...group }) => group)
  const count = (list: typeof groups) => list.reduce((sum, { cases }) => sum + cases, 0)
  const [from, to] = [flowRef(move.from), flowRef(move.to)]
  return {
    from,
    to,
    total: count(groups),
    movable: count(groups.filter(({ whyNot }) => whyNot === null)),
    groups,
    fingerprint: contentDigest({ from, to, groups }),
  }
}

/** One page of the cases with what becomes of each. */
export async function previewedCases(
  db: Db,
  scope: Scope,
  move: Move,
  page: { after: string | undefined; limit: number },
): Promise<PreviewedCase[]> {
  const rows = await store.listMoving(db, scope, move, page)
  return Promise.all(
    rows.map(async ({ id, caseNumber, dueOn, ...situation }) => ({
      id,
      caseNumber,
      dueOn,
      ...(await fateOf(db, move, situation)),
    })),
  )
}

type Situated = Omit<MovingCase, 'hasFee' | 'namesOthers'> & { itemVersion: number }

/** Why a case cannot be moved; its guide is the version that its applicant saw. */
export async function whyStays(db: Db, { itemCode, from, to }: Pick<Move, 'itemCode' | 'from' | 'to'>, one: Situated) {
  const item = await catalogue.itemVersion(db, itemCode, one.itemVersion)
  if (!item) throw new Error(`item ${itemCode} version ${one.itemVersion} of a case is not there`)
  const { isFee, jointAgencies = [] } = item.guide
  return whyNotMoved({ ...one, hasFee: isFee, namesOthers: jointAgencies.length > 0 }, from, to)
}

async function fateOf(db: Db, move: Move, one: Situated) {
  const whyNot = await whyStays(db, move, one)
  const { label, owner } = stateOf(move.from, one.status)
  const after = whyNot === null ? stateOf(move.to, one.status).owner : owner
  return { statusLabel: label, whyNot, ownerBefore: owners[owner], ownerAfter: owners[after] }
}

/** Whose turn it is, for officers to read. */
const owners: Record<FlowState['owner'], string> = {
  applicant: '申请人',
  accept: '受理人员',
  review: '审查人员',
  decide: '决定人员',
  approve: '负责人',
  joint: '会办部门',
  receive: '收件窗口',
  system: '系统',
  nobody: '无',
}
