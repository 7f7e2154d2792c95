import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sandboxKey } from '../bearer.ts'
import { buildSandbox } from '../sandbox.ts'

/** A sandbox listening on a free port with a folder of its own; `await using` stops it and removes the folder. */
export async function aRunningSandbox() {
  const directory = await mkdtemp(join(tmpdir(), 'sandbox-test-'))
  const app = buildSandbox({ directory })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })

  const send = (method: string, path: string, body?: unknown, init: RequestInit = {}) =>
    fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${sandboxKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      ...init,
    })

  return {
    url,
    send,
    verify: (authority: string, claim: Record<string, unknown>, init?: RequestInit) =>
      send('POST', `/authorities/${authority}/verify`, { requestId: 'r-1', ...claim }, init),
    async [Symbol.asyncDispose]() {
      await app.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
