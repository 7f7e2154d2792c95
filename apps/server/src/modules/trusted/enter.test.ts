import type { AddressInfo } from 'node:net'
import type { Consent } from '@zhengtong/contract/personal'
import type { Me, Registration } from '@zhengtong/contract/identity'
import type { TrustedAttempt, TrustedIdentity } from '@zhengtong/contract/trusted'
import { personAt } from '@zhengtong/sandbox/population/generated'
import { buildSandbox } from '@zhengtong/sandbox/sandbox'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Event } from '../../platform/events.ts'
import { sendSms } from '../../platform/sms.ts'
import { startTestApp } from '../../testing/app.ts'
import { aBrowser } from '../../testing/browser.ts'
import type { TestApp } from '../../testing/factories.ts'
import * as identity from '../identity/index.ts'
import { linkRegistered } from './link-registered.ts'

let sandbox: Awaited<ReturnType<typeof buildSandbox>>
let app: TestApp
let origin: string
beforeAll(async () => {
  sandbox = await buildSandbox()
  await sandbox.listen({ port: 0, host: '127.0.0.1' })
  origin = `http://127.0.0.1:${(sandbox.server.address() as AddressInfo).port}`
  app = await startTestApp({
    AUTHORITY_URL: `${origin}/authorities`,
    SMS_URL: `${origin}/sms`,
    TRUSTED_URL: `${origin}/trusted`,
    AUTHORITY_TIMEOUT_MS: '1000',
  })
})
afterAll(async () => {
  await app.close()
  await sandbox.close()
})

type Browser = ReturnType<typeof aBrowser>
const consentVersion = '2026-11-30'
const completion = { agreementVersion: '2026-11-01', password: 'Hill-2026-cloud' }
let serial = 800_000
const somebody = () => personAt((serial += 7))

const start = async (browser: Browser, what: 'registrations' | 'recoveries' = 'registrations') =>
  (
    await browser<TrustedAttempt>(
      'POST',
      `/${what}/trusted-identity`,
      what === 'registrations' ? { consentVersion } : undefined,
    )
  ).body
const ask = async (browser: Browser, what: 'registrations' | 'recoveries' = 'registrations') =>
  browser<{ attempt: TrustedAttempt; registration: Registration | null; me: Me | null }>(
    'POST',
    `/${what}/by-trusted-identity`,
  )
/** What the person does in the authority's app. */
const decide = ({ confirmUrl, checkCode }: TrustedAttempt, idNumber: string, share = true) =>
  fetch(confirmUrl, {
    method: 'POST',
    body: new URLSearchParams({ act: 'confirm', idNumber, checkCode, ...(share ? { share: 'yes' } : {}) }),
  })
/** The worker's part: what follows from somebody having registered or come back. */
async function workOff() {
  const { rows } = await sql<Event>`select id, type, subject, at from platform.event
    where type in ('citizen.registered', 'citizen.recovered') order by id`.execute(app.services.db)
  for (const event of rows) await app.services.db.transaction().execute((tx) => linkRegistered(tx, event, app.services))
}
const accounts = async (idNumber: string) => {
  const digest = app.services.crypto.blindIndex('id-number', idNumber)
  const { rows } = await sql<{ citizenId: string }>`
    select citizen_id from identity.person_key where id_number_digest = ${digest}`.execute(app.services.db)
  return rows.map(({ citizenId }) => citizenId)
}
async function lastCode(phone: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`select id from platform.sms where sent_at is null`.execute(app.services.db)
  for (const { id } of rows) await sendSms({ smsId: id }, app.services)
  const messages = (await (await fetch(`${origin}/sms/messages?phone=${phone}&limit=1`)).json()) as { text: string }[]
  return /\d{6}/.exec(messages[0]?.text ?? '')?.[0] ?? ''
}
async function registered() {
  const person = somebody()
  const browser = aBrowser(app)
  await decide(await start(browser), person.idNumber)
  await ask(browser)
  const { body: me } = await browser<Me>('POST', '/registrations/current/completion', completion)
  await workOff()
  return { ...person, browser, me }
}
async function aPersonByNumber() {
  const { name, idNumber, phone = '' } = somebody()
  const { services } = app
  const person = { name, idNumber, phone, password: completion.password }
  const id = await services.db.transaction().execute((tx) => identity.registerDirectly(tx, services, person))
  return { id, idNumber, phone }
}

test('whoever holds a 网证 registers without typing name or number, at the level of a real person', async () => {
  const { name, idNumber, phone = '' } = somebody()
  const browser = aBrowser(app)
  const attempt = await start(browser)
  expect((await ask(browser)).body).toMatchObject({ attempt: { state: 'open' }, registration: null, me: null })
  await decide(attempt, idNumber)
  const { body } = await ask(browser)
  expect(body.registration).toMatchObject({ verifiedBy: 'trusted-identity', stillNeeded: 0, factors: [] })
  expect(JSON.stringify(body)).not.toContain(idNumber)
  // A phone he may add, as everybody; he need not.
  await browser('POST', '/registrations/current/phone-codes', { phone })
  const factor = { kind: 'phone', value: phone, code: await lastCode(phone) }
  expect((await browser('POST', '/registrations/current/factors', factor)).status).toBe(200)
  const { status, body: me } = await browser<Me>('POST', '/registrations/current/completion', completion)
  expect([status, me.name, me.level, me.phone]).toEqual([201, name, 'L3', `${phone.slice(0, 3)}****${phone.slice(-4)}`])
  const { rows } = await sql<{ kind: string; version: string }>`
    select kind, version from identity.consent where citizen_id = ${me.id} order by kind`.execute(app.services.db)
  expect(rows).toEqual([
    { kind: 'identity-data', version: consentVersion },
    { kind: 'service-agreement', version: '2026-11-01' },
  ])

  expect((await browser<Consent[]>('GET', '/me/consents')).body.map(({ kind, state }) => [kind, state])).toContainEqual(
    ['identity-data', 'given'],
  )

  await workOff()
  await workOff()
  expect((await browser<TrustedIdentity>('GET', '/me/trusted-identity')).body).toMatchObject({
    level: 'L3',
    proofs: [{ mode: 'credential' }],
  })
  const phoneOfHis = aBrowser(app)
  const again = (await phoneOfHis<TrustedAttempt>('POST', '/sessions/trusted-identity')).body
  await decide(again, idNumber, false)
  expect((await phoneOfHis<{ me: Me | null }>('POST', '/sessions/by-trusted-identity')).body.me?.id).toBe(me.id)
})

test('who does not hand name and number over gets no account, and is told so', async () => {
  const { idNumber } = somebody()
  const browser = aBrowser(app)
  await decide(await start(browser), idNumber, false)
  expect((await ask(browser)).body).toMatchObject({ attempt: { state: 'withheld' }, registration: null, me: null })
  expect(await accounts(idNumber)).toEqual([])
})

test('a consent to an older text starts nothing; an attempt belongs to its browser', async () => {
  const { idNumber } = somebody()
  const browser = aBrowser(app)
  const old = await browser('POST', '/registrations/trusted-identity', { consentVersion: '2025-01-01' })
  expect(old.body.type).toBe('urn:problem:trusted:consent-outdated')
  await decide(await start(browser), idNumber)
  expect((await ask(aBrowser(app))).status).toBe(404)
  // An attempt at registering opens no other door.
  expect((await browser('POST', '/sessions/by-trusted-identity')).status).toBe(404)
  expect((await ask(browser, 'recoveries')).status).toBe(404)
  expect((await ask(browser)).body.registration).not.toBeNull()
})

test('who has an account by number enters that one, and it is linked', async () => {
  const { id, idNumber } = await aPersonByNumber()
  const browser = aBrowser(app)
  await decide(await start(browser), idNumber)
  const answers = await Promise.all(Array.from({ length: 4 }, () => ask(browser)))
  expect(answers.filter(({ body }) => body.me?.id === id)).toHaveLength(1)
  expect(answers.every(({ body }) => body.registration === null)).toBe(true)
  const mine = (await browser<TrustedIdentity>('GET', '/me/trusted-identity')).body
  expect(mine).toMatchObject({ level: 'L3', proofs: [{ mode: 'credential' }] })
  expect(mine.linkedAt).not.toBeNull()
  expect(await accounts(idNumber)).toEqual([id])
})

test('of registrations by number and by 网证 completed at once one becomes the account, and both ways lead to it', async () => {
  const { name, idNumber, phone = '', bankCard = '', providentFund = '' } = somebody()
  expect(phone).not.toBe('')
  const byNumber = aBrowser(app)
  await byNumber('POST', '/registrations', { name, idNumber })
  for (const [kind, value] of Object.entries({ bankCard, providentFund }))
    await byNumber('POST', '/registrations/current/factors', { kind, value })
  const others = [aBrowser(app), aBrowser(app)]
  for (const browser of others) {
    await decide(await start(browser), idNumber)
    expect((await ask(browser)).body.registration).not.toBeNull()
  }
  const made = await Promise.all(
    [byNumber, ...others].map((browser) => browser<Me>('POST', '/registrations/current/completion', completion)),
  )
  expect(made.map(({ status }) => status).toSorted()).toEqual([201, 409, 409])
  await workOff()
  const browser = aBrowser(app)
  await decide(await start(browser), idNumber)
  const { me } = (await ask(browser)).body
  expect([me?.id]).toEqual(await accounts(idNumber))
})

test('a linked 网证 opens a lost account: new password, other sessions end, nothing typed', async () => {
  const { browser, me, idNumber } = await registered()
  const guest = aBrowser(app)
  await decide(await start(guest, 'recoveries'), idNumber, false)
  const { body } = await ask(guest, 'recoveries')
  expect(body.registration).toMatchObject({ verifiedBy: 'trusted-identity', stillNeeded: 0 })
  const input = { password: 'River-2026-stone', keepPhone: true, keepPasskeys: false }
  const back = await guest<Me>('POST', '/registrations/current/recovery', input)
  expect([back.status, back.body.id]).toEqual([200, me.id])
  expect((await browser('GET', '/me')).status).toBe(401)
  expect((await guest('GET', '/me')).status).toBe(200)
  expect((await guest('POST', '/registrations/current/recovery', input)).status).toBe(401)
})

test('a 网证 that is linked to no account recovers none', async () => {
  const { idNumber } = await aPersonByNumber()
  const guest = aBrowser(app)
  await decide(await start(guest, 'recoveries'), idNumber)
  expect((await ask(guest, 'recoveries')).body).toMatchObject({ attempt: { state: 'not-linked' }, registration: null })
  expect((await guest('GET', '/registrations/current')).status).toBe(401)
})

test('name and number are kept in clear nowhere on the way', async () => {
  const { rows } = await sql<{ text: string }>`
    select row_to_json(a)::text as text from trusted.attempt a
    union all select row_to_json(r)::text from identity.registration r
    union all select row_to_json(e)::text from platform.event e`.execute(app.services.db)
  expect(rows.map(({ text }) => text).join('\n')).not.toMatch(/770188\d/)
})
