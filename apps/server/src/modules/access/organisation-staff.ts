import {
  AlreadyThere,
  CannotDeputise,
  CannotMove,
  ChangedMeanwhile,
  NoSuchPlace,
} from '@zhengtong/contract/organisation'
import { InvalidRequest, NotFound } from '@zhengtong/contract/problem'
import { isPlainDate, shiftMonths } from '@zhengtong/domain/plain-date'
import type { Duty } from '@zhengtong/contract/access'
import type { Actor, StaffMember } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { systemActor } from '../../platform/jobs.ts'
import { hashPassword } from '../../platform/password.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { newFirstPassword } from './first-password.ts'
import { holdPlace, noteChange } from './organisation-store.ts'
import * as store from './organisation-staff-store.ts'
import { deletePasskeys } from './passkey-store.ts'

interface NewPerson {
  id: string
  login: string
  name: string
  agencyCode: string
  departmentId: string | null
  phone: string | null
  duty?: Duty
}

/** Takes somebody on. The first password is answered once and opens only the first steps. */
export async function joinStaff(
  { db, crypto }: Services,
  actor: StaffMember,
  person: NewPerson,
): Promise<{ firstPassword: string }> {
  const firstPassword = newFirstPassword()
  const passwordHash = await hashPassword(firstPassword)
  await db.transaction().execute((tx) => takeOn({ tx, crypto, actor }, person, passwordHash))
  return { firstPassword }
}

/** The same, once the first password has been worked out. */
export async function takeOn(
  { tx, crypto, actor }: { tx: Tx; crypto: Services['crypto']; actor: Actor },
  { id, login, name, agencyCode, departmentId, phone, duty = 'business' }: NewPerson,
  passwordHash: string,
): Promise<void> {
  if (!(await holdPlace(tx, agencyCode, departmentId))) throw new Problem(NoSuchPlace)
  const phoneSealed = phone && crypto.seal('access', phone)
  const joinedOn = legalDate(actor.now)
  const row = { id, login, name, agencyCode, departmentId, phoneSealed, passwordHash, joinedOn, duty }
  if (!(await store.insertJoining(tx, row))) throw new Problem(AlreadyThere)
  await noteChange(tx, actor, { subject: id, act: 'joined', after: { agency: agencyCode, department: departmentId } })
  await publish(tx, actor, 'staff.joined', { staffId: id })
}

/** Moves somebody to another agency or department: today at once, later by the hourly job. */
export async function moveStaff(
  tx: Tx,
  actor: StaffMember,
  staffId: string,
  move: { id: string; agencyCode: string; departmentId: string | null; on: string; version: number },
) {
  const today = legalDate(actor.now)
  dateFrom(move.on, today)
  const person = await locked(tx, staffId, move.version)
  if (person.leavesOn !== null) throw new Problem(CannotMove, { detail: '这名人员已经办理离岗' })
  if (!(await holdPlace(tx, move.agencyCode, move.departmentId))) throw new Problem(NoSuchPlace)
  const { id, agencyCode, departmentId, on } = move
  if (!(await store.insertMove(tx, { id, staffId, agencyCode, departmentId, on })))
    throw new Problem(CannotMove, { detail: '这名人员已经有一次等待生效的调动' })
  if (on <= today) await store.applyMove(tx, { id, staffId, agencyCode, departmentId }, actor.now)
  await noteChange(tx, actor, {
    subject: staffId,
    act: 'moved',
    before: { agency: person.agencyCode, department: person.departmentId },
    after: { agency: agencyCode, department: departmentId, on },
  })
  await publish(tx, actor, on <= today ? 'staff.moved' : 'staff.move-planned', { staffId })
  return { version: await store.nextVersion(tx, staffId) }
}

/** Carries out the moves whose day has come, each in its own transaction. */
export async function applyMoves(services: Services): Promise<void> {
  const today = legalDate(services.clock.now())
  const step = () =>
    services.db.transaction().execute(async (tx) => {
      const move = await store.takeDueMove(tx, today)
      if (!move) return false
      await store.applyMove(tx, move, services.clock.now())
      await store.nextVersion(tx, move.staffId)
      await publish(tx, systemActor(services, 'moves'), 'staff.moved', { staffId: move.staffId })
      return true
    })
  while (await step());
}

/** Somebody leaves: from that day there is no way in, and on the day itself the open sessions end. */
export async function leaveStaff(
  tx: Tx,
  actor: StaffMember,
  staffId: string,
  { on, version }: { on: string; version: number },
) {
  const today = legalDate(actor.now)
  dateFrom(on, today)
  if (staffId === actor.id) throw new Problem(CannotMove, { detail: '不能给自己办理离岗，请由其他管理员办理' })
  await locked(tx, staffId, version)
  await store.setLeaving(tx, staffId, on)
  if (on <= today) {
    await deletePasskeys(tx, staffId)
    await store.endSessions(tx, staffId)
  }
  await noteChange(tx, actor, { subject: staffId, act: 'left', after: { on } })
  await publish(tx, actor, 'staff.left', { staffId })
  return { version: await store.nextVersion(tx, staffId) }
}

/** AB岗: a colleague acts for somebody between two dates. At most a year, not oneself, and never a deputy of a deputy. */
export async function appointDeputy(
  tx: Tx,
  actor: StaffMember,
  staffId: string,
  { id, deputyId, from, to }: { id: string; deputyId: string; from: string; to: string },
) {
  dateFrom(from, legalDate(actor.now), '/from')
  dateFrom(to, from, '/to')
  const refuse = (detail: string) => new Problem(CannotDeputise, { detail })
  if (staffId === deputyId) throw refuse('不能由本人代替本人')
  if (to >= shiftMonths(from, 12)) throw refuse('代办时间不能超过一年')
  const people = await store.lockStaff(tx, [staffId, deputyId])
  if (!people.some((person) => person.id === staffId)) throw new Problem(NotFound)
  if (people.length < 2) throw refuse('没有找到代办的同事')
  if (people.some(({ leavesOn }) => leavesOn !== null && leavesOn <= to)) throw refuse('两人在这段时间里都要在岗')
  if (await store.clashingDeputy(tx, { staffId, deputyId, from, to }))
    throw refuse('这段时间已有代办安排，一人只能有一名代办人，代办人不能再由别人代办')
  if (!(await store.insertDeputy(tx, { id, staffId, deputyId, from, to }))) throw new Problem(AlreadyThere)
  await noteChange(tx, actor, { subject: staffId, act: 'deputy-appointed', after: { deputy: deputyId, from, to } })
  await publish(tx, actor, 'staff.deputy-appointed', { staffId, deputyId })
  return { id }
}

async function locked(tx: Tx, id: string, version: number) {
  const [person] = await store.lockStaff(tx, [id])
  if (!person) throw new Problem(NotFound)
  if (person.version !== version) throw new Problem(ChangedMeanwhile)
  return person
}

function dateFrom(date: string, earliest: string, path = '/on'): void {
  if (!isPlainDate(date) || date < earliest)
    throw new Problem(InvalidRequest, { errors: [{ path, message: `请填写 ${earliest} 或以后的日期` }] })
}
