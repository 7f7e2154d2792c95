import { dutyPermissions, type Duty, type Permission } from '@zhengtong/contract/access'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from './platform/ids.ts'
import { startTestApp } from './testing/app.ts'
import { aCitizen, anOfficer, aProvince, aSubmission, type TestApp } from './testing/factories.ts'
import { send } from './testing/request.ts'

const duties = Object.keys(dutyPermissions) as Duty[]

// Every route, read from the OpenAPI document of the server that is tested.
interface Operation {
  /** Permissions of staff; `person` and `step-up` of citizens. */
  security?: Record<string, string[]>[]
  requestBody?: { content: Record<string, { schema: Shape; example?: unknown }> }
  responses: Record<string, unknown>
}
interface Shape {
  properties?: Record<string, Shape>
  required?: string[]
  examples?: unknown[]
}
interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  url: string
  who: string | undefined
  /** The permission that staff need. */
  permission: Permission | undefined
  operation: Operation
}

const app: TestApp = await startTestApp()
afterAll(() => app.close())
const document = app.app.swagger() as unknown as { openapi: string; paths: Record<string, Record<string, Operation>> }
const routes: Route[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    method: method.toUpperCase() as Route['method'],
    url: path
      .replace('/api/v1', '')
      .replaceAll(/\{(\w+)\}/g, (_, name: string) =>
        name === 'code'
          ? '770101'
          : name === 'id' && path.includes('dead-jobs')
            ? '42'
            : '0193a5b0-7c1e-7d3a-9b7e-3f1c2d4e5f60',
      ),
    who: Object.keys(operation.security?.[0] ?? {})[0],
    permission: operation.security?.[0]?.['staff']?.[0] as Permission | undefined,
    operation,
  })),
)
const guarded = routes.filter(({ who }) => who !== undefined)
const staticInformation = [
  '/regions',
  '/regions/770101',
  '/agencies',
  '/themes',
  '/appointment-services',
  '/halls/0193a5b0-7c1e-7d3a-9b7e-3f1c2d4e5f60/board',
  '/bundles',
  '/bundles/770101',
  '/items',
  '/items/770101',
  '/agreements/service',
  '/agreements/identity-data',
  '/registrations/trusted-identity',
  '/registrations/by-trusted-identity',
  '/recoveries',
  '/recoveries/trusted-identity',
  '/recoveries/by-trusted-identity',
  '/registrations',
  '/challenges',
  '/sessions',
  '/sessions/phone-codes',
  '/sessions/by-code',
  '/sessions/passkey-options',
  '/sessions/by-passkey',
  '/sessions/trusted-identity',
  '/sessions/by-trusted-identity',
  '/progress',
  '/document-verifications',
  '/audit/keys',
  '/staff/sessions',
  '/policy-reports',
  '/staff/sessions/passkey-options',
  '/staff/sessions/by-passkey',
]

let citizen: { id: string; cookie: string; cookieAlone: string }
const staff = {} as Record<Duty, { id: string; cookie: string }>
let stranger: { cookie: string; agencyCode: string }
let caseId: string
beforeAll(async () => {
  const province = await aProvince(app)
  citizen = await aCitizen(app)
  for (const duty of duties) staff[duty] = await anOfficer(app, province.agency.code, [...dutyPermissions[duty]])
  stranger = {
    ...(await anOfficer(app, province.other.code, [...dutyPermissions.business])),
    agencyCode: province.other.code,
  }
  const submission = await aSubmission(app, citizen, province.item)
  await send(app, citizen, 'POST', '/cases', submission)
  caseId = submission.id
})
const dutyFor = (permission: Permission | undefined): Duty =>
  duties.find((duty) => permission && dutyPermissions[duty].includes(permission)) ?? 'business'
const bearer = ({ who, permission }: Route) =>
  who === 'citizen' ? citizen : who === 'staff' ? staff[dutyFor(permission)] : undefined

test('the document is OpenAPI 3.1, and every route has an answer, an example and a problem page', () => {
  expect(document.openapi).toBe('3.1.0')
  expect(routes.length).toBeGreaterThan(40)
  for (const { operation, url } of routes)
    expect(Object.keys(operation.responses), url).toEqual(expect.arrayContaining(['default']))
  const text = JSON.stringify(document)
  expect(text.match(/"example/g)?.length ?? 0).toBeGreaterThan(routes.length)
})

test('guests reach static information and the doors only', () => {
  const open = routes
    .filter(({ who, url }) => who === undefined && !/^\/(healthz|readyz|metrics|api\/)/.test(url))
    .map(({ url }) => url)
  expect([...new Set(open)].toSorted()).toEqual(staticInformation.toSorted())
})

for (const { method, url } of guarded) {
  test(`a guest cannot ${method} ${url}`, async () => {
    const { status, body } = await send(
      app,
      undefined,
      method,
      url,
      method === 'GET' || method === 'DELETE' ? undefined : {},
    )
    expect(status).toBe(401)
    expect(body['type']).toMatch(/^urn:problem:identity:/)
  })
}

const crossing = guarded.filter(({ who }) => who !== 'registrant')
for (const { method, url, who } of crossing) {
  test(`${who === 'staff' ? 'a citizen' : 'an officer'} cannot ${method} ${url}`, async () => {
    const wrong = who === 'staff' ? citizen : staff.business
    expect((await send(app, wrong, method, url, method === 'GET' || method === 'DELETE' ? undefined : {})).status).toBe(
      401,
    )
  })
}

for (const { method, url, permission } of guarded.filter((route) => route.permission)) {
  test(`${method} ${url} refuses staff of every other duty, and whoever lacks ${permission}`, async () => {
    const body = method === 'GET' || method === 'DELETE' ? undefined : {}
    for (const duty of duties.filter((each) => each !== dutyFor(permission)))
      expect((await send(app, staff[duty], method, url, body)).status, duty).toBe(403)
    const others = dutyPermissions[dutyFor(permission)].filter((each) => each !== permission)
    const lacking = await anOfficer(app, stranger.agencyCode, others)
    expect((await send(app, lacking, method, url, body)).status).toBe(403)
  })
}

for (const { method, url, permission } of guarded.filter((route) => route.url.startsWith('/staff/cases/'))) {
  test(`${method} ${url} does not show a case to another agency`, async () => {
    const path = url.replace('0193a5b0-7c1e-7d3a-9b7e-3f1c2d4e5f60', caseId)
    const example = exampleOf(method, url)
    const act = {
      ...('actId' in example ? { actId: newId() } : {}),
      ...('version' in example ? { version: 1 } : {}),
    }
    const body = method === 'GET' ? undefined : { ...example, ...act }
    expect((await send(app, stranger, method, path, body)).status, permission).toBe(404)
  })
}

const forHimself = guarded.filter(({ operation }) => operation.security?.[0]?.['citizen']?.includes('step-up'))
test('what only the person himself may do is named', () => expect(forHimself.length).toBeGreaterThan(7))
for (const { method, url } of forHimself) {
  test(`${method} ${url} asks a citizen to prove himself first`, async () => {
    const who = { cookie: citizen.cookieAlone }
    const { status, body } = await send(app, who, method, url, method === 'GET' ? undefined : exampleOf(method, url))
    expect([status, body['type']]).toEqual([403, 'urn:problem:identity:step-up-needed'])
  })
}

const writes = routes.filter(({ operation }) => operation.requestBody?.content['application/json'])
const counted = [
  'cases."case"',
  'cases.timeline',
  'cases.draft',
  'cases.mark',
  'identity.citizen',
  'identity.registration',
  'platform.event',
  'platform.sms',
  'identity.session',
  'access.session',
]
const rowsNow = async () => {
  const { rows } = await sql<{
    rows: number
  }>`select ${sql.raw(counted.map((table) => `(select count(*) from ${table})`).join(' + '))} as rows`.execute(
    app.services.db,
  )
  return rows[0]?.rows
}
function exampleOf(method: string, url: string): Record<string, unknown> {
  const route = routes.find((each) => each.method === method && each.url === url)
  const content = route?.operation.requestBody?.content['application/json']
  return (content?.schema.examples?.[0] ?? content?.example ?? {}) as Record<string, unknown>
}
const deep = '['.repeat(5_000) + ']'.repeat(5_000)

for (const route of writes) {
  const { method, url, who, operation } = route
  test(`${method} ${url} answers bad input with a problem and writes nothing`, async () => {
    const content = operation.requestBody?.content['application/json']
    const shape = content?.schema ?? {}
    const example = (shape.examples?.[0] ?? content?.example ?? {}) as Record<string, unknown>
    const path = url.replace('0193a5b0-7c1e-7d3a-9b7e-3f1c2d4e5f60', caseId)
    const required = shape.required ?? []
    const bad: [string, unknown][] = [
      ['nothing', ''],
      ['no JSON', '{"name":'],
      ['a list', []],
      ['null', 'null'],
      ['a deep list', deep],
      ['an extra field', { ...example, isAdmin: true }],
      ['a prototype', '{"__proto__":{"isAdmin":true}}'],
      ...required.map((key): [string, unknown] => [
        `no ${key}`,
        Object.fromEntries(Object.entries(example).filter(([name]) => name !== key)),
      ]),
      ...Object.keys(shape.properties ?? {}).flatMap((key): [string, unknown][] => [
        [`${key} of the wrong type`, { ...example, [key]: { wrong: true, id: 1 } }],
        [`${key} oversized`, { ...example, [key]: 'x'.repeat(100_000) }],
        [`${key} with a null character`, { ...example, [key]: `a\u0000b` }],
      ]),
    ]
    if (who === 'registrant') return expect((await send(app, undefined, method, path, {})).status).toBe(401)
    const before = await rowsNow()
    for (const [what, body] of bad) {
      const { status, body: page } = await send<{
        type: string
        title: string
        errors?: { path: string; message: string }[]
      }>(app, bearer(route), method, path, body)
      expect([400, 401, 404, 409, 413, 415, 422], `${what}: ${status} ${JSON.stringify(page)}`).toContain(status)
      expect(page.type, what).toMatch(/^urn:problem:/)
      expect(page.title, what).toMatch(/[\u4e00-\u9fff]/)
    }
    expect(await rowsNow()).toBe(before)
    const tooLarge = await send(app, bearer(route), method, path, JSON.stringify({ text: 'x'.repeat(300_000) }))
    expect(tooLarge.status).toBe(413)
  })
}

test('a write from another site is refused, from our own page it is not', async () => {
  const from = (headers: Record<string, string>) =>
    app.app.inject({
      method: 'DELETE',
      url: `/api/v1/drafts/${caseId}`,
      headers: { cookie: citizen.cookie, host: 'gov.example', ...headers },
    })
  expect((await from({ origin: 'https://evil.example' })).json()).toMatchObject({
    type: 'urn:problem:request:cross-site',
  })
  expect((await from({ 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403)
  expect((await from({ origin: 'null' })).statusCode).toBe(403)
  expect((await from({ origin: 'https://gov.example', 'sec-fetch-site': 'same-origin' })).statusCode).toBe(204)
})

test('every answer carries the security headers', async () => {
  const { headers } = await app.app.inject('/api/v1/regions')
  expect(headers['content-security-policy']).toContain("script-src 'self'")
  expect(headers['content-security-policy']).not.toContain('unsafe')
  expect(headers['content-security-policy']).toContain("require-trusted-types-for 'script'; trusted-types vue;")
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin' })
})

test('what browsers report of the policy is counted by directive, whatever else the report says', async () => {
  const report = (directive: string) =>
    app.app.inject({
      method: 'POST',
      url: '/api/v1/policy-reports',
      headers: { 'content-type': 'application/csp-report' },
      payload: JSON.stringify({ 'csp-report': { 'effective-directive': directive, 'script-sample': '身份证' } }),
    })
  expect((await report('script-src')).statusCode).toBe(204)
  expect((await report('made-up')).statusCode).toBe(204)
  expect((await report('')).statusCode).toBe(400)
  const figures = await app.services.metrics.registry.metrics()
  expect(figures).toContain('policy_violations_total{directive="script-src"} 1')
  expect(figures).toContain('policy_violations_total{directive="other"} 1')
})

test('the figures are for the operator only', async () => {
  expect((await app.app.inject({ url: '/metrics', remoteAddress: '203.0.113.9' })).statusCode).toBe(404)
  expect(
    (
      await app.app.inject({
        url: '/metrics',
        remoteAddress: '127.0.0.1',
        headers: { 'x-forwarded-for': '203.0.113.9' },
      })
    ).statusCode,
  ).toBe(404)
  const { body } = await app.app.inject({ url: '/metrics', remoteAddress: '127.0.0.1' })
  expect(body).toContain('http_request_duration_seconds')
  expect(body).toContain('jobs{state="dead"}')
})

test('too many requests from one address are turned away with the time to wait', async () => {
  const limited = await startTestApp({ RATE_LIMIT: '5' })
  const codes: number[] = []
  let last = await limited.app.inject('/api/v1/agreements/service')
  for (let n = 0; n < 7; n += 1) {
    codes.push(last.statusCode)
    last = await limited.app.inject('/api/v1/agreements/service')
  }
  expect(codes).toEqual([200, 200, 200, 200, 200, 429, 429])
  expect(Number(last.headers['retry-after'])).toBeGreaterThan(0)
  expect(last.json()).toMatchObject({ type: 'urn:problem:request:too-many' })
  await limited.close()
})

test('with too many requests in work, new ones are turned away at once instead of slowing all', async () => {
  const busy = await startTestApp({ MAX_IN_FLIGHT: '3' })
  const answers = await Promise.all(Array.from({ length: 20 }, () => busy.app.inject('/readyz')))
  const codes = answers.map(({ statusCode }) => statusCode)
  expect(codes).toContain(200)
  expect(codes).toContain(503)
  expect(answers.find(({ statusCode }) => statusCode === 503)?.headers['retry-after']).toBeDefined()
  await expect.poll(async () => (await busy.app.inject('/readyz')).statusCode).toBe(200)
  await busy.close()
})
