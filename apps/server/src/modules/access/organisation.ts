import {
  AlreadyThere,
  CannotMove,
  ChangedMeanwhile,
  NoSuchPlace,
  StillInUse,
  type Hall,
} from '@zhengtong/contract/organisation'
import { NotFound } from '@zhengtong/contract/problem'
import type { Actor, StaffMember } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { Problem } from '../../platform/problem.ts'
import * as store from './organisation-store.ts'

/** Sets up a new agency below another, or at the top. */
export async function createAgency(tx: Tx, actor: Actor, row: Parameters<typeof store.insertAgency>[1]) {
  await store.lockTree(tx)
  if (row.parentCode && !(await store.holdPlace(tx, row.parentCode, null))) throw new Problem(NoSuchPlace)
  if (!(await store.insertAgency(tx, row, legalDate(actor.now)))) throw new Problem(AlreadyThere)
  await store.noteChange(tx, actor, {
    subject: row.code,
    act: 'created',
    after: { name: row.name, parent: row.parentCode },
  })
  await publish(tx, actor, 'agency.created', { agencyCode: row.code })
  return { version: 1 }
}

/** Renames an agency or moves it below another. */
export async function changeAgency(
  tx: Tx,
  actor: StaffMember,
  code: string,
  { name, parentCode, version }: { name: string; parentCode: string | null; version: number },
) {
  await store.lockTree(tx)
  const seen = current(await store.lockAgency(tx, code), version)
  if (parentCode && !(await store.holdPlace(tx, parentCode, null))) throw new Problem(NoSuchPlace)
  if (parentCode && (await store.isBelow(tx, 'agency', parentCode, code)))
    throw new Problem(CannotMove, { detail: '不能划到自己或自己的下级机构' })
  const next = await store.updateAgency(tx, code, name, parentCode)
  const [before, after] = [
    { name: seen.name, parent: seen.parent },
    { name, parent: parentCode },
  ]
  await store.noteChange(tx, actor, { subject: code, act: 'changed', before, after })
  await publish(tx, actor, 'agency.changed', { agencyCode: code })
  return { version: next }
}

/** Closes an agency, once nobody and nothing is left in it. `openCases` is counted by the caller: cases lie above us. */
export async function closeAgency(tx: Tx, actor: StaffMember, code: string, version: number, openCases: number) {
  await store.lockTree(tx)
  current(await store.lockAgency(tx, code), version)
  const { staff, children, halls } = await store.usesOfAgency(tx, code, legalDate(actor.now))
  if (staff + children + halls + openCases > 0)
    throw new Problem(StillInUse, {
      detail: `还有在岗人员 ${staff} 人、下级机构 ${children} 个、政务大厅 ${halls} 个、在办件 ${openCases} 件`,
    })
  const next = await store.setAgencyClosed(tx, code, legalDate(actor.now))
  await store.noteChange(tx, actor, { subject: code, act: 'closed' })
  await publish(tx, actor, 'agency.closed', { agencyCode: code })
  return { version: next }
}

export async function createDepartment(
  tx: Tx,
  actor: StaffMember,
  row: { id: string; agencyCode: string; parentId: string | null; name: string },
) {
  if (!(await store.holdPlace(tx, row.agencyCode, row.parentId))) throw new Problem(NoSuchPlace)
  if (!(await store.insertDepartment(tx, row))) throw new Problem(AlreadyThere)
  await store.noteChange(tx, actor, {
    subject: row.agencyCode,
    act: 'department-created',
    after: { name: row.name, parent: row.parentId },
  })
  await publish(tx, actor, 'department.created', { departmentId: row.id })
  return { version: 1 }
}

export async function changeDepartment(
  tx: Tx,
  actor: StaffMember,
  id: string,
  { name, parentId, version }: { name: string; parentId: string | null; version: number },
) {
  await store.lockTree(tx)
  const seen = current(await store.lockDepartment(tx, id), version)
  if (!(await store.holdPlace(tx, seen.agencyCode, parentId))) throw new Problem(NoSuchPlace)
  if (parentId && (await store.isBelow(tx, 'department', parentId, id)))
    throw new Problem(CannotMove, { detail: '不能划到自己或自己的下级' })
  const next = await store.updateDepartment(tx, id, { name, parentId, status: 'active' })
  if (!next) throw new Problem(AlreadyThere)
  const [before, after] = [
    { name: seen.name, parent: seen.parent },
    { name, parent: parentId },
  ]
  await store.noteChange(tx, actor, { subject: seen.agencyCode, act: 'department-changed', before, after })
  await publish(tx, actor, 'department.changed', { departmentId: id })
  return { version: next }
}

export async function closeDepartment(tx: Tx, actor: StaffMember, id: string, version: number) {
  await store.lockTree(tx)
  const seen = current(await store.lockDepartment(tx, id), version)
  const { staff, children } = await store.usesOfDepartment(tx, id, legalDate(actor.now))
  if (staff + children > 0)
    throw new Problem(StillInUse, { detail: `还有在岗人员 ${staff} 人、下级内设机构 ${children} 个` })
  const next = await store.updateDepartment(tx, id, { name: seen.name, parentId: seen.parent, status: 'closed' })
  await store.noteChange(tx, actor, { subject: seen.agencyCode, act: 'department-closed', before: { name: seen.name } })
  await publish(tx, actor, 'department.closed', { departmentId: id })
  return { version: next ?? version }
}

export async function createHall(tx: Tx, actor: StaffMember, row: Omit<Hall, 'status' | 'version'>) {
  if (!(await store.holdPlace(tx, row.agencyCode, null))) throw new Problem(NoSuchPlace)
  if (!(await store.insertHall(tx, row))) throw new Problem(AlreadyThere)
  await store.noteChange(tx, actor, { subject: row.agencyCode, act: 'hall-created', after: { name: row.name } })
  await publish(tx, actor, 'hall.created', { hallId: row.id })
  return { version: 1 }
}

export async function changeHall(tx: Tx, actor: StaffMember, row: Omit<Hall, 'agencyCode'>) {
  const changed = await store.updateHall(tx, row)
  if (!changed) throw new Problem(ChangedMeanwhile)
  await store.noteChange(tx, actor, {
    subject: changed.agencyCode,
    act: 'hall-changed',
    after: { name: row.name, status: row.status },
  })
  await publish(tx, actor, 'hall.changed', { hallId: row.id })
  return { version: changed.version }
}

/** The row when it is there, open, and as the administrator saw it. */
function current<T extends { version: number; status: string }>(row: T | undefined, version: number): T {
  if (!row) throw new Problem(NotFound)
  if (row.version !== version || row.status !== 'active') throw new Problem(ChangedMeanwhile)
  return row
}
