import type { ProposedChange, RightsChange, RightsDiff, Role } from '@zhengtong/contract/rights'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { startTestApp } from '../../testing/app.ts'
import { aCitizen, anOfficer, aProvince, aRole, aSubmission, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'

type Person = Awaited<ReturnType<typeof anOfficer>>
let app: TestApp
let province: Awaited<ReturnType<typeof aProvince>>
let first: Person
let second: Person
let officer: Person
let here: string[]
beforeAll(async () => {
  app = await startTestApp()
  province = await aProvince(app)
  first = await anOfficer(app, province.agency.code, ['grant'])
  second = await anOfficer(app, province.agency.code, ['grant'])
  const citizen = await aCitizen(app)
  here = []
  for (let n = 0; n < 3; n += 1) {
    const submission = await aSubmission(app, citizen, province.item)
    await send(app, citizen, 'POST', '/cases', submission)
    here.push(submission.id)
  }
})
afterAll(() => app.close())
beforeEach(async () => {
  officer = await anOfficer(app, province.other.code, ['accept'])
})

const propose = (who: Person, change: RightsChange, id = newId()) =>
  send<ProposedChange>(app, who, 'POST', '/rights/changes', { id, change, reason: '岗位调整' })
const decide = (who: Person, id: string, approve = true) =>
  send<ProposedChange>(app, who, 'POST', `/rights/changes/${id}/decision`, { approve, note: null })
const grantOf = (person: Person, role: Role): RightsChange => ({
  kind: 'grant',
  staffId: person.id,
  roleId: role.id,
  validFrom: '2026-11-23',
  validUntil: null,
})
const sees = async (person: Person) =>
  (await send<{ rows: { id: string }[] }>(app, person, 'GET', '/staff/cases?queue=to-accept&limit=50')).body.rows.map(
    ({ id }) => id,
  )

/** Makes a role the lawful way. */
async function saved(role: Role): Promise<Role> {
  const { body } = await propose(first, { kind: 'role', role: { ...role, version: 0 } })
  expect((await decide(second, body.id)).body.state).toBe('approved')
  return role
}
const wide = () => aRole(['accept', 'supervise'], { scope: 'chosen', chosenAgencies: [province.agency.code] })

test('a grant takes two people, works at once, and a revocation ends it at once', async () => {
  const role = await saved(wide())
  const { status, body } = await propose(first, grantOf(officer, role))
  expect(status).toBe(201)
  expect(body).toMatchObject({ state: 'proposed', own: true })
  expect(await sees(officer)).toEqual([])

  expect((await decide(first, body.id)).body).toMatchObject({ type: 'urn:problem:rights:second-person' })
  expect(await sees(officer)).toEqual([])
  expect((await decide(second, body.id)).body).toMatchObject({ state: 'approved' })
  expect((await sees(officer)).toSorted()).toEqual(here.toSorted())
  // The same decision again changes nothing; another one is refused.
  expect((await decide(second, body.id)).status).toBe(200)
  expect((await decide(second, body.id, false)).status).toBe(409)

  const holders = await send<{ rows: { grants: { id: string; roleId: string }[] }[] }>(
    app,
    first,
    'GET',
    `/rights/holders?roleId=${role.id}`,
  )
  const grantId = holders.body.rows[0]?.grants.find(({ roleId }) => roleId === role.id)?.id ?? ''
  const revoke = await propose(second, { kind: 'revoke', grantId })
  expect((await decide(first, revoke.body.id)).body.state).toBe('approved')
  expect(await sees(officer)).toEqual([])
})

test('nobody grants to himself, nor approves what is granted to him', async () => {
  const role = await saved(aRole(['grant']))
  expect((await propose(first, grantOf(first, role))).body).toMatchObject({ type: 'urn:problem:rights:refused' })
  const { body } = await propose(first, grantOf(second, role))
  expect((await decide(second, body.id)).body).toMatchObject({ type: 'urn:problem:rights:refused' })
})

test('the three administrations and business exclude each other, in the answer and in the database', async () => {
  const role = await saved(aRole(['audit']))
  expect((await propose(first, grantOf(officer, role))).body).toMatchObject({
    type: 'urn:problem:rights:duties-exclude',
  })
  const mixed = { ...wide(), permissions: ['accept', 'grant'] as Role['permissions'] }
  expect((await propose(first, { kind: 'role', role: { ...mixed, version: 0 } })).status).toBe(409)
  const { db } = app.services
  const insert = (duty: string) =>
    sql`insert into access.role_grant (id, staff_id, role_id, duty, valid_from, granted_at)
      values (${newId()}, ${officer.id}, ${role.id}, ${duty}, '2026-11-23', now())`.execute(db)
  await expect(insert('audit')).rejects.toThrow('foreign key')
  await expect(insert('business')).rejects.toThrow('foreign key')
  await expect(
    sql`update access.role set permissions = '{audit,accept}' where id = ${role.id}`.execute(db),
  ).rejects.toThrow('check constraint')
  await expect(sql`update access.staff set duty = 'audit' where id = ${officer.id}`.execute(db)).rejects.toThrow(
    'foreign key',
  )
})

test('further administrators join by two people, under an account that never held another duty', async () => {
  const fresh = await anOfficer(app, province.agency.code, [])
  const duty = (staffId: string, to: 'business' | 'system' | 'security' | 'audit'): RightsChange => ({
    kind: 'duty',
    staffId,
    duty: to,
  })
  const dutyOf = async (id: string) =>
    (await sql<{ duty: string }>`select duty from access.staff where id = ${id}`.execute(app.services.db)).rows[0]?.duty
  expect((await propose(first, duty(officer.id, 'audit'))).body).toMatchObject({
    type: 'urn:problem:rights:duties-exclude',
  })
  expect((await propose(first, duty(first.id, 'audit'))).status).toBe(409)
  expect((await propose(first, duty(fresh.id, 'business'))).body).toMatchObject({ type: 'urn:problem:rights:refused' })
  const { body } = await propose(first, duty(fresh.id, 'security'))
  expect(body).toMatchObject({ state: 'proposed', summary: '测试员由业务办理改任安全管理' })
  expect((await decide(first, body.id)).body).toMatchObject({ type: 'urn:problem:rights:second-person' })
  expect(await dutyOf(fresh.id)).toBe('business')
  expect((await decide(second, body.id)).body.state).toBe('approved')
  expect(await dutyOf(fresh.id)).toBe('security')
  // The role of the new duty is granted as any other; from then on the duty stays.
  const role = await saved(aRole(['grant']))
  const grant = await propose(first, grantOf(fresh, role))
  expect((await decide(second, grant.body.id)).body.state).toBe('approved')
  expect((await send(app, fresh, 'GET', '/rights/roles')).status).toBe(200)
  expect((await propose(first, duty(fresh.id, 'system'))).body).toMatchObject({
    type: 'urn:problem:rights:duties-exclude',
  })
})

test('of a new duty and a grant of the old one, approved at once, only one is made', async () => {
  const fresh = await anOfficer(app, province.agency.code, [])
  const role = await saved(wide())
  const [grant, duty] = await Promise.all([
    propose(first, grantOf(fresh, role)),
    propose(first, { kind: 'duty', staffId: fresh.id, duty: 'audit' }),
  ])
  const answers = await Promise.all([decide(second, grant.body.id), decide(second, duty.body.id)])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
})

test('before a grant is saved it is shown who gains which functions and which cases; afterwards it is so', async () => {
  const role = await saved(wide())
  const { body } = await send<RightsDiff>(app, first, 'POST', '/rights/previews', { change: grantOf(officer, role) })
  expect(body.holders).toBe(1)
  expect(body.people[0]).toMatchObject({
    staffId: officer.id,
    gains: ['supervise'],
    loses: [],
    casesLost: { count: 0 },
  })
  expect(body.people[0]?.casesGained.count).toBe(here.length)
  expect(body.people[0]?.casesGained.samples.map(({ id }) => id).toSorted()).toEqual(here.toSorted())

  const before = await sees(officer)
  const { body: change } = await propose(first, grantOf(officer, role))
  await decide(second, change.id)
  const after = await sees(officer)
  expect(after.filter((id) => !before.includes(id)).toSorted()).toEqual(here.toSorted())
})

test('a role that narrows is lost by everybody who holds it, and an old version cannot be saved over a new one', async () => {
  const role = await saved(wide())
  const { body: grant } = await propose(first, grantOf(officer, role))
  await decide(second, grant.id)
  const narrower: Role = { ...role, permissions: ['supervise'], scope: 'agency', chosenAgencies: [] }
  const { body: diff } = await send<RightsDiff>(app, first, 'POST', '/rights/previews', {
    change: { kind: 'role', role: narrower },
  })
  // He keeps accepting in his own agency: that comes from another role.
  expect(diff.people[0]).toMatchObject({ loses: [], casesGained: { count: 0 }, casesLost: { count: here.length } })
  const one = await propose(first, { kind: 'role', role: narrower })
  const other = await propose(second, { kind: 'role', role: { ...role, name: `${role.name} 甲` } })
  expect((await decide(second, one.body.id)).body.state).toBe('approved')
  expect(await sees(officer)).toEqual([])
  expect((await decide(first, other.body.id)).body).toMatchObject({ type: 'urn:problem:rights:role-changed' })
})

test('eight administrators decide one change at once: one decision, one grant', async () => {
  const role = await saved(wide())
  const many = await Promise.all(Array.from({ length: 8 }, () => anOfficer(app, province.agency.code, ['grant'])))
  const { body } = await propose(first, grantOf(officer, role))
  const answers = await Promise.all(many.map((who, n) => decide(who, body.id, n % 2 === 0)))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(7)
  const { rows } = await sql<{ grants: number }>`select count(*) as grants from access.role_grant
    where staff_id = ${officer.id} and role_id = ${role.id}`.execute(app.services.db)
  const winner = answers.findIndex(({ status }) => status === 200)
  expect(rows[0]?.grants).toBe(winner % 2 === 0 ? 1 : 0)
})

test('the same proposal twice is one; withdrawn, it cannot be approved; a role is not granted twice', async () => {
  const role = await saved(wide())
  const id = newId()
  expect((await propose(first, grantOf(officer, role), id)).status).toBe(201)
  expect((await propose(first, grantOf(officer, role), id)).status).toBe(201)
  expect((await send(app, second, 'POST', `/rights/changes/${id}/withdrawal`)).status).toBe(404)
  expect((await send<ProposedChange>(app, first, 'POST', `/rights/changes/${id}/withdrawal`)).body.state).toBe(
    'withdrawn',
  )
  expect((await decide(second, id)).body).toMatchObject({ type: 'urn:problem:rights:already-decided' })
  const again = await propose(first, grantOf(officer, role))
  await decide(second, again.body.id)
  expect((await propose(first, grantOf(officer, role))).body).toMatchObject({ type: 'urn:problem:rights:refused' })
})

test('a grant begins and ends on its days', async () => {
  const role = await saved(wide())
  const { body } = await propose(first, {
    ...grantOf(officer, role),
    validFrom: '2026-11-24',
    validUntil: '2026-11-25',
  } as RightsChange)
  await decide(second, body.id)
  expect(await sees(officer)).toEqual([])
  app.clock.set('2026-11-25T15:59:00Z')
  expect(await sees(officer)).toHaveLength(here.length)
  app.clock.set('2026-11-25T16:00:00Z')
  expect(await sees(officer)).toEqual([])
  app.clock.set('2026-11-23T02:00:00Z')
})

test('a deputy sees what his colleague sees while he stands in for him, and not a day longer', async () => {
  const colleague = await anOfficer(app, province.agency.code, ['accept'])
  const deputy = await anOfficer(app, province.agency.code, ['supervise'], { scope: 'own' })
  const abroad = await anOfficer(app, province.other.code, ['supervise'], { scope: 'own' })
  expect(await sees(deputy)).toEqual([])
  for (const each of [deputy, abroad])
    await sql`insert into access.deputy (id, staff_id, deputy_id, from_on, to_on)
      values (${newId()}, ${colleague.id}, ${each.id}, '2026-11-23', '2026-11-24')`.execute(app.services.db)
  expect(await sees(deputy)).toHaveLength(here.length)
  // Rights follow the agency: somebody of another agency gets none of them.
  expect(await sees(abroad)).toEqual([])
  app.clock.set('2026-11-24T16:00:00Z')
  expect(await sees(deputy)).toEqual([])
  app.clock.set('2026-11-23T02:00:00Z')
})
