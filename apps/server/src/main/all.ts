import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { environmentWith, readConfig, type Config } from '../config.ts'
import { startEmbedded, type EmbeddedPostgres } from '../platform/embedded-postgres.ts'
import { isFree } from '../platform/operating-system.ts'
import { announce } from './announce.ts'
import { Child } from './child.ts'
import { takeFolder } from './folder-lock.ts'
import { reloadOnChange } from './reload.ts'

// Everything on one machine: database, migrations, demo data, sandbox, API and worker, until told to stop.
// With --reload, children start again when their sources change.
const SANDBOX = path.resolve(import.meta.dirname, '../../../sandbox/src/main.ts')
const here = (entry: string) => path.join(import.meta.dirname, entry)
const say = (message: string) => process.stdout.write(`${message}\n`)
/** npm and the terminal both pass on one Ctrl-C: copies within this time are one wish. */
const SAME_WISH_MS = 1_000
/** Children of a killed supervisor end by themselves, at the latest after this time. */
const ORPHANS_END_MS = 12_000

// Whoever read our output may be gone; that is no reason to fail.
process.stdout.on('error', () => undefined)
const config = readConfigOrExplain()
const lock = await takeFolder(config.dataDir)
if (!lock.taken) fail(`${config.dataDir} 已由进程 ${lock.holder} 使用。请先停止它，或用 DATA_DIR 指定另一个文件夹。`)

let database: Promise<EmbeddedPostgres> | undefined
let reviving: Promise<unknown> | undefined
const children: Child[] = []
let stopping: Promise<never> | undefined
let asked = 0
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, askedToStop)
// `npm start` gave us a channel: when it is gone, killed or its terminal closed, nobody could stop us any more.
process.on('disconnect', () => void stop(0))

try {
  await portsFree(config, lock.afterCrash ? ORPHANS_END_MS : 0)
  if (!config.databaseUrl) database = startEmbedded({ dir: path.join(config.dataDir, 'postgres'), log: say })
  const embedded = await database
  const env = environmentWith({
    DATABASE_URL: (await embedded?.appUrl()) ?? config.databaseUrl,
    // Not for the API: whoever gets into it must not get at what is recorded.
    DATABASE_OWNER_URL: '',
    DATA_DIR: config.dataDir,
    SANDBOX_PORT: String(config.sandboxPort),
    // Compiled modules are kept for the next start, which they make a third faster.
    NODE_COMPILE_CACHE: path.join(config.dataDir, 'compiled'),
  })
  const start = (name: string, entry: string, extra: Record<string, string> = {}) => {
    if (stopping) return
    children.push(new Child({ name, entry, env: { ...env, ...extra }, say, giveUp: () => void stop(1) }))
  }
  if (config.demo) start('sandbox', SANDBOX)
  const ownerUrl = embedded?.url ?? config.databaseOwnerUrl
  const asOwner = { ...env, DATABASE_OWNER_URL: ownerUrl }
  await Child.runOnce(here('migrate.ts'), asOwner)
  if (config.demo) await Child.runOnce(here('seed.ts'), ownerUrl ? { ...env, DATABASE_URL: ownerUrl } : env)
  start('worker', here('worker.ts'), { SOLE_WORKER: embedded ? '1' : '0', DATABASE_OWNER_URL: ownerUrl })
  start('api', here('api.ts'))
  if (process.argv.includes('--reload')) reloadOnChange(children, say)
  if (embedded) keepAlive(embedded)
  await ready(config)
  if (!stopping) await announce(config, say)
} catch (error) {
  if (!stopping) say(error instanceof Error ? error.message : String(error))
  await stop(1)
}

function askedToStop(): void {
  const now = Date.now()
  if (!asked) {
    asked = now
    void stop(0)
  } else if (now - asked > SAME_WISH_MS) {
    say('立即停止')
    for (const child of children) child.kill()
    process.exit(1)
  }
}

function stop(code: number): Promise<never> {
  stopping ??= stopAll(code)
  return stopping
}

/** Those who ask first, then those who answer: API and worker, the outside world, the database. */
async function stopAll(code: number): Promise<never> {
  say('正在停止…')
  for (const child of children.toReversed()) await child.stop()
  await reviving
  const embedded = await database?.catch(() => undefined)
  await embedded?.stop().catch((error: unknown) => say(String(error)))
  if (lock.taken) await lock.release()
  process.exit(code)
}

function fail(message: string): never {
  say(message)
  return process.exit(2)
}

function readConfigOrExplain(): Config {
  try {
    return readConfig()
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error))
  }
}

/** Throws when somebody else listens where we are going to; waits first for what a crash may have left behind. */
async function portsFree({ host, port, demo, sandboxPort }: Config, patienceMs: number): Promise<void> {
  const wanted = [
    { name: 'PORT', port, host },
    ...(demo ? [{ name: 'SANDBOX_PORT', port: sandboxPort, host: '127.0.0.1' }] : []),
  ]
  const until = Date.now() + patienceMs
  for (const { name, port, host } of wanted) {
    while (!(await isFree(port, host))) {
      if (Date.now() >= until)
        throw new Error(
          `端口 ${port} 已被其他程序占用。请停止那个程序，或用 ${name} 指定另一个端口，例如 ${name}=${port + 1} npm start`,
        )
      await pause(100)
    }
  }
}

/** Starts the database again when it was killed; API and worker find it on the same port. */
function keepAlive(embedded: EmbeddedPostgres): void {
  setInterval(() => {
    if (stopping || reviving) return
    reviving = embedded
      .revive()
      .then(
        (revived) => revived && say('PostgreSQL 意外退出，已重新启动'),
        (error: unknown) => say(`PostgreSQL 没有启动成功，继续尝试：${String(error)}`),
      )
      .finally(() => (reviving = undefined))
  }, 1_000)
}

/** Waits until the API serves. */
async function ready({ host, port }: Config): Promise<void> {
  const address = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  for (let waitedMs = 0; waitedMs < 120_000; waitedMs += 50) {
    const serves = await fetch(`http://${address}:${port}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (serves || stopping) return
    await pause(50)
  }
  throw new Error('API 在两分钟内没有就绪')
}
