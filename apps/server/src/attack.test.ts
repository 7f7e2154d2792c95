import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { sql } from 'kysely'
import type { CitizenSession } from '@zhengtong/contract/account'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from './platform/ids.ts'
import { startTestApp } from './testing/app.ts'
import { aBrowser } from './testing/browser.ts'
import { aCitizen, anOfficer, aProvince, aSubmission, type TestApp } from './testing/factories.ts'
import { send } from './testing/request.ts'

// Attacks beside those of routes.test.ts (fuzz, wrong actors, cross-site); docs/security/asvs.md says which requirement each shows.
let app: TestApp
let citizen: Awaited<ReturnType<typeof aCitizen>>
beforeAll(async () => {
  app = await startTestApp()
  citizen = await aCitizen(app)
})
afterAll(() => app.close())

const operations = () => {
  const { paths } = app.app.swagger() as unknown as {
    paths: Record<string, Record<string, { security?: Record<string, string[]>[]; requestBody?: unknown }>>
  }
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )
}

test('session fixation: a token that an attacker has planted is not taken over by signing in', async () => {
  const planted = 'A'.repeat(43)
  const answer = await app.app.inject({
    method: 'POST',
    url: '/api/v1/sessions',
    headers: { cookie: `__Host-citizen=${planted}` },
    payload: { account: citizen.phone, password: 'Test-2026' },
  })
  const own = answer.cookies.find(({ name }) => name === '__Host-citizen')
  expect(own?.value).toMatch(/^[\w-]{43}$/)
  expect(own?.value).not.toBe(planted)
  expect((await send(app, { cookie: `__Host-citizen=${planted}` }, 'GET', '/me')).status).toBe(401)
})

test('CSRF: every write of every route is refused when it comes from another site', async () => {
  const writes = operations().filter(({ method }) => method !== 'GET')
  expect(writes.length).toBeGreaterThan(80)
  for (const { path, method } of writes) {
    const answer = await app.app.inject({
      method: method as 'POST',
      url: path.replaceAll(/\{\w+\}/g, '0193a5b0-7c1e-7d3a-9b7e-3f1c2d4e5f60'),
      headers: { cookie: citizen.cookie, 'sec-fetch-site': 'cross-site' },
    })
    expect(answer.json(), `${method} ${path}`).toMatchObject({ type: 'urn:problem:request:cross-site' })
  }
})

test('clickjacking and sniffing: no answer may be framed by others or guessed at', async () => {
  for (const url of ['/', '/login', '/console/', '/api/docs', '/api/v1/regions', '/nothing-here', '/api/v1/me']) {
    const { headers } = await app.app.inject(url)
    expect(headers['content-security-policy'], url).toContain("frame-ancestors 'none'")
    expect(headers['x-content-type-options'], url).toBe('nosniff')
  }
})

test('what belongs to somebody is kept by no cache', async () => {
  const own = operations().filter(
    ({ method, operation }) => method === 'GET' && Object.keys(operation.security?.[0] ?? {}).length > 0,
  )
  expect(own.length).toBeGreaterThan(30)
  for (const { path } of own) {
    const url = path.replaceAll(/\{\w+\}/g, '0193a5b0-7c1e-7d3a-9b7e-3f1c2d4e5f60')
    const { headers } = await app.app.inject({ url, headers: { cookie: citizen.cookie } })
    expect(String(headers['cache-control']), path).toContain('no-store')
  }
})

test('path traversal: neither the name of an upload nor an address leads out of its folder', async () => {
  for (const url of [
    '/../../etc/passwd',
    '/..%2f..%2fetc%2fpasswd',
    '/assets/..%2f..%2fpackage.json',
    '/console/%2e%2e/%2e%2e/package.json',
    '/api/v1/files/..%2f..%2fetc%2fpasswd/content',
  ]) {
    const { body, statusCode } = await app.app.inject({ url, headers: { cookie: citizen.cookie } })
    expect(body, url).not.toMatch(/root:|"devDependencies"/)
    expect([200, 400, 404], url).toContain(statusCode)
  }
})

test('a stored script goes in and comes back as the text it is, in JSON that no browser runs', async () => {
  const province = await aProvince(app)
  const script = '<img src=x onerror=alert(1)><script>alert(2)</script>'
  const submission = await aSubmission(app, citizen, province.item)
  const hostile = { ...submission, form: { ...submission.form, employer: script } }
  expect(submission.form).toHaveProperty('employer')
  expect((await send(app, citizen, 'POST', '/cases', hostile)).status).toBe(201)
  const { body, headers } = await send<{ form: Record<string, string> }>(app, citizen, 'GET', `/cases/${submission.id}`)
  expect(body.form['employer']).toBe(script)
  expect(headers['content-type']).toMatch(/^application\/json/)
})

test('files: what is not what it says is refused, whatever its name', async () => {
  const boundary = 'x-boundary'
  const upload = async (name: string, content: Buffer) => {
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: image/png\r\n\r\n`
    return app.app.inject({
      method: 'PUT',
      url: `/api/v1/files/${newId()}`,
      headers: { cookie: citizen.cookie, 'content-type': `multipart/form-data; boundary=${boundary}` },
      payload: Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    })
  }
  const png = Buffer.from('89504e470d0a1a0a0000000d494844520000000100000001', 'hex')
  expect((await upload('a.png', png)).statusCode).toBe(201)
  const hostile: Record<string, Buffer> = {
    'page.png': Buffer.from('<html><script>alert(1)</script></html>'),
    'drawing.svg': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    'bomb.pdf': Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(200)]),
    'program.png': Buffer.from('MZ\u0090\u0000'),
  }
  for (const [name, content] of Object.entries(hostile))
    expect((await upload(name, content)).json(), name).toMatchObject({ status: 415 })
})

test('staff work from the addresses on the list only, also with a session that is in force', async () => {
  const inside = await startTestApp({ STAFF_ADDRESSES: '10.1.0.0/16' })
  try {
    const province = await aProvince(inside)
    const officer = await anOfficer(inside, province.agency.code, ['accept'])
    const from = (remoteAddress: string, method: 'GET' | 'POST', path: string, payload?: object) =>
      inside.app.inject({
        method,
        url: `/api/v1${path}`,
        remoteAddress,
        headers: { cookie: officer.cookie },
        ...(payload ? { payload } : {}),
      })
    const signIn = { login: 'nobody', password: 'wrong-2026', totp: '123456' }
    expect((await from('10.1.7.7', 'GET', '/staff/me')).statusCode).toBe(200)
    expect((await from('10.1.7.7', 'POST', '/staff/sessions', signIn)).statusCode).toBe(401)
    for (const answer of [
      await from('203.0.113.9', 'GET', '/staff/me'),
      await from('203.0.113.9', 'POST', '/staff/sessions', signIn),
    ])
      expect(answer.json()).toMatchObject({ status: 403, type: 'urn:problem:access:address-not-allowed' })
    expect((await from('203.0.113.9', 'GET', '/regions')).statusCode).toBe(200)
  } finally {
    await inside.close()
  }
})

test('the address that a caller writes himself counts nowhere: only what the nearest proxy has added', async () => {
  for (const trusted of ['1', '192.0.2.0/24']) {
    const inside = await startTestApp({ STAFF_ADDRESSES: '10.1.0.0/16', TRUST_PROXY: trusted })
    const { agency } = await aProvince(inside)
    const officer = await anOfficer(inside, agency.code, ['accept'])
    const from = async (forwarded: string) =>
      (
        await inside.app.inject({
          url: '/api/v1/staff/me',
          remoteAddress: '192.0.2.1',
          headers: { cookie: officer.cookie, 'x-forwarded-for': forwarded },
        })
      ).statusCode
    expect(await from('10.1.7.7')).toBe(200)
    expect(await from('10.1.7.7, 203.0.113.9')).toBe(403)
    await inside.close()
  }
})

test('TRACE and methods that no route names are answered by none', async () => {
  for (const method of ['TRACE', 'PATCH', 'OPTIONS'] as const)
    expect((await app.app.inject({ method: method as 'OPTIONS', url: '/api/v1/me' })).statusCode, method).toBe(404)
})

test('an ended session and a used code open nothing again', async () => {
  const browser = aBrowser(app)
  await browser('POST', '/sessions', { account: citizen.phone, password: 'Test-2026' })
  const { body: sessions } = await send<CitizenSession[]>(app, citizen, 'GET', '/me/sessions')
  const stolen = sessions.find(({ current }) => !current)
  expect((await browser('GET', '/me')).status).toBe(200)
  expect((await send(app, citizen, 'DELETE', `/me/sessions/${stolen?.id}`)).status).toBe(204)
  expect((await browser('GET', '/me')).status).toBe(401)

  // The code as it lies in the queue for the gateway, sealed.
  await browser('POST', '/sessions/phone-codes', { phone: citizen.phone })
  const { rows } = await sql<{ paramsSealed: string }>`
    select params_sealed from platform.sms order by id desc limit 1`.execute(app.services.db)
  const { code } = JSON.parse(app.services.crypto.open(rows[0]?.paramsSealed ?? '')) as { code: string }
  const enter = () => aBrowser(app)('POST', '/sessions/by-code', { phone: citizen.phone, code })
  const both = await Promise.all([enter(), enter()])
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 401])
  expect((await enter()).body.type).toBe('urn:problem:identity:wrong-code')
})

// Every pattern that reads what people send, over inputs made to make it go back and forth; in a thread that can be stopped.
test('ReDoS: no rule for numbers, names or texts takes long over a hostile input', async () => {
  const worker = new Worker(
    `
    import { parentPort, workerData } from 'node:worker_threads'
    const load = (name) => import(workerData + name)
    const { parseCitizenId } = await load('citizen-id.ts')
    const { factors } = await load('identity-factor.ts')
    const { passwordFault } = await load('password.ts')
    const { isOrgCode } = await load('org-code.ts')
    const { maskText, maskName } = await load('masking.ts')
    const inputs = ['1', 'a', ' ', '\\t', '１', '-', 'a1', '1-', '("', '\\\\', '张', 'aA1!'].flatMap((part) => [part.repeat(60000), part.repeat(60000) + '!', '!' + part.repeat(60000)])
    for (const input of inputs) {
      parseCitizenId(input, { today: '2026-11-23', allowDemo: true })
      for (const factor of Object.values(factors)) factor.isValid(factor.normalise(input))
      passwordFault(input, [input]); isOrgCode(input); maskText(input); maskName(input)
    }
    parentPort.postMessage(inputs.length)
  `,
    {
      eval: true,
      workerData: new URL('../../../packages/domain/src/', import.meta.url).href,
      execArgv: ['--input-type=module', '--disable-warning=ExperimentalWarning'],
    },
  )
  const timer = setTimeout(() => void worker.terminate(), 20_000)
  const [done] = (await Promise.race([
    once(worker, 'message'),
    once(worker, 'exit').then(() => ['stopped']),
    once(worker, 'error').then(([error]) => [String(error)]),
  ])) as [number | string]
  clearTimeout(timer)
  await worker.terminate()
  expect(done).toBe(36)
})
