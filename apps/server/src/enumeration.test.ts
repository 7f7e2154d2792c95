import type * as argon2 from '@node-rs/argon2'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { aCitizen, type TestApp } from './testing/factories.ts'
import { send } from './testing/request.ts'

// The real work, counted: a server of its own that has loaded the counting one.
const work = vi.fn<typeof argon2.verify>()
let app: TestApp
let citizen: Awaited<ReturnType<typeof aCitizen>>
beforeAll(async () => {
  vi.resetModules()
  vi.doMock('@node-rs/argon2', async (original) => {
    const real = await original<typeof argon2>()
    work.mockImplementation(real.verify)
    return { ...real, verify: work }
  })
  const { startTestApp } = await import('./testing/app.ts')
  app = await startTestApp()
  citizen = await aCitizen(app)
})
afterAll(async () => {
  await app.close()
  vi.doUnmock('@node-rs/argon2')
  vi.resetModules()
})

test('user enumeration: an unknown account costs the same password work as a wrong password', async () => {
  const refusals = []
  for (const account of [citizen.phone, '13911112222', '770101199003070014']) {
    work.mockClear()
    const { status, body } = await send(app, undefined, 'POST', '/sessions', { account, password: 'wrong-2026' })
    const { instance: _instance, ...page } = body
    refusals.push({ status, page, hashes: work.mock.calls.length })
  }
  expect(refusals[0]).toMatchObject({ status: 401, hashes: 1 })
  expect(refusals[1]).toEqual(refusals[0])
  expect(refusals[2]).toEqual(refusals[0])
})
