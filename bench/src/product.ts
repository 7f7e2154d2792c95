import { spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import pg from 'pg'
import { startScratch } from '../../apps/server/src/platform/scratch-postgres.ts'

const SERVER = path.resolve(import.meta.dirname, '../../apps/server/src/main')

export interface Product {
  url: string
  folder: string
  pool: pg.Pool
  /** Starts an API process and resolves with its origin when it is ready. */
  startApi(port: number, env?: Record<string, string>): Promise<string>
  /** Starts a worker process: events, notices, clocks. */
  startWorker(): void
  stop(): Promise<void>
}

/** A database of its own (fsync on), migrated and seeded with the demo province, in a temporary folder that goes with it. */
export async function startProduct(): Promise<Product> {
  const database = await startScratch()
  const { folder } = database
  const environment = {
    ...process.env,
    DATABASE_URL: database.url,
    DATA_DIR: folder,
    LOG_LEVEL: 'error',
    RATE_LIMIT: '10000000',
    RATE_LIMIT_SIGN_IN: '10000000',
    PROOF_AFTER: '10000000',
  }
  const children: ChildProcess[] = []
  await finished(run('migrate.ts', environment))
  await finished(run('seed.ts', environment))
  const pool = new pg.Pool({ connectionString: database.url, max: 4 })
  return {
    url: database.url,
    folder,
    pool,
    async startApi(port, env = {}) {
      children.push(run('api.ts', { ...environment, PORT: String(port), ...env }))
      const origin = `http://127.0.0.1:${port}`
      await ready(`${origin}/readyz`)
      return origin
    },
    startWorker() {
      children.push(run('worker.ts', environment))
    },
    async stop() {
      for (const child of children) child.kill('SIGTERM')
      // A process that is killed under load may not end with 0; the figures count.
      await Promise.allSettled(children.map((child) => finished(child)))
      await pool.end()
      await database.stop()
    },
  }
}

function run(entry: string, env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, [path.join(SERVER, entry)], { env, stdio: ['ignore', 'ignore', 'inherit'] })
}

function finished(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve()
  return new Promise((resolve, reject) => {
    child.once('exit', (code) =>
      code === 0 || code === null ? resolve() : reject(new Error(`${child.spawnargs.at(-1)} ended with ${code}`)),
    )
  })
}

async function ready(url: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (
      await fetch(url).then(
        (response) => response.ok,
        () => false,
      )
    )
      return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`${url} did not become ready`)
}
