import type { Staff } from '@zhengtong/contract/access'
import type { Passkey } from '@zhengtong/contract/passkeys'
import type { SignIn } from '@zhengtong/contract/staff-account'
import { sql } from 'kysely'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { startTestApp, TestClock } from '../../testing/app.ts'
import { anAuthenticator } from '../../testing/authenticator.ts'
import { aBrowser } from '../../testing/browser.ts'
import { aCitizen, anOfficer, aProvince, aRole, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'
import { createStaff, rights } from './index.ts'
import { deletePasskeysOfLeavers } from './passkey-store.ts'

let app: TestApp
let admin: { id: string; cookie: string }
let agencyCode: string
let serial = 0
const role = aRole(['decide'])
beforeAll(async () => {
  app = await startTestApp()
  const { agency } = await aProvince(app)
  agencyCode = agency.code
  admin = await anOfficer(app, agency.code, ['organise'])
  await app.services.db.transaction().execute((tx) => rights.insertRole(tx, role))
})
afterAll(() => app.close())

const password = 'Cloud-2026-hill'
const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const refused = 'urn:problem:identity:passkey-refused'
type Browser = ReturnType<typeof aBrowser>

/** A code that was not used before: time goes on by half a minute. */
function nextCode() {
  app.clock.advance(30_000)
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: app.clock.now().getTime() })
}
const challengeFor = async (browser: Browser) =>
  (await browser<{ challenge: string }>('POST', '/staff/sessions/passkey-options')).body.challenge
const enter = async (browser: Browser, key: ReturnType<typeof anAuthenticator>) =>
  browser<Staff>('POST', '/staff/sessions/by-passkey', key.sign(await challengeFor(browser)))
const options = (browser: Browser, proof: object) =>
  browser<{ challenge: string }>('POST', '/staff/me/passkeys/options', proof)

async function anOfficerAtWork() {
  const { db, crypto } = app.services
  const login = `key.holder${(serial += 1)}`
  const person = { login, name: '钥匙', agencyCode, roles: [role.name], password, totpSecret: secret }
  await db.transaction().execute((tx) => createStaff(tx, crypto, new Date('2020-01-01'), person))
  const browser = aBrowser(app)
  const { body } = await browser<Staff>('POST', '/staff/sessions', { login, password, totp: nextCode() })
  return { id: body.id, login, browser }
}
async function aHolder() {
  const officer = await anOfficerAtWork()
  const key = anAuthenticator()
  const { body } = await options(officer.browser, { password, totp: nextCode() })
  const added = await officer.browser<Passkey>('POST', '/staff/me/passkeys', {
    name: '办公电脑',
    credential: key.create(body.challenge),
  })
  return { ...officer, key, added }
}

test('an officer adds a passkey after proving both factors anew, and signs in by it alone', async () => {
  const { id, browser } = await anOfficerAtWork()
  const totp = nextCode()
  for (const proof of [
    { password: 'wrong', totp },
    { password, totp: '000000' },
  ])
    expect((await options(browser, proof)).body.type).toBe('urn:problem:access:wrong-proof')
  const { body } = await options(browser, { password, totp })
  // The code is used up: an onlooker starts nothing with it.
  expect((await options(browser, { password, totp })).status).toBe(422)
  const key = anAuthenticator()
  const credential = key.create(body.challenge)
  const added = await browser<Passkey>('POST', '/staff/me/passkeys', { name: '办公电脑', credential })
  expect(added).toMatchObject({ status: 201, body: { name: '办公电脑', lastUsedAt: null } })

  const other = aBrowser(app)
  const entered = await enter(other, key)
  expect(entered).toMatchObject({ status: 200, body: { id, permissions: ['decide'], firstSteps: [] } })
  expect((await other<{ rows: SignIn[] }>('GET', '/staff/me/sign-ins')).body.rows[0]).toMatchObject({
    method: 'passkey',
    succeeded: true,
  })
  expect((await other<Passkey[]>('GET', '/staff/me/passkeys')).body[0]?.lastUsedAt).not.toBeNull()
})

test('the session is bound to its device and ends when idle, as the one by password', async () => {
  const { key } = await aHolder()
  const browser = aBrowser(app)
  const { cookies } = await enter(browser, key)
  const session = cookies.find(({ name }) => name === '__Host-staff')
  const thief = { cookie: `__Host-staff=${session?.value}` }
  expect((await send(app, thief, 'GET', '/staff/me')).status).toBe(401)
  app.clock.advance(31 * 60_000)
  expect((await browser('GET', '/staff/me')).status).toBe(401)
})

test('a signature counts once, for staff, from an unlocked device; a copied key is refused', async () => {
  const { id, key } = await aHolder()
  const guest = aBrowser(app)
  const post = (answer: object) => guest('POST', '/staff/sessions/by-passkey', answer)
  const used = key.sign(await challengeFor(guest))
  expect((await post(used)).status).toBe(200)
  expect((await post(used)).body.type).toBe(refused)
  expect((await post(key.sign(await challengeFor(guest), { verified: false }))).body.type).toBe(refused)
  const { body } = await guest<{ challenge: string }>('POST', '/sessions/passkey-options')
  expect((await post(key.sign(body.challenge))).body.type).toBe(refused)
  const forStaff = key.sign(await challengeFor(guest))
  expect((await guest('POST', '/sessions/by-passkey', forStaff)).body.type).toBe(refused)
  await sql`update access.passkey set counter = 1000 where staff_id = ${id}`.execute(app.services.db)
  expect((await post(key.sign(await challengeFor(guest)))).body.type).toBe(refused)
})

test('two uses of one signature at once open one session', async () => {
  const { key } = await aHolder()
  const answer = key.sign(await challengeFor(aBrowser(app)))
  const both = await Promise.all([1, 2].map(() => aBrowser(app)('POST', '/staff/sessions/by-passkey', answer)))
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 401])
})

test('wrong signatures are followed by waits; wrong passwords of strangers are not', async () => {
  const { key, login } = await aHolder()
  const guest = aBrowser(app)
  for (let n = 0; n < 6; n += 1) await guest('POST', '/staff/sessions', { login, password: 'wrong', totp: '000000' })
  expect((await guest('POST', '/staff/sessions', { login, password: 'wrong' })).status).toBe(429)
  expect((await enter(guest, key)).status).toBe(200)
  const bad = () => guest('POST', '/staff/sessions/by-passkey', key.sign('bm90LW91cnM'))
  for (let n = 0; n < 5; n += 1) await bad()
  expect((await bad()).body.type).toBe('urn:problem:access:sign-in-locked')
  expect((await enter(guest, key)).status).toBe(429)
  app.clock.advance(2 * 60 * 60_000)
  expect((await enter(guest, key)).status).toBe(200)
})

test('somebody else cannot add the key, finish the ceremony of another session, or remove it', async () => {
  const [{ key, added, login }, other] = [await aHolder(), await aHolder()]
  const { body } = await options(other.browser, { password, totp: nextCode() })
  const add = (browser: Browser, challenge: string, made = key) =>
    browser('POST', '/staff/me/passkeys', { name: '偷来的', credential: made.create(challenge) })
  expect((await add(other.browser, body.challenge)).body.type).toBe('urn:problem:identity:passkey-taken')
  const second = aBrowser(app)
  await second('POST', '/staff/sessions', { login, password, totp: nextCode() })
  const mine = await options(second, { password, totp: nextCode() })
  expect((await add(other.browser, mine.body.challenge, anAuthenticator())).body.type).toBe(refused)
  expect((await other.browser('DELETE', `/staff/me/passkeys/${added.body.id}`)).status).toBe(404)
  expect((await enter(aBrowser(app), key)).status).toBe(200)
})

test('a removed key opens nothing, and what it opened is closed', async () => {
  const { key, added, browser } = await aHolder()
  const laptop = aBrowser(app)
  await enter(laptop, key)
  expect((await browser('DELETE', `/staff/me/passkeys/${added.body.id}`)).status).toBe(204)
  expect((await laptop('GET', '/staff/me')).status).toBe(401)
  expect((await browser('GET', '/staff/me')).status).toBe(200)
  expect((await enter(laptop, key)).body.type).toBe(refused)
})

test('the administrator revokes all keys of one person, with a reason and once', async () => {
  const { id, key, browser } = await aHolder()
  const laptop = aBrowser(app)
  await enter(laptop, key)
  const revoke = (version: number, who = id) =>
    send(app, admin, 'POST', `/organisation/staff/${who}/passkey-revocation`, { reason: '电脑丢失', version })
  const detail = () => send<{ passkeys: number }>(app, admin, 'GET', `/organisation/staff/${id}`)
  expect((await detail()).body.passkeys).toBe(1)
  const both = await Promise.all([revoke(1), revoke(1)])
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409])
  expect((await detail()).body.passkeys).toBe(0)
  expect((await laptop('GET', '/staff/me')).status).toBe(401)
  expect((await browser('GET', '/staff/me')).status).toBe(200)
  expect((await enter(laptop, key)).body.type).toBe(refused)
  expect((await revoke(1, newId())).status).toBe(404)
  const auditor = await anOfficer(app, agencyCode, ['audit'])
  expect((await revoke(1, auditor.id)).status).toBe(422)
})

test('a new first password and leaving void the keys', async () => {
  const [reissued, left, leaving] = [await aHolder(), await aHolder(), await aHolder()]
  const act = (id: string, what: string, body: object) =>
    send(app, admin, 'POST', `/organisation/staff/${id}/${what}`, { version: 1, ...body })
  const reissue = newId()
  await act(reissued.id, 'first-password', { id: reissue, reason: '忘记密码', resetTotp: false })
  const guard = await anOfficer(app, agencyCode, ['grant'])
  await send(app, guard, 'POST', `/organisation/password-reissues/${reissue}/decision`, { approve: true })
  await act(left.id, 'departure', { on: '2026-11-23' })
  for (const { key } of [reissued, left]) expect((await enter(aBrowser(app), key)).body.type).toBe(refused)
  // Who leaves in two days works till then.
  await act(leaving.id, 'departure', { on: '2026-11-25' })
  expect((await enter(aBrowser(app), leaving.key)).status).toBe(200)
  const before = app.clock.now().toISOString()
  app.clock.set('2026-11-25T02:00:00Z')
  expect((await enter(aBrowser(app), leaving.key)).body.type).toBe(refused)
  await app.services.db.transaction().execute((tx) => deletePasskeysOfLeavers(tx, '2026-11-25'))
  const { rows } = await sql`select 1 from access.passkey where staff_id = ${leaving.id}`.execute(app.services.db)
  expect(rows).toEqual([])
  app.clock.set(before)
})

test('before the first steps are done no key is added; a stranger and a citizen add none', async () => {
  const { id, browser } = await anOfficerAtWork()
  await sql`update access.staff set first_password = true where id = ${id}`.execute(app.services.db)
  expect((await options(browser, { password, totp: nextCode() })).body.type).toBe(
    'urn:problem:access:first-steps-missing',
  )
  const citizen = await aCitizen(app)
  expect((await send(app, citizen, 'POST', '/staff/me/passkeys/options', { password, totp: '123456' })).status).toBe(
    401,
  )
})

test('from an address that staff do not work from nobody signs in', async () => {
  const fenced = await startTestApp({ STAFF_ADDRESSES: '10.9.0.0/16' }, new TestClock('2026-11-23T02:00:00Z'))
  const guest = aBrowser(fenced)
  const answer = await guest('POST', '/staff/sessions/by-passkey', anAuthenticator().sign('bm90LW91cnM'))
  expect(answer.body.type).toBe('urn:problem:access:address-not-allowed')
  expect((await guest('POST', '/staff/sessions/passkey-options')).status).toBe(403)
  await fenced.close()
})
