import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp } from '../testing/app.ts'
import type { TestApp } from '../testing/factories.ts'
import { perDatabase } from './per-database.ts'

let apps: TestApp[]
beforeAll(async () => {
  apps = await Promise.all([startTestApp(), startTestApp()])
})
afterAll(() => Promise.all(apps.map((app) => app.close())))

test('a pool and its transactions share what is remembered; another database has its own', async () => {
  let made = 0
  const memory = perDatabase(() => ({ number: (made += 1) }))
  const [first, second] = apps.map(({ services }) => services.db)
  if (!first || !second) throw new Error('two databases')
  expect(memory(first).number).toBe(1)
  await first.transaction().execute(async (tx) => {
    expect(memory(tx)).toBe(memory(first))
    expect(memory(tx.withoutPlugins())).toBe(memory(first))
  })
  expect(memory(second).number).toBe(2)
  expect(made).toBe(2)
})
