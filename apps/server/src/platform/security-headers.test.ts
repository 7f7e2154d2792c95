import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp } from '../testing/app.ts'
import type { TestApp } from '../testing/factories.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

test('every answer has the headers that make browsers careful, refusals and pages among them', async () => {
  for (const [url, status] of [
    ['/api/v1/me', 401],
    ['/api/v1/items/none', 404],
    ['/api/v1/items?limit=none', 400],
    ['/nothing%00', 400],
    ['/api/nothing', 404],
    ['/healthz', 200],
    ['/api/openapi.json', 200],
  ] as const) {
    const { headers, statusCode } = await app.app.inject({ url })
    expect(statusCode, url).toBe(status)
    expect(headers, url).toMatchObject({
      'content-security-policy': expect.stringContaining("default-src 'self'; script-src 'self'"),
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'origin-agent-cluster': '?1',
      'referrer-policy': 'same-origin',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
    })
  }
})
