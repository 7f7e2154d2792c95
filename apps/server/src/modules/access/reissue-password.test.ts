import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { startTestApp } from '../../testing/app.ts'
import { aBrowser } from '../../testing/browser.ts'
import { anOfficer, aProvince, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'

let app: TestApp
let admin: { id: string; cookie: string }
let agencyCode: string
let serial = 0
beforeAll(async () => {
  app = await startTestApp()
  const { agency } = await aProvince(app)
  agencyCode = agency.code
  admin = await anOfficer(app, agency.code, ['organise'])
})
afterAll(() => app.close())

const post = (path: string, body: unknown) => send(app, admin, 'POST', path, body)
const reissue = (id: string, more: object = {}) =>
  post(`/organisation/staff/${id}/first-password`, { reason: '忘记密码', resetTotp: false, version: 1, ...more })
async function joins() {
  const [id, login] = [newId(), `lost.one${(serial += 1)}`]
  const person = { id, login, name: '新同事', agencyCode, departmentId: null, phone: null }
  const { body } = await post('/organisation/staff', person)
  return { id, login, password: String(body['firstPassword']) }
}

test('a lost first password is issued again: the old one is void and open sessions end', async () => {
  const { id, login, password } = await joins()
  const before = aBrowser(app)
  await before('POST', '/staff/sessions', { login, password })
  const { status, body } = await reissue(id)
  expect([status, body['version']]).toEqual([200, 2])
  expect((await before('GET', '/staff/me')).status).toBe(401)
  expect((await before('POST', '/staff/sessions', { login, password })).status).toBe(401)
  const entered = await before('POST', '/staff/sessions', { login, password: String(body['firstPassword']) })
  expect(entered).toMatchObject({ status: 200, body: { firstSteps: ['change-password', 'enrol-totp'] } })
})

test('of two at once one counts, and the one-time code is reset only when asked for', async () => {
  const { id } = await joins()
  const enrolled = async () =>
    (
      await sql<{ totpEnrolled: boolean }>`select totp_enrolled from access.staff where id = ${id}`.execute(
        app.services.db,
      )
    ).rows[0]?.totpEnrolled
  await sql`update access.staff set totp_enrolled = true where id = ${id}`.execute(app.services.db)
  const answers = await Promise.all([reissue(id), reissue(id)])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
  expect(await enrolled()).toBe(true)
  expect((await reissue(id, { version: 2, resetTotp: true })).status).toBe(200)
  expect(await enrolled()).toBe(false)
})

test('not for oneself, nor for those who watch the administrator, nor for whom is gone', async () => {
  expect((await reissue(admin.id)).status).toBe(422)
  expect((await reissue(newId())).status).toBe(404)
  const { id } = await joins()
  await sql`update access.staff set duty = 'audit' where id = ${id}`.execute(app.services.db)
  expect((await reissue(id)).status).toBe(422)
  const gone = await joins()
  await post(`/organisation/staff/${gone.id}/departure`, { on: '2026-11-23', version: 1 })
  expect((await reissue(gone.id, { version: 2 })).status).toBe(422)
})
