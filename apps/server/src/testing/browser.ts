import type { TestApp } from './factories.ts'

/** A browser that keeps its cookies; `agent` is what it says it is. */
export function aBrowser(app: TestApp, agent = 'Mozilla/5.0 (Linux; Android 14) Chrome/140.0') {
  const jar = new Map<string, string>()
  return async <T = Record<string, unknown>>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => {
    const answer = await app.app.inject({
      method,
      url: `/api/v1${path}`,
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '), 'user-agent': agent },
      ...(body ? { payload: body } : {}),
    })
    for (const { name, value } of answer.cookies) jar.set(name, value)
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: (answer.body ? answer.json() : undefined) as T & { type?: string },
      cookies: answer.cookies,
    }
  }
}
