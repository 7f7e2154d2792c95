import type { AddressInfo } from 'node:net'
import type { CitizenSignIn } from '@zhengtong/contract/account'
import type { Me, Registration } from '@zhengtong/contract/identity'
import type { Passkey } from '@zhengtong/contract/passkeys'
import type { Person } from '@zhengtong/sandbox/population/person'
import { personAt } from '@zhengtong/sandbox/population/generated'
import { buildSandbox } from '@zhengtong/sandbox/sandbox'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sendSms } from '../../platform/sms.ts'
import { startTestApp } from '../../testing/app.ts'
import { anAuthenticator } from '../../testing/authenticator.ts'
import { aBrowser } from '../../testing/browser.ts'
import type { TestApp } from '../../testing/factories.ts'
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

const [oldPassword, password] = ['Test-2026', 'Hill-2026-cloud']
const kept = { password, keepPhone: true, keepPasskeys: true }
const recovery = '/registrations/current/recovery'
type Browser = ReturnType<typeof aBrowser>

async function texts(phone: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from platform.sms where sent_at is null`.execute(app.services.db)
  for (const { id } of rows) await sendSms({ smsId: id }, app.services)
  const messages = (await (await fetch(`${origin}/sms/messages?phone=${phone}&limit=20`)).json()) as { text: string }[]
  return messages.map(({ text }) => text)
}
let serial = 850_000
/** Somebody with an account, an open session and a passkey, whose phone of then was another one. */
async function aHolder() {
  const person = personAt((serial += 7))
  const { services } = app
  const oldPhone = `139${String(serial).padStart(8, '0')}`
  const id = await services.db
    .transaction()
    .execute((tx) => registerDirectly(tx, services, { ...person, phone: oldPhone, password: oldPassword }))
  const browser = aBrowser(app)
  const key = anAuthenticator()
  await browser('POST', '/sessions', { account: oldPhone, password: oldPassword })
  await browser('POST', '/sessions/current/step-up', { password: oldPassword })
  const { body } = await browser<{ challenge: string }>('POST', '/me/passkeys/options')
  await browser('POST', '/me/passkeys', { name: '旧手机', credential: key.create(body.challenge) })
  return { ...person, id, oldPhone, browser }
}
/** Proves who he is by number and two factors; with `phone` one of them is his new phone. */
async function verified(person: Person, { phone = false } = {}) {
  const { name, idNumber, bankCard = '', providentFund = '' } = person
  const guest = aBrowser(app)
  await guest('POST', '/recoveries', { name, idNumber })
  await guest('POST', '/registrations/current/factors', { kind: 'bankCard', value: bankCard })
  if (phone) await verifyPhone(guest, person.phone ?? '')
  else await guest('POST', '/registrations/current/factors', { kind: 'providentFund', value: providentFund })
  return guest
}
async function verifyPhone(guest: Browser, phone: string) {
  await guest('POST', '/registrations/current/phone-codes', { phone })
  const code = /\d{6}/.exec((await texts(phone))[0] ?? '')?.[0] ?? ''
  await guest('POST', '/registrations/current/factors', { kind: 'phone', value: phone, code })
}

test('number and two factors give a lost account back with a new password and phone; the old phone is told', async () => {
  const person = await aHolder()
  const { id, idNumber, oldPhone, phone = '', browser } = person
  for (let n = 0; n < 7; n += 1) await aBrowser(app)('POST', '/sessions', { account: idNumber, password: 'wrong' })
  const guest = await verified(person, { phone: true })
  const back = await guest<Me>('POST', recovery, { password, keepPhone: false, keepPasskeys: false })
  expect([back.status, back.body.id, back.body.phone?.slice(-4)]).toEqual([200, id, phone.slice(-4)])
  expect((await texts(oldPhone))[0]).toContain('重设了密码')
  expect((await browser('GET', '/me')).status).toBe(401)
  expect((await guest<Passkey[]>('GET', '/me/passkeys')).body).toEqual([])
  expect((await guest<{ rows: CitizenSignIn[] }>('GET', '/me/sign-ins')).body.rows[0]?.method).toBe('recovery')
  // The waits of wrong passwords are over, and only the new password and phone open.
  const enter = async (account: string, by: string) =>
    (await aBrowser(app)('POST', '/sessions', { account, password: by })).status
  expect(await enter(idNumber, oldPassword)).toBe(401)
  expect(await enter(phone, password)).toBe(200)
  expect(await enter(oldPhone, password)).toBe(401)
})

test('without a new phone the old one stays or goes, as he says; keys stay when he still has them', async () => {
  const [still, gone] = [await aHolder(), await aHolder()]
  const guest = await verified(still)
  expect((await guest<Me>('POST', recovery, kept)).body.phone?.slice(-4)).toBe(still.oldPhone.slice(-4))
  expect((await guest<Passkey[]>('GET', '/me/passkeys')).body).toHaveLength(1)
  const other = await verified(gone)
  expect((await other<Me>('POST', recovery, { ...kept, keepPhone: false })).body.phone).toBeNull()
  // Whoever has that number next gets no code for this account.
  await aBrowser(app)('POST', '/sessions/phone-codes', { phone: gone.oldPhone })
  expect((await texts(gone.oldPhone)).some((text) => text.includes('验证码'))).toBe(false)
})

test('the answer is the same with and without an account, until all is verified', async () => {
  const [known, unknown] = [await aHolder(), personAt((serial += 7))]
  const answers = []
  for (const { name, idNumber } of [known, unknown]) {
    const { status, body } = await aBrowser(app)<Registration>('POST', '/recoveries', { name, idNumber })
    answers.push([status, body.factors, body.stillNeeded])
  }
  expect(answers[0]).toEqual(answers[1])
  const wrong = await aBrowser(app)('POST', '/recoveries', { name: '李四', idNumber: known.idNumber })
  expect(wrong.body.type).toBe('urn:problem:identity:factor-mismatch')
  const guest = await verified(unknown)
  expect((await guest('POST', recovery, kept)).body.type).toBe('urn:problem:identity:no-account')
  // What he has proved serves to register.
  const made = await guest('POST', '/registrations/current/completion', { agreementVersion: '2026-11-01', password })
  expect(made.status).toBe(201)
})

test('not before two factors are verified, not with a weak password, not by a stranger, and once', async () => {
  const person = await aHolder()
  const early = aBrowser(app)
  await early('POST', '/recoveries', { name: person.name, idNumber: person.idNumber })
  expect((await early('POST', recovery, kept)).body.type).toBe('urn:problem:identity:factors-missing')
  const guest = await verified(person)
  expect((await guest('POST', recovery, { ...kept, password: 'a12345678' })).status).toBe(400)
  expect((await aBrowser(app)('POST', recovery, kept)).status).toBe(401)
  expect((await person.browser('GET', '/me')).status).toBe(200)
  const both = await Promise.all([guest('POST', recovery, kept), guest('POST', recovery, kept)])
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 401])
})

test('tries at verifying are counted a person, and so are recoveries', async () => {
  const person = await aHolder()
  const { name, idNumber } = person
  const begin = () => aBrowser(app)('POST', '/recoveries', { name, idNumber })
  for (let n = 0; n < 10; n += 1) expect((await begin()).status).toBe(201)
  expect((await begin()).body.type).toBe('urn:problem:identity:too-many-attempts')
  app.clock.advance(25 * 3600_000)
  for (let n = 0; n < 3; n += 1) expect((await (await verified(person))('POST', recovery, kept)).status).toBe(200)
  expect((await (await verified(person))('POST', recovery, kept)).body.type).toBe(
    'urn:problem:identity:too-many-recoveries',
  )
})
