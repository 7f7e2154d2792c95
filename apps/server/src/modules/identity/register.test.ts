import type { AddressInfo } from 'node:net'
import type { Me, Registration } from '@zhengtong/contract/identity'
import { fixedPeople } from '@zhengtong/sandbox/population/fixed'
import { buildSandbox } from '@zhengtong/sandbox/sandbox'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sendSms } from '../../platform/sms.ts'
import { startTestApp } from '../../testing/app.ts'
import { aBrowser as newBrowser } from '../../testing/browser.ts'
import type { TestApp } from '../../testing/factories.ts'

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
    AUTHORITY_TIMEOUT_MS: '400',
  })
})
afterAll(async () => {
  await app.close()
  await sandbox.close()
})

const aBrowser = () => newBrowser(app)
function person(name: string) {
  const found = fixedPeople.find((each) => each.name === name)
  if (!found) throw new Error(`the sandbox has no ${name}`)
  return found
}
async function lastCode(phone: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`select id from platform.sms where sent_at is null`.execute(app.services.db)
  for (const { id } of rows) await sendSms({ smsId: id }, app.services)
  const messages = (await (await fetch(`${origin}/sms/messages?phone=${phone}&limit=1`)).json()) as { text: string }[]
  return /\d{6}/.exec(messages[0]?.text ?? '')?.[0] ?? ''
}
const password = 'Test-2026'

test('a person registers with two factors and the agreement, and signs in with the phone, by password and by code', async () => {
  const browser = aBrowser()
  const { name, idNumber, phone = '', bankCard = '' } = person('王磊')
  const started = await browser<Registration>('POST', '/registrations', { name, idNumber: idNumber.toLowerCase() })
  expect(started.body).toMatchObject({ name: '王*', stillNeeded: 2 })
  expect(started.cookies[0]).toMatchObject({
    name: '__Host-registration',
    httpOnly: true,
    secure: true,
    sameSite: 'Lax',
    path: '/',
  })
  await browser('POST', '/registrations/current/phone-codes', { phone })
  expect((await browser('POST', '/registrations/current/phone-codes', { phone })).body.type).toBe(
    'urn:problem:identity:code-too-soon',
  )
  expect(
    (await browser('POST', '/registrations/current/factors', { kind: 'phone', value: phone, code: '000000' })).body
      .type,
  ).toBe('urn:problem:identity:wrong-code')
  const phoneVerified = await browser<Registration>('POST', '/registrations/current/factors', {
    kind: 'phone',
    value: phone,
    code: await lastCode(phone),
  })
  expect(phoneVerified.body.stillNeeded).toBe(1)
  const early = await browser('POST', '/registrations/current/completion', { agreementVersion: '2026-11-01', password })
  expect(early.body.type).toBe('urn:problem:identity:factors-missing')
  expect(
    (await browser<Registration>('POST', '/registrations/current/factors', { kind: 'bankCard', value: bankCard })).body
      .stillNeeded,
  ).toBe(0)
  expect(
    (await browser('POST', '/registrations/current/completion', { agreementVersion: '2020-01-01', password })).body
      .type,
  ).toBe('urn:problem:identity:agreement-outdated')
  expect(
    (
      await browser('POST', '/registrations/current/completion', {
        agreementVersion: '2026-11-01',
        password: 'onlyletters',
      })
    ).body.type,
  ).toBe('urn:problem:identity:weak-password')
  const done = await browser<Me>('POST', '/registrations/current/completion', {
    agreementVersion: '2026-11-01',
    password,
  })
  expect(done).toMatchObject({ status: 201, body: { name, level: 'L2' } })
  expect((await browser<Me>('GET', '/me')).body.id).toBe(done.body.id)

  const byPassword = aBrowser()
  expect((await byPassword<Me>('POST', '/sessions', { account: phone, password })).body.id).toBe(done.body.id)
  expect((await byPassword('DELETE', '/sessions/current')).status).toBe(204)
  expect((await byPassword('GET', '/me')).status).toBe(401)
  const byCode = aBrowser()
  await byCode('POST', '/sessions/phone-codes', { phone })
  const code = await lastCode(phone)
  expect((await byCode<Me>('POST', '/sessions/by-code', { phone, code })).body.id).toBe(done.body.id)
  expect((await aBrowser()('POST', '/sessions/by-code', { phone, code })).body.type).toBe(
    'urn:problem:identity:wrong-code',
  )

  const { rows } = await sql<{
    kind: string
    version: string
  }>`select kind, version from identity.consent where citizen_id = ${done.body.id}`.execute(app.services.db)
  expect(rows).toEqual([{ kind: 'service-agreement', version: '2026-11-01' }])
  expect((await aBrowser()('POST', '/registrations', { name, idNumber })).body.type).toBe(
    'urn:problem:identity:already-registered',
  )
})

const refusals: [string, string, string, string][] = [
  ['a name that the police know differently', '张叁', '770101199003070014', 'identity:factor-mismatch'],
  ['a person the police have locked', '钱锁定', '770190199001020038', 'identity:factor-locked'],
  ['a person the police do not know', '冯无名', '77019019900103005X', 'identity:factor-unknown'],
  ['an authority that does not answer', '郑超时', '770190199001010016', 'identity:authority-unavailable'],
  ['an authority that fails', '褚故障', '770190199001040071', 'identity:authority-unavailable'],
  ['an authority that answers nonsense', '卫乱码', '770190199001050093', 'identity:authority-unavailable'],
  ['a number with a wrong check digit', '张三', '770101199003070024', 'identity:bad-id-number'],
  ['a number with the 30th of February', '张三', '770101199002300017', 'identity:bad-id-number'],
]
for (const [what, name, idNumber, fact] of refusals) {
  test(`registration stops at ${what}`, async () => {
    const { status, body } = await aBrowser()('POST', '/registrations', { name, idNumber })
    expect(body.type).toBe(`urn:problem:${fact}`)
    expect(status).toBeGreaterThanOrEqual(400)
  })
}

test('failed factors are counted: the eleventh try of a day is refused', async () => {
  const browser = aBrowser()
  const { name, idNumber } = person('周敏')
  await browser('POST', '/registrations', { name, idNumber })
  const types: (string | undefined)[] = []
  for (let n = 0; n < 10; n += 1)
    types.push(
      (await browser('POST', '/registrations/current/factors', { kind: 'socialSecurityCard', value: `D9999990${n}` }))
        .body.type,
    )
  expect(new Set(types.slice(0, 9))).toEqual(new Set(['urn:problem:identity:factor-mismatch']))
  expect(types.at(-1)).toBe('urn:problem:identity:too-many-attempts')
})

test('a wrong password is refused like an unknown account', async () => {
  const unknown = await aBrowser()('POST', '/sessions', { account: '13911112222', password: 'whatever-1' })
  const { phone = '' } = person('王磊')
  const wrong = await aBrowser()('POST', '/sessions', { account: phone, password: 'wrong-2026' })
  expect(wrong).toMatchObject({ status: 401, body: { type: unknown.body.type, title: unknown.body['title'] } })
})

test('a phone without an account gets the same answer and no message', async () => {
  const phone = '13977778888'
  expect((await aBrowser()('POST', '/sessions/phone-codes', { phone })).status).toBe(202)
  expect(await lastCode(phone)).toBe('')
})

test('a registration ends after thirty minutes', async () => {
  const browser = aBrowser()
  const { name, idNumber } = person('吴丹')
  await browser('POST', '/registrations', { name, idNumber })
  app.clock.advance(31 * 60_000)
  expect((await browser('GET', '/registrations/current')).body.type).toBe('urn:problem:identity:no-registration')
})

test('no identity number and no phone is stored in plain text', async () => {
  const { rows } = await sql<{
    tables: string
  }>`select string_agg(query_to_xml(format('select * from %I.%I', n.nspname, c.relname), true, false, '')::text, '') as tables
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and n.nspname in ('identity', 'platform', 'graphile_worker')`.execute(
    app.services.db,
  )
  const dump = rows[0]?.tables ?? ''
  expect(dump.length).toBeGreaterThan(1_000)
  for (const { idNumber, phone } of fixedPeople) {
    expect(dump).not.toContain(idNumber)
    if (phone) expect(dump).not.toContain(phone)
  }
})
