import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { passwordFits } from './platform/password.ts'
import { startTestApp } from './testing/app.ts'
import { aBrowser } from './testing/browser.ts'
import { aCitizen, anUpload, aProvince, aSubmission, type TestApp } from './testing/factories.ts'
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

test('user enumeration: an unknown account costs the same password work as a known one', async () => {
  const { rows } = await sql<{ passwordHash: string }>`
    select password_hash from identity.citizen where id = ${citizen.id}`.execute(app.services.db)
  const hash = rows[0]?.passwordHash
  const fastest = async (stored: string | undefined) => {
    const times: number[] = []
    for (let n = 0; n < 7; n += 1) {
      const start = performance.now()
      expect(await passwordFits(stored, 'wrong-2026')).toBe(false)
      times.push(performance.now() - start)
    }
    return Math.min(...times)
  }
  await fastest(hash)
  const [known, unknown] = [await fastest(hash), await fastest(undefined)]
  // Without the work an unknown account would be a hundred times as fast.
  expect(unknown).toBeGreaterThan(known / 4)
  expect(unknown).toBeLessThan(known * 4)
})

test('a stored script comes back as text, and as JSON that no browser runs', async () => {
  const province = await aProvince(app)
  const script = '<img src=x onerror=alert(1)><script>alert(2)</script>'
  const submission = await aSubmission(app, citizen, province.item)
  const text = Object.entries(submission.form).find(([, value]) => typeof value === 'string')?.[0] ?? ''
  const answer = await app.app.inject({
    method: 'POST',
    url: '/api/v1/cases',
    headers: { cookie: citizen.cookie },
    payload: { ...submission, form: { ...submission.form, [text]: script } },
  })
  expect([201, 400]).toContain(answer.statusCode)
  expect(answer.headers['content-type']).toMatch(/^application\/(problem\+)?json/)
})

test('files: what is not what it says is refused, whatever its name', async () => {
  const upload = async (name: string, content: Buffer, type: string) => {
    const mark = 'x-boundary'
    const payload = Buffer.concat([
      Buffer.from(
        `--${mark}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n`,
      ),
      content,
      Buffer.from(`\r\n--${mark}--\r\n`),
    ])
    const { statusCode } = await app.app.inject({
      method: 'PUT',
      url: `/api/v1/files/${crypto.randomUUID()}`,
      headers: { cookie: citizen.cookie, 'content-type': `multipart/form-data; boundary=${mark}` },
      payload,
    })
    return statusCode
  }
  const html = Buffer.from('<html><script>alert(1)</script></html>')
  const zip = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(200)])
  for (const [name, content, type] of [
    ['a.png', html, 'image/png'],
    ['a.pdf', zip, 'application/pdf'],
    ['../../a.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 'image/svg+xml'],
    ['a.exe', Buffer.from('MZ'), 'application/octet-stream'],
  ] as const)
    expect([400, 404, 415, 422], name).toContain(await upload(name, content, type))
  expect(await anUpload(app, citizen.id)).toBeTruthy()
})

test('a code or a link that was used opens nothing again', async () => {
  const browser = aBrowser(app)
  await browser('POST', '/sessions', { account: citizen.phone, password: 'Test-2026' })
  const cookieOf = await browser('GET', '/me')
  expect(cookieOf.status).toBe(200)
  await browser('DELETE', '/sessions/current')
  expect((await browser('GET', '/me')).status).toBe(401)
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
