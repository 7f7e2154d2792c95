import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { readConfig, type Config } from '../config.ts'
import { startEmbedded } from '../platform/embedded-postgres.ts'
import { announce } from './announce.ts'
import { Child } from './child.ts'

const SANDBOX = path.resolve(import.meta.dirname, '../../../sandbox/src/main.ts')
const here = (entry: string) => path.join(import.meta.dirname, entry)
const say = (message: string) => process.stdout.write(`${message}\n`)

/** Everything on one machine: database, migrations, demo data, sandbox, API and worker, until told to stop. */
const config = readConfigOrExplain()
const release = await takeFolder(config.dataDir)
const database = config.databaseUrl
  ? undefined
  : await startEmbedded({ dir: path.join(config.dataDir, 'postgres'), log: say })
const env = { ...process.env, DATABASE_URL: config.databaseUrl || (database?.url ?? ''), DATA_DIR: config.dataDir }
const children: Child[] = []

let stopping = false
async function stop(code: number): Promise<never> {
  if (stopping) process.exit(1)
  stopping = true
  say('正在停止…')
  await Promise.all(children.map((child) => child.stop()))
  await database?.stop()
  await release()
  process.exit(code)
}
process.on('SIGINT', () => void stop(0))
process.on('SIGTERM', () => void stop(0))

try {
  await Child.runOnce(here('migrate.ts'), env)
  if (config.demo) await Child.runOnce(here('seed.ts'), env)
  const giveUp = (name: string) => {
    say(`${name} 多次异常退出，整个系统停止。请查看上面的日志。`)
    void stop(1)
  }
  if (config.demo)
    children.push(new Child('sandbox', SANDBOX, { ...env, SANDBOX_PORT: String(config.sandboxPort) }, giveUp))
  children.push(
    new Child('api', here('api.ts'), env, giveUp),
    new Child('worker', here('worker.ts'), { ...env, SOLE_WORKER: database ? '1' : '0' }, giveUp),
  )
  await ready(config)
  await announce(config, say)
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  await stop(1)
}

function readConfigOrExplain(): Config {
  try {
    return readConfig()
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
    return process.exit(2)
  }
}

/** Waits until the API serves; a port that is taken, or a child that gave up, ends the wait. */
async function ready({ host, port }: Config): Promise<void> {
  const address = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  for (let tries = 0; tries < 600; tries += 1) {
    if (
      await fetch(`http://${address}:${port}/readyz`).then(
        (response) => response.ok,
        () => false,
      )
    )
      return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('API 在 30 秒内没有就绪')
}

/** One running system a data folder. The lock of a process that is gone is taken over. */
async function takeFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true })
  const file = path.join(folder, 'running.pid')
  const holder = Number(await readFile(file, 'utf8').catch(() => ''))
  if (holder && holder !== process.pid && isAlive(holder)) {
    say(`${folder} 已由进程 ${holder} 使用。请先停止它，或用 DATA_DIR 指定另一个文件夹。`)
    process.exit(2)
  }
  await writeFile(file, String(process.pid))
  return () => rm(file, { force: true })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
