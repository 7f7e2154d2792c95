import { createHash } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { CitizenSession, CitizenSignIn, CurrentSession } from '@zhengtong/contract/account'
import type { Challenge } from '@zhengtong/contract/challenge'
import type { Me } from '@zhengtong/contract/identity'
import { solve } from '@zhengtong/domain/proof-of-work'
import { fixedPeople } from '@zhengtong/sandbox/population/fixed'
import { personAt } from '@zhengtong/sandbox/population/generated'
import { buildSandbox } from '@zhengtong/sandbox/sandbox'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sendSms } from '../../platform/sms.ts'
import { startTestApp } from '../../testing/app.ts'
import { aBrowser } from '../../testing/browser.ts'
import { aCitizen, type TestApp } from '../../testing/factories.ts'
import { registerDirectly } from './register-directly.ts'

let sandbox: Awaited<ReturnType<typeof buildSandbox>>
let app: TestApp
let origin: string
beforeAll(async () => {
  sandbox = await buildSandbox()
  await sandbox.listen({ port: 0, host: '127.0.0.1' })
  origin = `http://127.0.0.1:${(sandbox.server.address() as AddressInfo).port}`
  app = await startTestApp({ AUTHORITY_URL: `${origin}/authorities`, SMS_URL: `${origin}/sms` })
})
afterAll(async () => {
  await app.close()
  await sandbox.close()
})

const password = 'Test-2026'
/** Registered, and signed in nowhere. */
async function aPerson() {
  const person = await aCitizen(app)
  await sql`delete from identity.session where citizen_id = ${person.id}`.execute(app.services.db)
  return person
}
async function signedIn(phone: string, agent?: string) {
  const browser = aBrowser(app, agent)
  expect((await browser('POST', '/sessions', { account: phone, password })).status).toBe(200)
  return browser
}
async function lastText(phone: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`select id from platform.sms where sent_at is null`.execute(app.services.db)
  for (const { id } of rows) await sendSms({ smsId: id }, app.services)
  const messages = (await (await fetch(`${origin}/sms/messages?phone=${phone}&limit=1`)).json()) as { text: string }[]
  return messages[0]?.text ?? ''
}
const lastCode = async (phone: string) => /\d{6}/.exec(await lastText(phone))?.[0] ?? ''

test('a person sees his devices and his history, and signs a device out from afar', async () => {
  const { phone } = await aPerson()
  const mine = await signedIn(phone, 'Mozilla/5.0 (iPhone) Safari/605')
  const lost = await signedIn(phone, 'Mozilla/5.0 (Windows NT 10.0) Chrome/140.0')
  await aBrowser(app)('POST', '/sessions', { account: phone, password: 'wrong-1-wrong' })

  const { body: sessions } = await mine<CitizenSession[]>('GET', '/me/sessions')
  expect(sessions.map(({ machine, current }) => ({ machine, current }))).toEqual([
    { machine: 'Windows', current: false },
    { machine: 'iPhone', current: true },
  ])
  const { body: history } = await mine<{ rows: CitizenSignIn[] }>('GET', '/me/sign-ins')
  expect(history.rows.map(({ outcome, newDevice }) => ({ outcome, newDevice }))).toEqual([
    { outcome: 'refused', newDevice: true },
    { outcome: 'succeeded', newDevice: true },
    { outcome: 'succeeded', newDevice: true },
  ])
  expect(history.rows[0]?.place).toMatch(/\*$/)

  expect((await mine('DELETE', `/me/sessions/${sessions[0]?.id}`)).status).toBe(204)
  expect((await lost('GET', '/me')).status).toBe(401)
  expect((await mine('GET', '/me')).status).toBe(200)
  expect((await mine('DELETE', `/me/sessions/${sessions[0]?.id}`)).status).toBe(404)
})

test('nobody ends the session of somebody else, and all other own ones end together', async () => {
  const [one, other] = [await aPerson(), await aPerson()]
  const victim = await signedIn(one.phone)
  const stranger = await signedIn(other.phone)
  const { body: sessions } = await victim<CitizenSession[]>('GET', '/me/sessions')
  expect((await stranger('DELETE', `/me/sessions/${sessions[0]?.id}`)).status).toBe(404)
  const second = await signedIn(one.phone)
  expect((await second<{ ended: number }>('DELETE', '/me/sessions')).body.ended).toBe(1)
  expect((await victim('GET', '/me')).status).toBe(401)
  expect((await stranger('GET', '/me')).status).toBe(200)
})

test('signing in again with the same device is not a new device', async () => {
  const { phone } = await aPerson()
  const browser = await signedIn(phone)
  await browser('DELETE', '/sessions/current')
  await browser('POST', '/sessions', { account: phone, password })
  const { body } = await browser<{ rows: CitizenSignIn[] }>('GET', '/me/sign-ins')
  expect(body.rows.map(({ newDevice }) => newDevice)).toEqual([false, true])
})

test('what matters asks for the person himself; the proof lasts thirty minutes and only in its own session', async () => {
  const { phone } = await aPerson()
  const browser = await signedIn(phone)
  const refused = await browser('POST', '/me/password', { password: 'Other-2026' })
  expect([refused.status, refused.body.type]).toEqual([403, 'urn:problem:identity:step-up-needed'])
  expect((await browser('POST', '/sessions/current/step-up', { password: 'wrong-2026' })).body.type).toBe(
    'urn:problem:identity:wrong-proof',
  )
  const proved = await browser<CurrentSession>('POST', '/sessions/current/step-up', { password })
  expect(proved.body.ways).toEqual(['password', 'sms-code'])
  expect(proved.cookies[0]).toMatchObject({ name: '__Host-step-up', httpOnly: true, secure: true, sameSite: 'Lax' })
  expect((await browser('POST', '/me/export-of-nothing')).status).toBe(404)

  const thief = aBrowser(app)
  await thief('POST', '/sessions', { account: phone, password })
  expect((await thief('POST', '/me/password', { password: 'Other-2026' })).body.type).toBe(refused.body.type)

  app.clock.advance(31 * 60_000)
  expect((await browser('POST', '/me/password', { password: 'Other-2026' })).body.type).toBe(refused.body.type)
  expect((await browser<CurrentSession>('GET', '/sessions/current')).body.steppedUpUntil).toBeNull()
})

test('a new password is a good one, and signs out everywhere else', async () => {
  const { phone, id } = await aPerson()
  const elsewhere = await signedIn(phone)
  const browser = await signedIn(phone)
  await browser('POST', '/sessions/current/step-up/phone-codes')
  expect((await browser('POST', '/sessions/current/step-up', { code: await lastCode(phone) })).status).toBe(200)
  const weak = await browser<{ errors: { path: string }[] }>('POST', '/me/password', { password: `a${phone}` })
  expect([weak.status, weak.body.errors[0]?.path]).toEqual([400, '/password'])
  expect((await browser('POST', '/me/password', { password: 'Other-2026-hill' })).status).toBe(204)
  expect((await elsewhere('GET', '/me')).status).toBe(401)
  expect((await browser('GET', '/me')).status).toBe(200)
  expect((await aBrowser(app)('POST', '/sessions', { account: phone, password })).status).toBe(401)
  expect((await aBrowser(app)('POST', '/sessions', { account: phone, password: 'Other-2026-hill' })).status).toBe(200)
  const { rows } = await sql<{ type: string }>`
    select type from platform.event where subject->>'citizenId' = ${id} and type like 'citizen.%' order by id`.execute(
    app.services.db,
  )
  expect(rows.map(({ type }) => type)).toContain('citizen.password-changed')
})

test('a code sent for one purpose opens no other', async () => {
  const { phone } = await aPerson()
  const browser = await signedIn(phone)
  await browser('POST', '/sessions/current/step-up/phone-codes')
  const code = await lastCode(phone)
  expect((await aBrowser(app)('POST', '/sessions/by-code', { phone, code })).status).toBe(401)
  expect(
    (await browser('POST', '/sessions/current/step-up', { code: code === '000000' ? '1' : '000000' })).status,
  ).toBe(401)
})

test('a new phone is the own one, confirmed by code and carrier; the old one is told and opens nothing more', async () => {
  const [wang, other] = ['王磊', '周敏'].map((name) => fixedPeople.find((each) => each.name === name))
  if (!wang?.phone || !other?.phone) throw new Error('the sandbox lacks the two')
  const old = '13977012345'
  const { name, idNumber, phone } = wang
  await app.services.db
    .transaction()
    .execute((tx) => registerDirectly(tx, app.services, { name, idNumber, phone: old, password }))
  const browser = await signedIn(old)
  await browser('POST', '/sessions/current/step-up', { password })
  expect((await browser('POST', '/me/phone/codes', { phone: old })).body.type).toBe('urn:problem:identity:same-phone')
  await browser('POST', '/me/phone/codes', { phone: other.phone })
  const notHis = await browser('POST', '/me/phone', { phone: other.phone, code: await lastCode(other.phone) })
  expect(notHis.body.type).toBe('urn:problem:identity:factor-mismatch')
  expect((await aBrowser(app)('POST', '/sessions', { account: other.phone, password })).status).toBe(401)

  await browser('POST', '/me/phone/codes', { phone })
  const changed = await browser<Me>('POST', '/me/phone', { phone, code: await lastCode(phone) })
  expect([changed.status, changed.body.phone]).toEqual([200, `${phone.slice(0, 3)}****${phone.slice(-4)}`])
  expect(await lastText(old)).toContain('手机号已更换')
  expect((await aBrowser(app)('POST', '/sessions', { account: old, password })).status).toBe(401)
  expect((await aBrowser(app)('POST', '/sessions', { account: phone, password })).status).toBe(200)
})

test('of two changes of phone at once one stays, and only its number opens the account', async () => {
  const { name, idNumber, phone: old = '' } = personAt(710_000)
  const numbers = [personAt(710_001).phone ?? '', personAt(710_002).phone ?? '']
  const id = await app.services.db
    .transaction()
    .execute((tx) => registerDirectly(tx, app.services, { name, idNumber, phone: old, password }))
  // Both changes have passed the carrier, who knows one number after the other, before either may touch the account.
  const holder = await app.services.pool.connect()
  await holder.query('begin')
  await holder.query('select 1 from identity.citizen where id = $1 for update', [id])
  const waiting = async () =>
    (
      await sql<{ count: number }>`select count(*)::int as count from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`.execute(app.services.db)
    ).rows[0]?.count
  const changes = []
  for (const [n, phone] of numbers.entries()) {
    const browser = await signedIn(old)
    await browser('POST', '/sessions/current/step-up', { password })
    await browser('POST', '/me/phone/codes', { phone })
    const code = await lastCode(phone)
    await fetch(`${origin}/population/${idNumber}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name, phone }),
    })
    changes.push(browser('POST', '/me/phone', { phone, code }))
    await expect.poll(waiting).toBe(n + 1)
  }
  await holder.query('rollback')
  holder.release()
  expect((await Promise.all(changes)).map(({ status }) => status)).toEqual([200, 200])
  const opens = async (phone: string) => (await aBrowser(app)('POST', '/sessions', { account: phone, password })).status
  expect([await opens(old), await opens(numbers[0] ?? ''), await opens(numbers[1] ?? '')]).toEqual([401, 401, 200])
})

test('wrong passwords lock an account for growing times, by number and phone together, and a code still opens it', async () => {
  const { phone, idNumber } = await aPerson()
  const wrong = (account: string) => aBrowser(app)('POST', '/sessions', { account, password: 'wrong-2026' })
  const proved = async (account: string) =>
    aBrowser(app)('POST', '/sessions', { account, password: 'wrong-2026', proof: await aProof() })
  for (const account of [phone, idNumber, phone]) expect((await wrong(account)).status).toBe(401)
  expect((await wrong(phone)).body.type).toBe('urn:problem:identity:proof-needed')
  expect((await proved(idNumber)).status).toBe(401)
  expect((await proved(phone)).status).toBe(401)
  const waits: number[] = []
  for (let n = 0; n < 4; n += 1) {
    const locked = await proved(phone)
    expect(locked.body.type).toBe('urn:problem:identity:sign-in-locked')
    const wait = Number(locked.headers['retry-after'])
    waits.push(wait)
    app.clock.advance(wait * 1000)
    expect((await proved(phone)).status).toBe(401)
  }
  expect(waits).toEqual([60, 120, 300, 900])
  expect((await aBrowser(app)('POST', '/sessions', { account: phone, password, proof: await aProof() })).status).toBe(
    429,
  )
  const byCode = aBrowser(app)
  await byCode('POST', '/sessions/phone-codes', { phone })
  expect((await byCode('POST', '/sessions/by-code', { phone, code: await lastCode(phone) })).status).toBe(200)
})

async function aProof(): Promise<string> {
  const { body } = await aBrowser(app)<Challenge>('POST', '/challenges')
  const hash = (text: string) => createHash('sha256').update(text).digest()
  for (let from = 0; ; from += 10_000) {
    const answer = solve(body.challenge, body.bits, { from, count: 10_000 }, hash)
    if (answer !== undefined) return `${body.challenge}.${answer}`
  }
}

test('of parallel guesses no more than five are looked at', async () => {
  const { phone } = await aPerson()
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => aBrowser(app)('POST', '/sessions', { account: phone, password: 'wrong-2026' })),
  )
  const looked = answers.filter(({ body }) => body.type === 'urn:problem:identity:wrong-credentials')
  expect(looked.length).toBeLessThanOrEqual(5)
  expect(answers.filter(({ status }) => status === 200)).toEqual([])
})

test('a proof counts once, in time, and only one of ours', async () => {
  const busy = await startTestApp({ PROOF_AFTER: '0' })
  const send = (proof?: string) => aBrowser(busy)('POST', '/sessions/phone-codes', { phone: '13977778888', proof })
  try {
    expect((await send()).body.type).toBe('urn:problem:identity:proof-needed')
    const { body } = await aBrowser(busy)<Challenge>('POST', '/challenges')
    const hash = (text: string) => createHash('sha256').update(text).digest()
    const answer = solve(body.challenge, body.bits, { from: 0, count: 10_000_000 }, hash) ?? 0
    const easier = body.challenge.replace('.17.', '.1.')
    for (const bad of [`${body.challenge}.${answer + 1}`, `${easier}.0`, `${easier}.1`])
      expect((await send(bad)).status, bad).toBe(428)
    expect((await send(`${body.challenge}.${answer}`)).status).toBe(202)
    expect((await send(`${body.challenge}.${answer}`)).status).toBe(428)
  } finally {
    await busy.close()
  }
})
