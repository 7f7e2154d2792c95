import type { AddressInfo } from 'node:net'
import type { CurrentSession } from '@zhengtong/contract/account'
import type { Me } from '@zhengtong/contract/identity'
import type { TrustedAttempt, TrustedIdentity, TrustedMode } from '@zhengtong/contract/trusted'
import { personAt } from '@zhengtong/sandbox/population/generated'
import { buildSandbox } from '@zhengtong/sandbox/sandbox'
import { pidOf } from '@zhengtong/sandbox/trusted/desk'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { newToken } from '../../platform/crypto/index.ts'
import { newId } from '../../platform/ids.ts'
import { startTestApp } from '../../testing/app.ts'
import { aBrowser } from '../../testing/browser.ts'
import type { TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'
import * as identity from '../identity/index.ts'
import { eraseCitizen } from './store.ts'

let sandbox: Awaited<ReturnType<typeof buildSandbox>>
let app: TestApp
let origin: string
beforeAll(async () => {
  sandbox = await buildSandbox()
  await sandbox.listen({ port: 0, host: '127.0.0.1' })
  origin = `http://127.0.0.1:${(sandbox.server.address() as AddressInfo).port}`
  app = await startTestApp({ TRUSTED_URL: `${origin}/trusted`, AUTHORITY_TIMEOUT_MS: '1000' })
})
afterAll(async () => {
  await app.close()
  await sandbox.close()
})
afterEach(async () => {
  await fetch(`${origin}/faults`, { method: 'DELETE' })
  // The circuit breaker forgets in half a minute.
  app.clock.advance(31_000)
})

const post = (path: string, body: object) =>
  fetch(origin + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
const fault = (mode: string, times = 1) => post('/faults', { authority: 'trusted', mode, times })
const trick = (kind: string) => post('/trusted/tricks', { kind })

/** What an installation without demo must set. */
const productive = {
  PUBLIC_URL: 'https://zwfw.example',
  SECRET_KEY: 'a-secret-of-this-test-with-enough-characters',
  AUTHORITY_URL: 'http://127.0.0.1:9/authorities',
  AUTHORITY_KEY: 'real',
  SMS_URL: 'http://127.0.0.1:9/sms',
  SMS_KEY: 'real',
}

let serial = 500_000
/** A registered person whom the authority knows. */
async function aPerson() {
  const { name, idNumber, phone = '' } = personAt((serial += 7))
  const { services } = app
  const id = await services.db
    .transaction()
    .execute((tx) => identity.registerDirectly(tx, services, { name, idNumber, phone, password: 'Test-2026' }))
  return anotherSession({ id, idNumber })
}
async function anotherSession({ id, idNumber }: { id: string; idNumber: string }) {
  const { token, digest } = newToken()
  await sql`insert into identity.session (token_digest, citizen_id, created_at, expires_at)
    values (${digest}, ${id}, now(), '2099-01-01')`.execute(app.services.db)
  return { id, idNumber, cookie: `__Host-citizen=${token}` }
}
type Person = Awaited<ReturnType<typeof aPerson>>

const start = async (person: Person, mode: TrustedMode = 'credential', id = newId()) =>
  send<TrustedAttempt & { type?: string }>(app, person, 'PUT', `/me/trusted-identity/attempts/${id}`, { mode })
const check = (person: Person, { id }: { id: string }) =>
  send<TrustedAttempt & { type?: string }>(app, person, 'POST', `/me/trusted-identity/attempts/${id}/check`)
const mine = async (person: Person) => (await send<TrustedIdentity>(app, person, 'GET', '/me/trusted-identity')).body

/** What the person does in the authority's app. */
function decide({ confirmUrl, checkCode }: TrustedAttempt, idNumber: string, act = 'confirm', code = checkCode) {
  return fetch(confirmUrl, { method: 'POST', body: new URLSearchParams({ act, idNumber, checkCode: code }) })
}

/** Links the person's credential. */
async function aLinkedPerson() {
  const person = await aPerson()
  const { body: attempt } = await start(person)
  await decide(attempt, person.idNumber)
  expect((await check(person, attempt)).body.state).toBe('done')
  return person
}

const consent = (person: Person) => send(app, person, 'PUT', '/me/consents/face-check', { version: '2026-11-01' })
const picture = (n: number) => Buffer.from(`ffd8ffe0000${n}`, 'hex').toString('base64')
const film = ({ challenge }: TrustedAttempt) => challenge.map((action, n) => ({ action, image: picture(n) }))
const show = (person: Person, { id }: TrustedAttempt, frames: object[]) =>
  send<TrustedAttempt & { type?: string }>(app, person, 'POST', `/me/trusted-identity/attempts/${id}/portrait`, {
    frames,
  })

test('a person confirms in the national app, is linked and a real person from then on', async () => {
  const person = await aPerson()
  expect(await mine(person)).toMatchObject({ available: true, level: 'L2', linkedAt: null, proofs: [] })
  const { body: attempt } = await start(person)
  expect((await check(person, attempt)).body.state).toBe('open')
  expect((await decide(attempt, person.idNumber)).status).toBe(200)
  expect((await check(person, attempt)).body.state).toBe('done')
  // Asked again, the same is answered, and nothing is done twice.
  expect((await check(person, attempt)).body.state).toBe('done')
  const now = await mine(person)
  expect(now).toMatchObject({ level: 'L3', proofs: [{ mode: 'credential' }] })
  expect(now.linkedAt).not.toBeNull()
  const { rows } = await sql<{
    pidDigest: string
  }>`select pid_digest from trusted.link where citizen_id = ${person.id}`.execute(app.services.db)
  expect(rows[0]?.pidDigest).toMatch(/^[0-9a-f]{64}$/)
})

test('a start repeated with the same id is the same attempt, and nobody else sees it', async () => {
  const [person, stranger] = [await aPerson(), await aPerson()]
  const { body: first } = await start(person)
  expect((await start(person, 'credential', first.id)).body).toEqual(first)
  expect((await start(stranger, 'credential', first.id)).status).toBe(404)
  expect((await check(stranger, first)).status).toBe(404)
})

test('the same start sent many times at once is one attempt', async () => {
  const [person, id] = [await aPerson(), newId()]
  const answers = await Promise.all(Array.from({ length: 6 }, () => start(person, 'credential', id)))
  expect(new Set(answers.map(({ body }) => body.confirmUrl)).size).toBe(1)
})

test('two questions at once bring one link and one proof', async () => {
  const person = await aPerson()
  const { body: attempt } = await start(person)
  await decide(attempt, person.idNumber)
  await Promise.all(Array.from({ length: 8 }, () => check(person, attempt)))
  expect((await check(person, attempt)).body.state).toBe('done')
  expect((await mine(person)).proofs).toHaveLength(1)
})

test("somebody else's confirmation links nothing", async () => {
  const [person, other] = [await aPerson(), await aPerson()]
  const { body: attempt } = await start(person)
  await decide(attempt, other.idNumber)
  expect((await check(person, attempt)).body.state).toBe('mismatch')
  expect(await mine(person)).toMatchObject({ level: 'L2', linkedAt: null, proofs: [] })
})

test('a pseudonym that opens another account is not linked twice', async () => {
  const [owner, person] = [await aLinkedPerson(), await aPerson()]
  const { body: attempt } = await start(person)
  await decide(attempt, person.idNumber)
  // As if the authority gave this person the pseudonym of the other.
  const { crypto, db } = app.services
  const digest = crypto.blindIndex('code', `pid:${pidOf('政通政务服务', person.idNumber)}`)
  await sql`update trusted.link set pid_digest = ${digest} where citizen_id = ${owner.id}`.execute(db)
  expect((await check(person, attempt)).body.state).toBe('taken')
  expect(await mine(person)).toMatchObject({ level: 'L2', linkedAt: null })
})

test('a wrong pair of digits does not confirm, and a refusal ends the attempt', async () => {
  const person = await aPerson()
  const { body: attempt } = await start(person)
  const wrong = attempt.checkCode === '00' ? '01' : '00'
  expect((await decide(attempt, person.idNumber, 'confirm', wrong)).status).toBe(422)
  expect((await check(person, attempt)).body.state).toBe('open')
  await decide(attempt, person.idNumber, 'decline')
  expect((await check(person, attempt)).body.state).toBe('declined')
})

test('an authority that is down, silent, slow or broken is no refusal, and the answer is not lost', async () => {
  const person = await aPerson()
  const { body: attempt } = await start(person)
  await decide(attempt, person.idNumber)
  for (const mode of ['error', 'malformed', 'timeout', 'slow']) {
    await fault(mode)
    const { status, body } = await check(person, attempt)
    expect([mode, status, body.type]).toEqual([mode, 503, 'urn:problem:trusted:unavailable'])
  }
  // The slow one came too late to be heard; asked once more, the authority repeats it.
  expect((await check(person, attempt)).body.state).toBe('done')
})

test('after five failures the authority is left alone for half a minute', async () => {
  const person = await aPerson()
  await fault('error', 5)
  for (let n = 0; n < 5; n += 1) expect((await start(person)).status).toBe(503)
  expect((await start(person)).status).toBe(503)
  app.clock.advance(31_000)
  expect((await start(person)).status).toBe(200)
})

test('a forged signature and an old answer are no answers', async () => {
  const person = await aPerson()
  const { body: attempt } = await start(person)
  await decide(attempt, person.idNumber)
  await trick('forged')
  expect((await check(person, attempt)).status).toBe(503)
  const other = await aPerson()
  const { body: later } = await start(other)
  await trick('replayed')
  expect((await check(person, attempt)).status).toBe(503)
  expect((await check(person, attempt)).body.state).toBe('done')
  // The signed answer about the first person does not count for the second.
  await trick('replayed')
  expect((await check(other, later)).status).toBe(503)
  expect(await mine(other)).toMatchObject({ level: 'L2', linkedAt: null })
})

test('an attempt ends after five minutes', async () => {
  const person = await aPerson()
  const { body: attempt } = await start(person)
  await decide(attempt, person.idNumber)
  app.clock.advance(301_000)
  expect((await check(person, attempt)).body.state).toBe('expired')
})

test('attempts are counted a person', async () => {
  const person = await aPerson()
  for (let n = 0; n < 10; n += 1) expect((await start(person)).status).toBe(200)
  const { status, body } = await start(person)
  expect([status, body.type]).toEqual([429, 'urn:problem:trusted:too-many-attempts'])
})

test('whoever is linked signs in with the credential; the attempt belongs to his browser and opens once', async () => {
  const person = await aLinkedPerson()
  const browser = aBrowser(app)
  const { status, body: attempt } = await browser<TrustedAttempt>('POST', '/sessions/trusted-identity')
  expect(status).toBe(201)
  expect((await browser<{ me: Me | null }>('POST', '/sessions/by-trusted-identity')).body.me).toBeNull()
  await decide(attempt, person.idNumber)
  expect((await aBrowser(app)('POST', '/sessions/by-trusted-identity')).status).toBe(404)
  const entered = await Promise.all(
    Array.from({ length: 5 }, () => browser<{ me: Me | null }>('POST', '/sessions/by-trusted-identity')),
  )
  expect(entered.filter(({ body }) => body.me?.id === person.id)).toHaveLength(1)
  expect((await browser<Me>('GET', '/me')).body.id).toBe(person.id)
  const { body: history } = await browser<{ rows: { method: string }[] }>('GET', '/me/sign-ins')
  expect(history.rows[0]?.method).toBe('trusted-identity')
})

test('a stranger to this platform, an unlinked and an erased person do not get in', async () => {
  const { db } = app.services
  const [unlinked, erased, gone] = [await aPerson(), await aLinkedPerson(), await aLinkedPerson()]
  await db.transaction().execute((tx) => identity.eraseCitizen(tx, erased.id))
  await db.transaction().execute((tx) => eraseCitizen(tx, gone.id))
  for (const { idNumber } of [unlinked, erased, gone]) {
    const browser = aBrowser(app)
    const { body: attempt } = await browser<TrustedAttempt>('POST', '/sessions/trusted-identity')
    await decide(attempt, idNumber)
    const { body } = await browser<{ attempt: TrustedAttempt; me: null }>('POST', '/sessions/by-trusted-identity')
    expect([body.attempt.state, body.me]).toEqual(['not-linked', null])
    expect((await browser('GET', '/me')).status).toBe(401)
  }
})

test('unlinking wants a step-up, and then the credential opens nothing', async () => {
  const person = await aLinkedPerson()
  expect((await send(app, person, 'DELETE', '/me/trusted-identity')).status).toBe(403)
  expect(await mine(person)).toMatchObject({ level: 'L3' })
})

const stepUp = '/sessions/current/step-up/trusted-identity'
const startAnew = (person: Person, id = newId()) =>
  send<TrustedAttempt & { type?: string }>(app, person, 'PUT', `${stepUp}/${id}`)
const checkAnew = (person: Person, { id }: { id: string }) =>
  send<{ attempt: TrustedAttempt; session: CurrentSession | null }>(app, person, 'POST', `${stepUp}/${id}/check`)

test('the linked credential proves its owner anew, once, for the session that asked', async () => {
  const person = await aLinkedPerson()
  const { body: attempt } = await startAnew(person)
  expect((await startAnew(person, attempt.id)).body).toEqual(attempt)
  expect((await checkAnew(person, attempt)).body).toMatchObject({ attempt: { state: 'open' }, session: null })
  expect((await decide(attempt, person.idNumber)).status).toBe(200)
  // Another session of the same person does not hear of it.
  const tablet = await anotherSession(person)
  expect((await checkAnew(tablet, attempt)).status).toBe(404)
  const answers = await Promise.all(Array.from({ length: 5 }, () => checkAnew(person, attempt)))
  const given = answers.filter(({ body }) => body.session)
  expect(given).toHaveLength(1)
  expect(given[0]?.body.session?.steppedUpUntil).toBe(new Date(app.clock.now().getTime() + 1_800_000).toISOString())
  const token = /__Host-step-up=[^;]+/.exec(String(given[0]?.headers['set-cookie']))?.[0]
  expect((await send(app, { cookie: `${person.cookie}; ${token}` }, 'DELETE', '/me/trusted-identity')).status).toBe(204)
})

test("somebody else's credential proves nothing anew, and an attempt at it links nothing", async () => {
  const [person, other, thief] = [await aLinkedPerson(), await aLinkedPerson(), await aPerson()]
  for (const { idNumber } of [other, thief]) {
    const { body: attempt } = await startAnew(person)
    await decide(attempt, idNumber)
    // The way that links checks name and number; this one must not be taken for it.
    expect((await check(person, attempt)).status).toBe(404)
    expect((await checkAnew(person, attempt)).body).toMatchObject({ attempt: { state: 'mismatch' }, session: null })
  }
  const { body: ended } = await startAnew(person)
  await decide(ended, person.idNumber, 'decline')
  expect((await checkAnew(person, ended)).body).toMatchObject({ attempt: { state: 'declined' }, session: null })
})

test('who has linked no credential is told to take another way; a stranger gets nowhere', async () => {
  const [person, stranger] = [await aPerson(), await aLinkedPerson()]
  expect((await startAnew(person)).body.type).toBe('urn:problem:trusted:not-linked')
  const { body: attempt } = await startAnew(stranger)
  expect((await checkAnew(person, attempt)).status).toBe(404)
})

test('a face is checked only after its own consent, and a withdrawal counts at once', async () => {
  const person = await aPerson()
  expect((await start(person, 'portrait')).body.type).toBe('urn:problem:trusted:face-consent-needed')
  expect((await consent(person)).status).toBe(200)
  const { body: attempt } = await start(person, 'portrait')
  expect(attempt.challenge.toSorted()).toEqual(['blink', 'nod', 'turn'])
  await send(app, person, 'DELETE', '/me/consents/face-check')
  expect((await show(person, attempt, film(attempt))).body.type).toBe('urn:problem:trusted:face-consent-needed')
  await consent(person)
  expect((await show(person, attempt, film(attempt))).body.state).toBe('done')
  expect(await mine(person)).toMatchObject({ level: 'L3', linkedAt: null, proofs: [{ mode: 'portrait' }] })
})

test('a still picture, the wrong order and another face do not pass', async () => {
  const person = await aPerson()
  await consent(person)
  const attempts = await Promise.all([0, 1, 2].map(async () => (await start(person, 'portrait')).body))
  const [still, order, face] = attempts as [TrustedAttempt, TrustedAttempt, TrustedAttempt]
  const frozen = film(still).map((frame) => ({ ...frame, image: picture(1) }))
  expect((await show(person, still, frozen)).body.state).toBe('not-live')
  expect((await show(person, order, film(order).toReversed())).body.state).toBe('not-live')
  await trick('mismatch')
  expect((await show(person, face, film(face))).body.state).toBe('mismatch')
  expect(await mine(person)).toMatchObject({ level: 'L2', proofs: [] })
})

test('a child below 14 is not asked for its face', async () => {
  const { services } = app
  const child = { name: '赵小宇', idNumber: '770101201506010056', phone: '13800770099', password: 'Test-2026' }
  const id = await services.db.transaction().execute((tx) => identity.registerDirectly(tx, services, child))
  const { token, digest } = newToken()
  await sql`insert into identity.session (token_digest, citizen_id, created_at, expires_at)
    values (${digest}, ${id}, now(), '2099-01-01')`.execute(services.db)
  const who = { id, idNumber: child.idNumber, cookie: `__Host-citizen=${token}` }
  await consent(who)
  expect((await start(who, 'portrait')).body.type).toBe('urn:problem:trusted:face-needs-guardian')
})

test('name and number alone prove nothing new', async () => {
  const person = await aPerson()
  const { body: attempt } = await start(person, 'two-item')
  expect((await check(person, attempt)).body.state).toBe('done')
  expect(await mine(person)).toMatchObject({ level: 'L2', linkedAt: null })
})

test('without an authority nothing is offered, and a start says so', async () => {
  const bare = await startTestApp({ TRUSTED_URL: '', DEMO: '0', ...productive })
  const browser = aBrowser(bare)
  expect((await browser('GET', '/sessions/trusted-identity')).body).toEqual({ available: false })
  expect((await browser('POST', '/sessions/trusted-identity')).status).toBe(503)
  await bare.close()
})

test('no picture, pseudonym or number is kept in clear', async () => {
  const { rows } = await sql<{ text: string }>`
    select row_to_json(a)::text as text from trusted.attempt a
    union all select row_to_json(l)::text from trusted.link l
    union all select row_to_json(e)::text from platform.event e`.execute(app.services.db)
  const all = rows.map(({ text }) => text).join('\n')
  expect(all).not.toMatch(/770188\d|\/9j\//)
})
