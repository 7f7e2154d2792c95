import { duties, dutyPermissions, permissions, type Duty } from '@zhengtong/contract/access'
import { InvalidRequest } from '@zhengtong/contract/problem'
import {
  ChangeDecided,
  ChangeNotFound,
  ChangeRefused,
  DutiesExclude,
  RoleChanged,
  SecondPersonNeeded,
  type ProposedChange,
  type RightsChange,
  type Role,
} from '@zhengtong/contract/rights'
import type { StaffMember } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import { Problem } from '../../platform/problem.ts'
import { rights } from '../access/index.ts'
import * as regions from '../regions/index.ts'
import * as store from './store.ts'

/**
 * Keeps a change of rights until a second security administrator agrees. Nothing changes for anybody yet. The client's id
 * makes it idempotent.
 */
export async function proposeChange(
  db: Db,
  officer: StaffMember,
  { id, change, reason }: { id: string; change: RightsChange; reason: string },
): Promise<ProposedChange> {
  await db.transaction().execute(async (tx) => {
    const { staffId, summary } = await checkChange(tx, change, officer.now)
    if (staffId === officer.id) throw new Problem(ChangeRefused, { detail: '不能给自己授权或收回自己的角色' })
    const kept = await store.insertChange(tx, {
      id,
      change,
      reason,
      summary,
      state: 'proposed',
      proposedBy: officer.id,
      proposedAt: officer.now.toISOString(),
      decidedBy: null,
      decidedAt: null,
      note: null,
    })
    if (kept) await publish(tx, officer, 'rights.proposed', { changeId: id })
  })
  return shown(await found(db, id), officer)
}

/** Approves and makes the change, or rejects it. Only somebody else than the proposer and the person concerned. */
export async function decideChange(
  db: Db,
  officer: StaffMember,
  { id, approve, note }: { id: string; approve: boolean; note: string | null },
): Promise<ProposedChange> {
  await db.transaction().execute(async (tx) => {
    const change = await store.lockChange(tx, id)
    if (!change) throw new Problem(ChangeNotFound)
    const state = approve ? 'approved' : 'rejected'
    if (change.state === state && change.decidedBy === officer.id) return
    if (change.state !== 'proposed') throw new Problem(ChangeDecided)
    if (change.proposedBy === officer.id) throw new Problem(SecondPersonNeeded)
    if (approve) await makeChange(tx, change, officer)
    await store.closeChange(tx, id, { state, decidedBy: officer.id, decidedAt: officer.now.toISOString(), note })
    await publish(tx, officer, approve ? 'rights.changed' : 'rights.rejected', { changeId: id })
  })
  return shown(await found(db, id), officer)
}

/** Takes back one's own proposal. */
export async function withdrawChange(db: Db, officer: StaffMember, id: string): Promise<ProposedChange> {
  await db.transaction().execute(async (tx) => {
    const change = await store.lockChange(tx, id)
    if (!change || change.proposedBy !== officer.id) throw new Problem(ChangeNotFound)
    if (change.state === 'withdrawn') return
    if (change.state !== 'proposed') throw new Problem(ChangeDecided)
    const decidedAt = officer.now.toISOString()
    await store.closeChange(tx, id, { state: 'withdrawn', decidedBy: null, decidedAt, note: null })
    await publish(tx, officer, 'rights.withdrawn', { changeId: id })
  })
  return shown(await found(db, id), officer)
}

async function makeChange(tx: Tx, { change, proposedBy }: store.ChangeRow, officer: StaffMember): Promise<void> {
  if (change.kind === 'grant' || change.kind === 'duty') await rights.lockPerson(tx, change.staffId)
  const { staffId, duty } = await checkChange(tx, change, officer.now)
  if (staffId === officer.id) throw new Problem(ChangeRefused, { detail: '不能核准给自己的授权' })
  if (change.kind === 'revoke') {
    await rights.revokeGrant(tx, change.grantId, officer.now.toISOString())
  } else if (change.kind === 'duty') {
    await rights.setDuty(tx, change.staffId, duty)
  } else if (change.kind === 'grant') {
    const { roleId, validFrom, validUntil } = change
    await rights.insertGrant(tx, {
      id: newId(),
      staffId: change.staffId,
      roleId,
      duty,
      validFrom,
      validUntil,
      requestedBy: proposedBy,
      approvedBy: officer.id,
      grantedAt: officer.now.toISOString(),
      revokedAt: null,
    })
  } else if (change.role.version === 0) {
    if (!(await rights.insertRole(tx, change.role))) throw new Problem(RoleChanged, { detail: '已有同名的角色' })
  } else {
    await rights.updateRole(tx, change.role)
  }
}

/** Whether the change can be made now; whom it is about, in which duty, and in one plain line what it is. */
async function checkChange(tx: Tx, change: RightsChange, now: Date) {
  if (change.kind === 'role') return checkRole(tx, change.role)
  if (change.kind === 'duty') return checkDuty(tx, change)
  const today = legalDate(now)
  if (change.kind === 'revoke') {
    const grant = await rights.findGrant(tx, change.grantId)
    const role = grant && (await rights.findRole(tx, grant.roleId))
    const [person] = grant ? await rights.findPeople(tx, [grant.staffId]) : []
    if (!grant || !role || !person) throw new Problem(ChangeNotFound)
    return { staffId: person.id, duty: role.duty, summary: `收回${person.name}的“${role.name}”` }
  }
  const [person] = await rights.findPeople(tx, [change.staffId])
  const role = await rights.findRole(tx, change.roleId)
  if (!person || !role) throw new Problem(ChangeNotFound)
  if (person.duty !== role.duty)
    throw new Problem(DutiesExclude, {
      detail: `${person.name}担任${duties[person.duty]}，“${role.name}”属于${duties[role.duty]}`,
    })
  const { validFrom, validUntil } = change
  if (validUntil !== null && (validUntil < validFrom || validUntil < today))
    throw new Problem(InvalidRequest, {
      errors: [{ path: '/change/validUntil', message: '结束日期不能早于开始日期和今天' }],
    })
  const held = await rights.rightsOf(tx, [person.id], today)
  if (held.some((each) => each.roleId === role.id && overlaps(each, change)))
    throw new Problem(ChangeRefused, { detail: `${person.name}在这段时间里已经有“${role.name}”` })
  const until = validUntil ? `至 ${validUntil}` : '起长期'
  return { staffId: person.id, duty: role.duty, summary: `授予${person.name}“${role.name}”，${validFrom} ${until}` }
}

/**
 * Somebody takes up, or gives up, an administration. One account has one duty all its life: who ever held a role under it
 * gets another account, so that no past of business looks like an administrator's (三员分立).
 */
async function checkDuty(tx: Tx, { staffId, duty }: { staffId: string; duty: Duty }) {
  const [person] = await rights.findPeople(tx, [staffId])
  if (!person) throw new Problem(ChangeNotFound)
  if (person.duty === duty) throw new Problem(ChangeRefused, { detail: `${person.name}已经是${duties[duty]}` })
  if (await rights.everHeld(tx, staffId))
    throw new Problem(DutiesExclude, {
      detail: `${person.name}的账号办过${duties[person.duty]}，请由机构人员管理员为他另建一个账号`,
    })
  return { staffId, duty, summary: `${person.name}由${duties[person.duty]}改任${duties[duty]}` }
}

type Term = { validFrom: string; validUntil: string | null }
function overlaps(a: Term, b: Term): boolean {
  return (
    (b.validUntil === null || a.validFrom <= b.validUntil) && (a.validUntil === null || b.validFrom <= a.validUntil)
  )
}

async function checkRole(tx: Tx, role: Role) {
  const foreign = role.permissions.filter((each) => !dutyPermissions[role.duty].includes(each))
  if (foreign.length)
    throw new Problem(DutiesExclude, {
      detail: `${duties[role.duty]}不能有：${foreign.map((each) => permissions[each]).join('、')}`,
    })
  const at = (path: string, message: string) => new Problem(InvalidRequest, { errors: [{ path, message }] })
  if ((role.scope === 'region') !== (role.regionCode !== null))
    throw at('/change/role/regionCode', '数据范围是行政区划时要选一个区划，其他范围不选')
  const inside = role.regionCode === null ? 'all' : await regions.subtreeOf(tx, role.regionCode)
  if (inside !== 'all' && inside.size === 0) throw at('/change/role/regionCode', '没有这个区划')
  if ((role.scope === 'chosen') !== role.chosenAgencies.length > 0)
    throw at('/change/role/chosenAgencies', '数据范围是指定机构时至少选一个机构，其他范围不选')
  if (role.version === 0) return { staffId: undefined, duty: role.duty, summary: `新建角色“${role.name}”` }
  const now = await rights.lockRole(tx, role.id)
  if (!now) throw new Problem(ChangeNotFound)
  if (now.version !== role.version) throw new Problem(RoleChanged)
  if (now.duty !== role.duty) throw new Problem(DutiesExclude, { detail: '角色的类别不能改，请新建角色' })
  return { staffId: undefined, duty: role.duty, summary: `修改角色“${now.name}”` }
}

async function found(db: Db, id: string): Promise<store.NamedChange> {
  const row = await store.findChange(db, id)
  if (!row) throw new Problem(ChangeNotFound)
  return row
}

/** As officers see it. */
export function shown(row: store.NamedChange, reader: StaffMember): ProposedChange {
  const { id, change, summary, reason, state, proposedBy, proposedAt, decidedAt, note, proposerName, deciderName } = row
  return {
    id,
    change,
    summary,
    reason,
    state,
    proposedBy: proposerName,
    proposedAt,
    decidedBy: deciderName,
    decidedAt,
    note,
    own: proposedBy === reader.id,
  }
}
