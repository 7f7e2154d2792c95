import { spawn, type ChildProcess } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEmbedded } from '../platform/embedded-postgres.ts'
import { freePort, startOf } from '../platform/operating-system.ts'

// The whole system as `npm start` runs it, in a data folder of its own; what is killed here is killed without warning.
const ALL = path.resolve(import.meta.dirname, '../main/all.ts')
const READY = '按 Ctrl-C 停止'
let folder: string
let ports: { PORT: string; SANDBOX_PORT: string }
const systems = new Set<ChildProcess>()

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'zhengtong-supervisor-'))
  await chmod(folder, 0o755)
  ports = { PORT: String(await freePort()), SANDBOX_PORT: String(await freePort()) }
})
afterAll(async () => {
  for (const system of systems) system.kill('SIGKILL')
  await database().then((embedded) => embedded.stop())
  await rm(folder, { recursive: true, force: true })
})

const database = () => startEmbedded({ dir: path.join(folder, 'postgres'), log: () => undefined })
const postmaster = async () =>
  Number((await readFile(path.join(folder, 'postgres/data/postmaster.pid'), 'utf8')).split('\n')[0])
const serves = () =>
  fetch(`http://127.0.0.1:${ports.PORT}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  )

function start(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [ALL], {
    env: { ...process.env, DATABASE_URL: '', LOG_LEVEL: 'fatal', NODE_OPTIONS: '', DATA_DIR: folder, ...ports, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  systems.add(child)
  const said = { text: '' }
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (said.text += String(chunk)))
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const says = (words: string) => expect.poll(() => said.text, { timeout: 60_000 }).toContain(words)
  return { child, ended, says, said }
}

test('it starts, says where, keeps its password to itself, and stops in order on SIGTERM', async () => {
  const { child, ended, says, said } = start()
  await says(READY)
  expect(await serves()).toBe(true)
  expect(said.text).toContain(`http://localhost:${ports.PORT}/console/`)
  expect((await stat(path.join(folder, 'postgres/password'))).mode & 0o777).toBe(0o600)
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
  await expect(postmaster()).rejects.toThrow('ENOENT')
})

test('a second one on the same folder is refused and told who holds it', async () => {
  const first = start()
  await first.says(READY)
  const second = start({ PORT: String(await freePort()), SANDBOX_PORT: String(await freePort()) })
  expect(await second.ended).toBe(2)
  expect(second.said.text).toContain(`已由进程 ${first.child.pid} 使用`)
  first.child.kill('SIGINT')
  first.child.kill('SIGINT')
  expect(await first.ended).toBe(0)
})

test('killed without warning, it leaves a database that the next start adopts, and no other process', async () => {
  const first = start()
  await first.says(READY)
  const pid = await postmaster()
  first.child.kill('SIGKILL')
  await first.ended
  const next = start()
  await next.says('PostgreSQL 仍在运行，继续使用')
  await next.says(READY)
  expect(await postmaster()).toBe(pid)
  next.child.disconnect()
  expect(await next.ended, 'whoever started it is gone').toBe(0)
})

test('a killed database is started again on the same port and the API goes on', async () => {
  const { child, ended, says } = start()
  await says(READY)
  process.kill(await postmaster(), 'SIGKILL')
  await says('PostgreSQL 意外退出，已重新启动')
  await expect.poll(serves, { timeout: 20_000 }).toBe(true)
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
})

test('everything killed at once, a number in a pid file that is another’s by now is no obstacle', async () => {
  const first = start()
  await first.says(READY)
  const pid = await postmaster()
  first.child.kill('SIGKILL')
  process.kill(pid, 'SIGKILL')
  await first.ended
  await expect.poll(() => startOf(pid), { timeout: 10_000 }).toBe('')
  const file = path.join(folder, 'postgres/data/postmaster.pid')
  await writeFile(file, (await readFile(file, 'utf8')).replace(String(pid), String(process.pid)))
  await writeFile(path.join(folder, 'running.pid'), `${process.pid} 1`)
  const next = start()
  await next.says(READY)
  next.child.kill('SIGTERM')
  expect(await next.ended).toBe(0)
})

test('a port that is taken is named, with what to do, and nothing is left running', async () => {
  const other = createServer().listen(Number(ports.PORT), '127.0.0.1')
  const { ended, said } = start()
  expect(await ended).toBe(1)
  expect(said.text).toContain(`端口 ${ports.PORT} 已被其他程序占用`)
  await new Promise((resolve) => other.close(resolve))
})

test('a cluster whose making was interrupted is made anew', async () => {
  const dir = path.join(folder, 'interrupted')
  await mkdir(path.join(dir, 'data.unfinished'), { recursive: true })
  await writeFile(path.join(dir, 'data.unfinished/PG_VERSION'), '18')
  const embedded = await startEmbedded({ dir, log: () => undefined })
  const client = new pg.Client({ connectionString: embedded.url })
  await client.connect()
  const { rows } = await client.query('select current_setting($1) as fsync', ['fsync'])
  await client.end()
  await embedded.stop()
  expect(rows).toEqual([{ fsync: 'on' }])
})
