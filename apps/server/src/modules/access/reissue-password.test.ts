import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { taskList } from '../../platform/jobs.ts'
import { newId } from '../../platform/ids.ts'
import { modules } from '../../modules.ts'
import { startTestApp } from '../../testing/app.ts'
import { aBrowser } from '../../testing/browser.ts'
import { anOfficer, aProvince, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'

let app: TestApp
let admin: { id: string; cookie: string }
let guard: { id: string; cookie: string }
let agencyCode: string
let serial = 0
beforeAll(async () => {
  app = await startTestApp()
  const { agency } = await aProvince(app)
  agencyCode = agency.code
  admin = await anOfficer(app, agency.code, ['organise'])
  guard = await anOfficer(app, agency.code, ['grant'])
})
afterAll(() => app.close())

const post = (path: string, body: unknown) => send(app, admin, 'POST', path, body)
const ask = (staffId: string, more: object = {}) =>
  post(`/organisation/staff/${staffId}/first-password`, {
    id: newId(),
    reason: '忘记密码',
    resetTotp: false,
    version: 1,
    ...more,
  })
const decide = (id: string, approve = true, who = guard) =>
  send<{ secondHalf: string | null; type: string }>(
    app,
    who,
    'POST',
    `/organisation/password-reissues/${id}/decision`,
    { approve },
  )
async function joins(phone: string | null = null) {
  const [id, login] = [newId(), `lost.one${(serial += 1)}`]
  const person = { id, login, name: '新同事', agencyCode, departmentId: null, phone }
  const { body } = await post('/organisation/staff', person)
  return { id, login, password: String(body['firstPassword']) }
}
const signIn = (login: string, password: string) => aBrowser(app)('POST', '/staff/sessions', { login, password })

test('a lost first password is issued again in two halves: the old one is void and open sessions end', async () => {
  const { id, login, password } = await joins()
  const before = aBrowser(app)
  await before('POST', '/staff/sessions', { login, password })
  const reissueId = newId()
  const asked = await ask(id, { id: reissueId })
  expect([asked.status, asked.body['version']]).toEqual([201, 2])
  // Until the second administrator has confirmed, nothing has changed.
  expect((await before('GET', '/staff/me')).status).toBe(200)
  const { body: open } = await send<{ id: string }[]>(app, guard, 'GET', '/organisation/password-reissues')
  expect(open).toMatchObject([{ id: reissueId, login, reason: '忘记密码', askedBy: '测试员' }])
  expect(JSON.stringify(open)).not.toContain(String(asked.body['firstHalf']))
  const { body } = await decide(reissueId)
  expect((await before('GET', '/staff/me')).status).toBe(401)
  expect((await signIn(login, password)).status).toBe(401)
  const entered = await signIn(login, `${String(asked.body['firstHalf'])}-${body.secondHalf}`)
  expect(entered).toMatchObject({ status: 200, body: { firstSteps: ['change-password', 'enrol-totp'] } })
  expect((await decide(reissueId)).body.type).toBe('urn:problem:organisation:reissue-decided')
})

test('attack: neither administrator alone can sign in as the person, with the one-time code reset or not', async () => {
  const { id, login } = await joins()
  const reissueId = newId()
  const asked = await ask(id, { id: reissueId, resetTotp: true })
  const firstHalf = String(asked.body['firstHalf'])
  // He cannot confirm himself, nor see what is there to confirm.
  expect((await decide(reissueId, true, admin)).status).toBe(403)
  expect((await send(app, admin, 'GET', '/organisation/password-reissues')).status).toBe(403)
  expect((await signIn(login, firstHalf)).status).toBe(401)
  // Whoever confirms cannot ask.
  expect((await send(app, guard, 'POST', `/organisation/staff/${id}/first-password`, {})).status).toBe(403)
  const { body } = await decide(reissueId)
  for (const guess of [String(body.secondHalf), `-${body.secondHalf}`, `${firstHalf}-${firstHalf}`])
    expect((await signIn(login, guess)).status, 'half').toBe(401)
  // Neither half lies anywhere in clear.
  const { rows } = await sql<{ text: string }>`select coalesce(string_agg(r::text, ' '), '') as text
    from access.password_reissue r`.execute(app.services.db)
  expect(rows[0]?.text).not.toContain(firstHalf)
  await expect(
    sql`update access.password_reissue set decided_by = asked_by where id = ${reissueId}`.execute(app.services.db),
  ).rejects.toThrow('check constraint')
})

test('the person and who supervises his agency are told by SMS, also when a new one-time code is enrolled', async () => {
  const head = await anOfficer(app, agencyCode, ['supervise'])
  const seal = (phone: string) => app.services.crypto.seal('access', phone)
  await sql`update access.staff set phone_sealed = ${seal('13900770081')} where id = ${head.id}`.execute(
    app.services.db,
  )
  const { id } = await joins('13900770082')
  const reissueId = newId()
  await ask(id, { id: reissueId, resetTotp: true })
  await decide(reissueId)
  const { rows: events } = await sql<{ id: string; at: string }>`select id, at from platform.event
    where type = 'staff.password-reissued' and subject ->> 'staffId' = ${id}`.execute(app.services.db)
  expect(events).toHaveLength(1)
  const dispatch = taskList(modules, app.services)['dispatch']
  await dispatch?.({ eventId: events[0]?.id, at: events[0]?.at }, {} as never)
  const { rows } = await sql<{ phoneSealed: string; template: string }>`select phone_sealed, template from platform.sms
    where template like 'staff-account%' order by template`.execute(app.services.db)
  expect(rows.map(({ phoneSealed, template }) => [template, app.services.crypto.open(phoneSealed)])).toEqual([
    ['staff-account', '13900770082'],
    ['staff-account-head', '13900770081'],
  ])
})

test('of two asked at once one counts, of two decisions one; a lost half is asked for anew and the old one is void', async () => {
  const { id, login, password } = await joins()
  const first = newId()
  const answers = await Promise.all([ask(id, { id: first }), ask(id)])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409])
  const again = newId()
  expect((await ask(id, { id: again, version: 2 })).status).toBe(201)
  expect((await decide(first)).status).not.toBe(200)
  const decided = await Promise.all([decide(again, false), decide(again, false)])
  expect(decided.map(({ status }) => status).toSorted()).toEqual([200, 409])
  expect((await signIn(login, password)).status).toBe(200)
})

test('the one-time code is reset only when asked for; after a day nothing can be confirmed', async () => {
  const { id } = await joins()
  const enrolled = async () =>
    (
      await sql<{ totpEnrolled: boolean }>`select totp_enrolled from access.staff where id = ${id}`.execute(
        app.services.db,
      )
    ).rows[0]?.totpEnrolled
  await sql`update access.staff set totp_enrolled = true where id = ${id}`.execute(app.services.db)
  const [kept, reset, late] = [newId(), newId(), newId()]
  await ask(id, { id: kept })
  await decide(kept)
  expect(await enrolled()).toBe(true)
  await ask(id, { id: reset, resetTotp: true, version: 3 })
  await decide(reset)
  expect(await enrolled()).toBe(false)
  await ask(id, { id: late, version: 5 })
  app.clock.advance(24 * 3_600_000)
  expect((await decide(late)).status).toBe(409)
  app.clock.set('2026-11-23T02:00:00Z')
})

test('not for oneself, nor for those who watch the administrator, nor for whom is gone', async () => {
  expect((await ask(admin.id)).status).toBe(422)
  expect((await ask(newId())).status).toBe(404)
  expect((await decide(newId())).status).toBe(404)
  const { id } = await joins()
  await sql`update access.staff set duty = 'audit' where id = ${id}`.execute(app.services.db)
  expect((await ask(id)).status).toBe(422)
  const gone = await joins()
  const waiting = newId()
  await ask(gone.id, { id: waiting })
  await post(`/organisation/staff/${gone.id}/departure`, { on: '2026-11-23', version: 2 })
  expect((await ask(gone.id, { version: 3 })).status).toBe(422)
  expect((await decide(waiting)).status).toBe(422)
})
