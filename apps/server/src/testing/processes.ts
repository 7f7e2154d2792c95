import { spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import { vi } from 'vitest'
import type { ScratchPostgres } from '../platform/scratch-postgres.ts'

const MAIN = path.resolve(import.meta.dirname, '../main')

/** Real processes of the product on a database of the test's own. */
export function processesOn(database: ScratchPostgres) {
  const children = new Set<ChildProcess>()
  function run(entry: string, env: Record<string, string> = {}): ChildProcess {
    const child = spawn(process.execPath, [path.join(MAIN, entry)], {
      env: {
        ...process.env,
        DATABASE_URL: database.url,
        DATA_DIR: database.folder,
        LOG_LEVEL: 'fatal',
        RATE_LIMIT: '1000000',
        NODE_OPTIONS: '',
        ...env,
      },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    children.add(child)
    child.once('exit', () => children.delete(child))
    return child
  }
  /** An API that is ready for requests. */
  async function api(port: number, env: Record<string, string> = {}): Promise<{ child: ChildProcess; origin: string }> {
    const child = run('api.ts', { PORT: String(port), ...env })
    const origin = `http://127.0.0.1:${port}`
    await vi.waitFor(
      async () => {
        const { ok } = await fetch(`${origin}/readyz`)
        if (!ok) throw new Error(`${origin} is not ready`)
      },
      { timeout: 60_000, interval: 100 },
    )
    return { child, origin }
  }
  const killAll = () => {
    for (const child of children) child.kill('SIGKILL')
  }
  return { run, api, killAll }
}

/** Resolves when the process has ended. */
export const gone = (child: ChildProcess) =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', resolve))
