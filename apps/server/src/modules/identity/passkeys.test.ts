import type { CitizenSignIn, CurrentSession } from '@zhengtong/contract/account'
import type { Me } from '@zhengtong/contract/identity'
import type { Passkey } from '@zhengtong/contract/passkeys'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp } from '../../testing/app.ts'
import { anAuthenticator } from '../../testing/authenticator.ts'
import { aBrowser } from '../../testing/browser.ts'
import { aCitizen, type TestApp } from '../../testing/factories.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

const password = 'Test-2026'
const refused = 'urn:problem:identity:passkey-refused'

/** A person who is signed in, has proved himself and has added a passkey. */
async function aHolder() {
  const person = await aCitizen(app)
  const browser = aBrowser(app)
  const key = anAuthenticator()
  await browser('POST', '/sessions', { account: person.phone, password })
  expect((await browser('POST', '/me/passkeys/options')).body.type).toBe('urn:problem:identity:step-up-needed')
  await browser('POST', '/sessions/current/step-up', { password })
  const { body: options } = await browser<{ challenge: string }>('POST', '/me/passkeys/options')
  const credential = key.create(options.challenge)
  const added = await browser<Passkey>('POST', '/me/passkeys', { name: '我的手机', credential })
  return { person, browser, key, credential, added, challenge: options.challenge }
}
async function challengeFor(browser: ReturnType<typeof aBrowser>, path = '/sessions/passkey-options') {
  return (await browser<{ challenge: string }>('POST', path)).body.challenge
}

test('a passkey is added, signs in, and proves the person anew', async () => {
  const { person, browser, key, added } = await aHolder()
  expect(added).toMatchObject({ status: 201, body: { name: '我的手机', lastUsedAt: null } })
  const guest = aBrowser(app)
  const signedIn = await guest<Me>('POST', '/sessions/by-passkey', key.sign(await challengeFor(guest)))
  expect([signedIn.status, signedIn.body.id]).toEqual([200, person.id])
  const { body: history } = await guest<{ rows: CitizenSignIn[] }>('GET', '/me/sign-ins')
  expect(history.rows[0]?.method).toBe('passkey')

  const path = '/sessions/current/step-up'
  expect((await guest('POST', '/me/password', { password: 'Other-2026-hill' })).status).toBe(403)
  const proof = key.sign(await challengeFor(guest, `${path}/passkey-options`))
  const proved = await guest<CurrentSession>('POST', `${path}/by-passkey`, proof)
  expect(proved.body.ways).toEqual(['passkey', 'password', 'sms-code'])
  expect((await guest('POST', '/me/password', { password: 'Other-2026-hill' })).status).toBe(204)
  // Whoever changes his password signs out everywhere else; the passkey stays.
  expect((await browser('GET', '/me')).status).toBe(401)
})

test('a signature counts once, for its own site, purpose and person, and only from an unlocked device', async () => {
  const { browser, key } = await aHolder()
  const guest = aBrowser(app)
  const send = (answer: object) => guest('POST', '/sessions/by-passkey', answer)
  const used = key.sign(await challengeFor(guest))
  expect((await send(used)).status).toBe(200)
  expect((await send(used)).body.type).toBe(refused)
  const elsewhere = key.sign(await challengeFor(guest), { origin: 'https://phishing.example' })
  expect((await send(elsewhere)).body.type).toBe(refused)
  expect((await send(key.sign(await challengeFor(guest), { verified: false }))).body.type).toBe(refused)
  expect((await send(key.sign('bm90LW91cnM'))).body.type).toBe(refused)
  const forStepUp = key.sign(await challengeFor(browser, '/sessions/current/step-up/passkey-options'))
  expect((await send(forStepUp)).body.type).toBe(refused)
  expect((await send(anAuthenticator().sign(await challengeFor(guest)))).body.type).toBe(refused)
  const late = key.sign(await challengeFor(guest))
  app.clock.advance(6 * 60_000)
  expect((await send(late)).body.type).toBe(refused)
})

test('somebody else can neither add the key to his account nor prove himself with it', async () => {
  const { key, challenge } = await aHolder()
  const other = await aHolder()
  const path = '/sessions/current/step-up'
  const proof = key.sign(await challengeFor(other.browser, `${path}/passkey-options`))
  expect((await other.browser('POST', `${path}/by-passkey`, proof)).body.type).toBe(refused)
  const options = await other.browser<{ challenge: string }>('POST', '/me/passkeys/options')
  const add = (with_: string) =>
    other.browser('POST', '/me/passkeys', { name: '偷来的', credential: key.create(with_) })
  expect((await add(challenge)).body.type).toBe(refused)
  expect((await add(options.body.challenge)).body.type).toBe('urn:problem:identity:passkey-taken')
})

test('a copied key that falls behind in counting is refused, and two uses at once count as one', async () => {
  const { key, person } = await aHolder()
  const guest = aBrowser(app)
  const answer = key.sign(await challengeFor(guest))
  const both = await Promise.all([1, 2].map(() => aBrowser(app)('POST', '/sessions/by-passkey', answer)))
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 401])
  await sql`update identity.passkey set counter = 1000 where citizen_id = ${person.id}`.execute(app.services.db)
  expect((await guest('POST', '/sessions/by-passkey', key.sign(await challengeFor(guest)))).body.type).toBe(refused)
})

test('of passkeys added at once no more than ten stay', async () => {
  const { browser } = await aHolder()
  const answers = await Promise.all(
    Array.from({ length: 12 }, async (_, n) => {
      const { body } = await browser<{ challenge: string }>('POST', '/me/passkeys/options')
      const credential = anAuthenticator().create(body.challenge)
      return browser('POST', '/me/passkeys', { name: `第 ${n} 把`, credential })
    }),
  )
  expect(answers.filter(({ status }) => status === 201).length).toBe(9)
  expect((await browser<Passkey[]>('GET', '/me/passkeys')).body.length).toBe(10)
})

test('a removed passkey opens nothing; there are at most ten', async () => {
  const { browser, key, added } = await aHolder()
  const stranger = await aHolder()
  expect((await stranger.browser('DELETE', `/me/passkeys/${added.body.id}`)).status).toBe(404)
  for (let n = 1; n < 10; n += 1) {
    const { body } = await browser<{ challenge: string }>('POST', '/me/passkeys/options')
    const credential = anAuthenticator().create(body.challenge)
    expect((await browser('POST', '/me/passkeys', { name: `第 ${n} 把`, credential })).status).toBe(201)
  }
  expect((await browser('POST', '/me/passkeys/options')).body.type).toBe('urn:problem:identity:too-many-passkeys')
  expect((await browser('DELETE', `/me/passkeys/${added.body.id}`)).status).toBe(204)
  expect((await browser<Passkey[]>('GET', '/me/passkeys')).body.length).toBe(9)
  const guest = aBrowser(app)
  expect((await guest('POST', '/sessions/by-passkey', key.sign(await challengeFor(guest)))).body.type).toBe(refused)
})
