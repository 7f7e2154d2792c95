import type { Agency, StaffRow } from '@zhengtong/contract/organisation'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { startTestApp } from '../../testing/app.ts'
import { anOfficer, aProvince, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'
import { applyMoves } from './organisation-staff.ts'

let app: TestApp
let admin: { id: string; cookie: string }
let agencyCode: string
let otherCode: string
let serial = 0
beforeAll(async () => {
  app = await startTestApp()
  const { agency, other } = await aProvince(app)
  agencyCode = agency.code
  otherCode = other.code
  admin = await anOfficer(app, agency.code, ['organise'])
})
afterAll(() => app.close())

const post = (path: string, body: unknown) => send(app, admin, 'POST', path, body)
const detailOf = async (id: string) =>
  (
    await send<{ person: StaffRow; deputies: unknown[]; changes: { act: string }[]; move: unknown }>(
      app,
      admin,
      'GET',
      `/organisation/staff/${id}`,
    )
  ).body
async function joins(departmentId: string | null = null) {
  const [id, login] = [newId(), `new.person${(serial += 1)}`]
  const { body } = await post('/organisation/staff', {
    id,
    login,
    name: '新同事',
    agencyCode,
    departmentId,
    phone: '13800770020',
  })
  return { id, login, password: String(body['firstPassword']) }
}

/** A browser that keeps its cookies. */
function aBrowser(userAgent = 'Chrome/140') {
  const jar = new Map<string, string>()
  const ask = async (method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => {
    const answer = await app.app.inject({
      method,
      url: `/api/v1${path}`,
      headers: { 'user-agent': userAgent, cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(body ? { payload: body } : {}),
    })
    for (const { name, value } of answer.cookies) jar.set(name, value)
    return { status: answer.statusCode, body: (answer.body ? answer.json() : {}) as Record<string, unknown> }
  }
  return Object.assign(ask, { jar })
}

test('the first sign-in leads through an own password and the one-time code before any business', async () => {
  const { login, password } = await joins()
  const browser = aBrowser()
  const entered = await browser('POST', '/staff/sessions', { login, password })
  expect(entered).toMatchObject({ status: 200, body: { firstSteps: ['change-password', 'enrol-totp'] } })
  expect((await browser('GET', '/staff/me/sessions')).body['type']).toBe('urn:problem:access:first-steps-missing')
  const change = (next: string, current = password) => browser('POST', '/staff/me/password', { current, next })
  expect((await change('Cloud-2026-hill', 'wrong')).body['type']).toBe('urn:problem:access:wrong-password')
  expect((await change('short')).body['type']).toBe('urn:problem:access:unfit-password')
  expect((await change(password)).body['type']).toBe('urn:problem:access:unfit-password')
  expect((await change('Cloud-2026-hill')).status).toBe(204)
  const { body } = await browser('POST', '/staff/me/totp')
  expect(body['uri']).toMatch(/^otpauth:\/\/totp\//)
  const code = () =>
    new TOTP({ secret: Secret.fromBase32(String(body['secret'])) }).generate({ timestamp: app.clock.now().getTime() })
  expect((await browser('POST', '/staff/me/totp/confirmation', { totp: code() })).status).toBe(204)
  expect((await browser('POST', '/staff/me/totp')).status).toBe(409)
  expect((await browser('GET', '/staff/me')).body['firstSteps']).toEqual([])
  // From now on the password alone is not enough, and an old code does not work twice.
  const again = aBrowser()
  expect((await again('POST', '/staff/sessions', { login, password: 'Cloud-2026-hill' })).status).toBe(401)
  app.clock.advance(60_000)
  expect((await again('POST', '/staff/sessions', { login, password: 'Cloud-2026-hill', totp: code() })).status).toBe(
    200,
  )
  // A stolen session cookie is worth nothing on another device or in another browser.
  const thief = aBrowser()
  thief.jar.set('__Host-staff', again.jar.get('__Host-staff') ?? '')
  expect((await thief('GET', '/staff/me')).status).toBe(401)
  const other = aBrowser('Firefox/150')
  for (const [name, value] of again.jar) other.jar.set(name, value)
  expect((await other('GET', '/staff/me')).status).toBe(401)
  // Remote sign-out, sign-in history, idle end.
  const sessions = (await again('GET', '/staff/me/sessions')).body as unknown as { id: string; current: boolean }[]
  expect(sessions).toHaveLength(2)
  const remote = sessions.find(({ current }) => !current)
  expect((await again('DELETE', `/staff/me/sessions/${remote?.id}`)).status).toBe(204)
  expect((await browser('GET', '/staff/me')).status).toBe(401)
  const { rows } = (await again('GET', '/staff/me/sign-ins')).body as { rows: { succeeded: boolean }[] }
  expect(rows.map(({ succeeded }) => succeeded)).toEqual([true, false, true])
  app.clock.advance(29 * 60_000)
  expect((await again('GET', '/staff/me')).status).toBe(200)
  app.clock.advance(31 * 60_000)
  expect((await again('GET', '/staff/me')).status).toBe(401)
})

test('a login is given once, and joining a closed or unknown place is refused', async () => {
  const { login } = await joins()
  const body = { id: newId(), login, name: '甲', agencyCode, departmentId: null, phone: null }
  expect((await post('/organisation/staff', body)).status).toBe(409)
  expect((await post('/organisation/staff', { ...body, login: 'other.one', departmentId: newId() })).status).toBe(422)
})

test('of two moves at once one wins, a later move waits for its day, and the history tells all', async () => {
  const { id } = await joins()
  const move = (on: string, version: number) =>
    post(`/organisation/staff/${id}/moves`, { id: newId(), agencyCode: otherCode, departmentId: null, on, version })
  const today = '2026-11-23'
  const answers = await Promise.all([move(today, 1), move(today, 1)])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
  expect((await detailOf(id)).person).toMatchObject({ agencyCode: otherCode, version: 2 })
  expect((await move('2026-11-22', 2)).status).toBe(400)
  const back = { id: newId(), agencyCode, departmentId: null, on: '2026-11-25', version: 2 }
  expect((await post(`/organisation/staff/${id}/moves`, back)).status).toBe(200)
  expect((await detailOf(id)).person.agencyCode).toBe(otherCode)
  app.clock.set('2026-11-25T01:00:00Z')
  await Promise.all([applyMoves(app.services), applyMoves(app.services)])
  const { person, changes, move: waiting } = await detailOf(id)
  expect(person).toMatchObject({ agencyCode, version: 4 })
  expect(waiting).toBeNull()
  expect(changes.map(({ act }) => act)).toEqual(['moved', 'moved', 'joined'])
})

test('who leaves is signed out at once and does not get in again', async () => {
  const { id, login, password } = await joins()
  const browser = aBrowser()
  await browser('POST', '/staff/sessions', { login, password })
  expect((await post(`/organisation/staff/${id}/departure`, { on: '2026-11-25', version: 1 })).status).toBe(200)
  expect((await browser('GET', '/staff/me')).status).toBe(401)
  expect((await browser('POST', '/staff/sessions', { login, password })).status).toBe(401)
  expect((await post(`/organisation/staff/${admin.id}/departure`, { on: '2026-11-25', version: 1 })).status).toBe(422)
})

test('a deputy acts for at most a year, not for himself, not in a chain, and only one at a time', async () => {
  const [a, b, c] = await Promise.all([joins(), joins(), joins()])
  const appoint = (staff: { id: string }, deputy: { id: string }, from = '2026-12-01', to = '2026-12-31') =>
    post(`/organisation/staff/${staff.id}/deputies`, { id: newId(), deputyId: deputy.id, from, to })
  expect((await appoint(a, a)).status).toBe(422)
  expect((await appoint(a, b, '2026-12-01', '2027-12-01')).status).toBe(422)
  const answers = await Promise.all([appoint(a, b), appoint(a, c), appoint(b, a)])
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
  expect((await detailOf(a.id)).deputies).toHaveLength(1)
})

test('agencies are set up, moved without circles, and closed only when nothing is left in them', async () => {
  const agency = (code: string, parentCode: string | null) => ({
    code,
    name: `机构${code.slice(-2)}`,
    regionCode: '770101',
    level: '4',
    parentCode,
    address: '和平大道 1 号',
    hours: '工作日',
    phone: '0770-8801020',
  })
  const [top, below] = ['11770101MB99999901', '11770101MB99999902']
  expect((await post('/organisation/agencies', agency(top, null))).status).toBe(201)
  expect((await post('/organisation/agencies', agency(top, null))).status).toBe(409)
  expect((await post('/organisation/agencies', agency(below, top))).status).toBe(201)
  const circle = await post(`/organisation/agencies/${top}/changes`, { name: '上级', parentCode: below, version: 1 })
  expect(circle.body['type']).toBe('urn:problem:organisation:cannot-move')
  expect(
    (await post(`/organisation/agencies/${top}/changes`, { name: '新名', parentCode: null, version: 1 })).body,
  ).toEqual({ version: 2 })
  expect(
    (await post(`/organisation/agencies/${top}/changes`, { name: '旧名', parentCode: null, version: 1 })).status,
  ).toBe(409)
  const refused = await post(`/organisation/agencies/${top}/closure`, { version: 2 })
  expect(refused.body['detail']).toContain('下级机构 1 个')
  expect((await post(`/organisation/agencies/${below}/closure`, { version: 1 })).status).toBe(200)
  expect((await post(`/organisation/agencies/${top}/closure`, { version: 2 })).status).toBe(200)
  const { body } = await send<{ agency: Agency }>(app, admin, 'GET', `/organisation/agencies/${top}`)
  expect(body.agency).toMatchObject({ status: 'closed', name: '新名' })
  const list = await send<{ rows: Agency[] }>(app, admin, 'GET', `/organisation/agencies?parent=${top}`)
  expect(list.body.rows.map(({ code }) => code)).toEqual([below])
})

test('departments form a tree inside their agency; halls belong to an agency', async () => {
  const [office, window] = [newId(), newId()]
  const department = (id: string, parentId: string | null, name: string) =>
    post('/organisation/departments', { id, agencyCode, parentId, name })
  expect((await department(office, null, '办公室')).status).toBe(201)
  expect((await department(newId(), null, '办公室')).status).toBe(409)
  expect((await department(window, office, '窗口组')).status).toBe(201)
  expect(
    (await post(`/organisation/departments/${office}/changes`, { name: '办公室', parentId: window, version: 1 }))
      .status,
  ).toBe(422)
  const { id } = await joins(window)
  expect((await detailOf(id)).person.departmentName).toBe('窗口组')
  expect((await post(`/organisation/departments/${window}/closure`, { version: 1 })).body['detail']).toContain('1 人')
  const hall = {
    name: '县政务大厅',
    regionCode: '770101',
    address: '和平大道 1 号',
    hours: '工作日 9:00—17:00',
    windows: [{ name: '1 号窗口', business: '综合' }],
  }
  const hallId = newId()
  expect((await post('/organisation/halls', { id: hallId, agencyCode, ...hall })).status).toBe(201)
  const renamed = { ...hall, name: '县政务服务大厅', status: 'active', version: 1 }
  expect((await post(`/organisation/halls/${hallId}/changes`, renamed)).body).toEqual({ version: 2 })
  expect((await post(`/organisation/halls/${hallId}/changes`, renamed)).status).toBe(409)
})
