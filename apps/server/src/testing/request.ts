import type { TestApp } from './factories.ts'

/** Sends a request as somebody; the body is JSON. Answers with status and parsed body. */
export async function send<T = Record<string, unknown>>(
  { app }: Pick<TestApp, 'app'>,
  who: { cookie: string } | undefined,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<{ status: number; body: T; headers: Record<string, unknown> }> {
  const answer = await app.inject({
    method,
    url: `/api/v1${path}`,
    headers: {
      ...(who ? { cookie: who.cookie } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { status: answer.statusCode, body: (answer.body ? answer.json() : undefined) as T, headers: answer.headers }
}
