import type { Mandate } from '@zhengtong/contract/organisations'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { send } from '../../testing/request.ts'
import { aCompanyWorld, companies, type CompanyWorld } from '../../testing/companies.ts'
import { rereadAll } from './registry-changes.ts'

let world: CompanyWorld
beforeAll(async () => {
  world = await aCompanyWorld()
})
afterAll(() => world.close())
beforeEach(() => world.restore())

test('the legal representative registers his company, twice with one effect, and nobody else can', async () => {
  const { app, zhang, li } = world
  const first = await send(app, zhang, 'POST', '/organisations', { code: ' 91770101ma0000007u ' })
  expect(first).toMatchObject({
    status: 201,
    body: { name: '云岭食品有限公司', status: 'active', role: 'representative' },
  })
  const again = await send(app, zhang, 'POST', '/organisations', { code: companies.food.code })
  expect(again.body['id']).toBe(first.body['id'])
  expect(await typeOf(send(app, li, 'POST', '/organisations', { code: companies.food.code }))).toBe(
    'organisations:not-representative',
  )
  expect((await send(app, li, 'GET', '/organisations')).body).toEqual([])
})

const refusals: [string, string, string][] = [
  ['a wrong check character', '91770101MA0000007X', 'organisations:bad-code'],
  ['a company the registry does not know', '91770101MA000009XX', 'organisations:bad-code'],
  ['a company that is cancelled', companies.cancelled.code, 'organisations:closed'],
  [
    'a company whose licence is revoked and that is another person’s',
    companies.revoked.code,
    'organisations:not-representative',
  ],
]
for (const [what, code, type] of refusals) {
  test(`registering stops at ${what}`, async () => {
    expect(await typeOf(send(world.app, world.zhang, 'POST', '/organisations', { code }))).toBe(type)
  })
}

test('while the registry is away nothing is registered, and the person is told to try again', async () => {
  const { app, zhang } = world
  await world.fault('error', 1)
  const answer = await send(app, zhang, 'POST', '/organisations', { code: companies.shop.code })
  expect(answer).toMatchObject({ status: 503, body: { type: 'urn:problem:organisations:registry-unavailable' } })
  await world.fault('malformed', 1)
  expect(await typeOf(send(app, zhang, 'POST', '/organisations', { code: companies.shop.code }))).toBe(
    'organisations:registry-unavailable',
  )
})

test('an agent confirms before he may act, and neither he nor a stranger can grant', async () => {
  const { app, zhang, li, wang } = world
  const id = await world.register(zhang)
  const mandateId = newId()
  const grant = world.grantTo(li)
  const granted = await send<Mandate>(app, zhang, 'PUT', `/organisations/${id}/mandates/${mandateId}`, grant)
  expect(granted).toMatchObject({ status: 200, body: { state: 'pending', personName: '李秀英' } })
  expect((await send<Mandate>(app, zhang, 'PUT', `/organisations/${id}/mandates/${mandateId}`, grant)).body.id).toBe(
    mandateId,
  )
  const other = { ...grant, maySign: false }
  expect(await typeOf(send(app, zhang, 'PUT', `/organisations/${id}/mandates/${mandateId}`, other))).toBe(
    'organisations:mandate-id-taken',
  )
  expect(await typeOf(send(app, zhang, 'PUT', `/organisations/${id}/mandates/${newId()}`, grant))).toBe(
    'organisations:mandate-repeated',
  )
  expect(await typeOf(send(app, li, 'POST', '/identity/current', { mandateId }))).toBe(
    'organisations:mandate-not-found',
  )
  expect(await typeOf(send(app, wang, 'POST', `/mandates/${mandateId}/answer`, { accept: true }))).toBe(
    'organisations:mandate-not-found',
  )
  expect((await send<Mandate[]>(app, li, 'GET', '/mandates/invitations')).body.map(({ id: each }) => each)).toEqual([
    mandateId,
  ])
  const confirmed = await send<Mandate>(app, li, 'POST', `/mandates/${mandateId}/answer`, { accept: true })
  expect(confirmed.body).toMatchObject({ state: 'active', isMine: true })
  expect((await send(app, li, 'POST', `/mandates/${mandateId}/answer`, { accept: true })).status).toBe(200)
  expect(await typeOf(send(app, li, 'PUT', `/organisations/${id}/mandates/${newId()}`, world.grantTo(wang)))).toBe(
    'organisations:not-representative',
  )
  expect(await typeOf(send(app, zhang, 'PUT', `/organisations/${id}/mandates/${newId()}`, world.grantTo(zhang)))).toBe(
    'organisations:own-mandate',
  )
  const { rows } = await sql<{
    type: string
  }>`select type from platform.event where subject ->> 'mandateId' = ${mandateId} order by at, id`.execute(
    app.services.db,
  )
  expect(rows.map(({ type }) => type)).toEqual(['mandate.granted', 'mandate.confirmed'])
})

test('a mandate with impossible dates or for nobody recognisable is refused with the field named', async () => {
  const { app, zhang, li } = world
  const id = await world.register(zhang)
  const path = `/organisations/${id}/mandates/${newId()}`
  for (const dates of [
    { validFrom: '2026-11-24', validTo: '2026-11-23' },
    { validFrom: '2026-02-30', validTo: '2027-02-28' },
    { validFrom: '2026-01-01', validTo: '2026-11-22' },
    { validFrom: '2026-11-23', validTo: '2030-01-01' },
  ])
    expect(await typeOf(send(app, zhang, 'PUT', path, { ...world.grantTo(li), ...dates }))).toBe(
      'organisations:bad-dates',
    )
  const nobody = await send(app, zhang, 'PUT', path, { ...world.grantTo(li), person: '123456789012' })
  expect(nobody).toMatchObject({ status: 400, body: { errors: [{ path: '/person' }] } })
})

test('both sides see the mandate and its end; the history stays', async () => {
  const { app, zhang, li } = world
  const id = await world.register(zhang)
  const mandateId = await world.appoint(zhang, li, id)
  expect((await send(app, zhang, 'DELETE', `/mandates/${mandateId}`)).status).toBe(204)
  expect((await send(app, zhang, 'DELETE', `/mandates/${mandateId}`)).status).toBe(204)
  for (const who of [zhang, li]) {
    const { body } = await send<Mandate[]>(app, who, 'GET', `/organisations/${id}/mandates`)
    expect(body.find((each) => each.id === mandateId)).toMatchObject({ state: 'ended', endReason: 'revoked' })
  }
  expect((await send<Mandate[]>(app, li, 'GET', `/organisations/${id}/mandates`)).body).toHaveLength(1)
  expect((await send(app, world.wang, 'GET', `/organisations/${id}/mandates`)).status).toBe(404)
})

test('the representative’s own right cannot be given up by a click', async () => {
  const { app, zhang } = world
  const id = await world.register(zhang)
  const [own] = (await send<Mandate[]>(app, zhang, 'GET', `/organisations/${id}/mandates`)).body
  expect(own?.role).toBe('representative')
  expect((await send(app, zhang, 'DELETE', `/mandates/${own?.id}`)).status).toBe(404)
})

const changes: [string, Parameters<CompanyWorld['change']>[0], string][] = [
  ['another representative', { representative: 'li' }, 'representative-changed'],
  ['the cancellation', { status: 'cancelled' }, 'organisation-closed'],
  ['the revocation of the licence', { status: 'revoked' }, 'organisation-closed'],
]
for (const [what, change, reason] of changes) {
  test(`${what} in the registry ends every right at once, also in sessions that are open`, async () => {
    const { app, zhang, wang } = world
    const id = await world.register(zhang)
    const mandateId = await world.appoint(zhang, wang, id)
    await send(app, wang, 'POST', '/identity/current', { mandateId })
    expect((await send(app, wang, 'GET', '/cases')).status).toBe(200)
    await world.change(change)
    app.clock.advance(7 * 3600_000)
    await rereadAll(app.services)
    for (const path of ['/cases', '/drafts', '/notices'])
      expect(await typeOf(send(app, wang, 'GET', path))).toBe('organisations:mandate-ended')
    expect(await typeOf(send(app, zhang, 'PUT', `/organisations/${id}/mandates/${newId()}`, world.grantTo(wang)))).toBe(
      'organisations:not-representative',
    )
    const { body } = await send<Mandate[]>(app, wang, 'GET', `/organisations/${id}/mandates`)
    expect(body[0]).toMatchObject({ state: 'ended', endReason: reason })
    expect((await send(app, wang, 'GET', '/identity/current')).body).toMatchObject({
      current: null,
      ended: true,
      available: [],
    })
    expect((await send(app, wang, 'POST', '/identity/current', { mandateId: null })).body).toMatchObject({
      ended: false,
    })
    expect((await send(app, wang, 'GET', '/cases')).status).toBe(200)
  })
}

test('the new representative takes over, and the old one’s refresh shows him out', async () => {
  const { app, zhang, li } = world
  const id = await world.register(zhang)
  await world.change({ representative: 'li' })
  expect((await send(app, zhang, 'POST', `/organisations/${id}/registry-check`)).body).toMatchObject({
    representativeName: '李秀英',
  })
  expect((await send(app, zhang, 'GET', '/organisations')).body).toEqual([])
  const taken = await send(app, li, 'POST', '/organisations', { code: companies.food.code })
  expect(taken).toMatchObject({ status: 201, body: { id, role: 'representative' } })
})

test('one person acts for several companies, and each request counts for the one he switched to', async () => {
  const { app, zhang } = world
  await world.register(zhang)
  await send(app, zhang, 'POST', '/organisations', { code: companies.shop.code })
  const { available } = (await send<{ available: Mandate[] }>(app, zhang, 'GET', '/identity/current')).body
  expect(available.map(({ organisationName }) => organisationName).toSorted()).toEqual([
    '云岭小满餐饮店',
    '云岭食品有限公司',
  ])
  for (const { id, organisationName } of available)
    expect((await send(app, zhang, 'POST', '/identity/current', { mandateId: id })).body).toMatchObject({
      current: { organisationName },
    })
  expect((await send(app, zhang, 'POST', '/identity/current', { mandateId: null })).body).toMatchObject({
    current: null,
  })
})

test('two registrations at once make one organisation with one representative', async () => {
  const { app, zhang } = world
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => send(app, zhang, 'POST', '/organisations', { code: companies.food.code })),
  )
  expect(new Set(answers.map(({ status, body }) => `${status} ${String(body['id'])}`)).size).toBe(1)
  const { rows } = await sql<{
    count: number
  }>`select count(*) from organisations.mandate where ended_at is null`.execute(app.services.db)
  expect(rows[0]?.count).toBe(1)
})

test('an ended mandate closes every door but the person’s own, read from the OpenAPI document', async () => {
  const { app, zhang, li } = world
  const id = await world.register(zhang)
  const mandateId = await world.appoint(zhang, li, id)
  await world.switchTo(li, mandateId)
  await send(app, zhang, 'DELETE', `/mandates/${mandateId}`)
  const { paths } = app.app.swagger() as unknown as {
    paths: Record<string, Record<string, { security?: { citizen?: string[] }[] }>>
  }
  const doors = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { security }]) =>
      security?.[0]?.citizen
        ? [{ path, method: method.toUpperCase(), own: security[0].citizen.includes('person') }]
        : [],
    ),
  )
  expect(doors.filter(({ own }) => !own).length).toBeGreaterThan(12)
  for (const { path, method, own } of doors.filter(({ path: each }) => !/sessions|deletion|identity/.test(each))) {
    const url = path.replace('/api/v1', '').replaceAll(/\{\w+\}/g, newId())
    const { body } = await send(app, li, method as 'GET', url, method === 'GET' || method === 'DELETE' ? undefined : {})
    const told = typeof body === 'object' && body !== null ? body['type'] : undefined
    expect(told === 'urn:problem:organisations:mandate-ended', `${method} ${path}`).toBe(!own)
  }
})

async function typeOf(answer: Promise<{ body: Record<string, unknown> }>): Promise<string> {
  return String((await answer).body['type']).replace('urn:problem:', '')
}
