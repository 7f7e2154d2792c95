import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chown, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { makeAppRole } from './app-role.ts'
import { prepareHome, type Home } from './embedded-home.ts'
import { commandOf, freePort } from './operating-system.ts'

const run = promisify(execFile)
/** The path of a socket may not be longer than about a hundred bytes; Windows has none here. */
const LONGEST_SOCKET_FOLDER = 80
/**
 * API and worker speak to it over a Unix socket: that costs them a quarter less than the loopback address. The password guards it
 * there as well. Empty: loopback only.
 */
const SOCKETS = process.platform === 'win32' || tmpdir().length > LONGEST_SOCKET_FOLDER ? '' : tmpdir()
// For a machine of two cores; fsync and full_page_writes stay on.
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: `'${SOCKETS}'`,
  max_connections: '120',
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  wal_compression: 'on',
  max_wal_size: '2GB',
  // Soon after tables have grown, plans that were made for empty ones are thrown away.
  autovacuum_naptime: '15s',
  log_min_messages: 'warning',
  timezone: 'UTC',
}
/** A crash recovery replays up to max_wal_size: give it minutes, not seconds. */
const RECOVERY_SECONDS = 300

export interface EmbeddedPostgres {
  url: string
  port: number
  /** The same database for API and worker, as a role that owns nothing; its password is new with each call. */
  appUrl(): Promise<string>
  /** Where it really lives; not always where it was wanted. */
  dir: string
  /** It was running already. */
  adopted: boolean
  /** Starts the server again, on the same port, when its process is gone; says whether it had to. */
  revive(): Promise<boolean>
  /** Ends sessions and writes everything to disk. Does nothing when it is down. */
  stop(): Promise<void>
}

/** Where a running one is found: by its port, in the folder of its socket or (empty) at the loopback address. */
interface Door {
  sockets: string
  port: number
}

interface Cluster {
  home: Home
  data: string
  password: string
}

/**
 * Brings up a real PostgreSQL from the npm packages that carry its binaries, with its data in `dir`. A postmaster that
 * outlived its parent (kill -9) is adopted. Listens on the loopback address only, with a random password, on the port of
 * last time where that is free.
 */
export async function startEmbedded({
  dir,
  log,
}: {
  dir: string
  log: (message: string) => void
}): Promise<EmbeddedPostgres> {
  const home = await prepareHome(dir, log)
  const cluster = { home, data: path.join(home.dir, 'data'), password: await keepPassword(home) }
  if (!existsSync(cluster.data)) await initialise(cluster)
  const living = await adopt(cluster)
  if (living) log('PostgreSQL 仍在运行，继续使用')
  const door = living ?? (await startAnew(cluster))
  const url = urlOf(door, cluster.password)
  return {
    url,
    appUrl: () => makeApp(url),
    port: door.port,
    dir: home.dir,
    adopted: living !== undefined,
    revive: async () => {
      if (await postmaster(cluster)) return false
      await startOn(cluster, door.port)
      return true
    },
    stop: () => stop(cluster),
  }
}

function urlOf({ sockets, port }: Door, password: string): string {
  return `postgres://postgres:${password}@${encodeURIComponent(sockets || '127.0.0.1')}:${port}/postgres`
}

async function makeApp(ownerUrl: string): Promise<string> {
  const url = new URL(ownerUrl)
  url.username = 'zhengtong'
  url.password = randomBytes(24).toString('base64url')
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  await makeAppRole(client, url.username, url.password).finally(() => client.end())
  return url.toString()
}

/** Makes the cluster beside its place and moves it there when whole, so that an interruption leaves nothing half done. */
async function initialise({ home, data }: Cluster): Promise<void> {
  const unfinished = `${data}.unfinished`
  await rm(unfinished, { recursive: true, force: true })
  const password = path.join(home.dir, 'password')
  const options = ['-U', 'postgres', '-E', 'UTF8', '--locale=C.UTF-8', '--auth=scram-sha-256', `--pwfile=${password}`]
  await run(path.join(home.bin, 'initdb'), ['-D', unfinished, ...options], { ...home.identity, cwd: home.dir })
  await rename(unfinished, data)
}

async function startAnew(cluster: Cluster): Promise<Door> {
  const remembered = path.join(cluster.home.dir, 'port')
  const port = await freePort(Number(await readFile(remembered, 'utf8').catch(() => '0')))
  await startOn(cluster, port)
  await writeFile(remembered, String(port))
  return { sockets: SOCKETS, port }
}

/** Backends of a killed postmaster hold its shared memory for a moment more, so a refused start is tried again. */
async function startOn({ home, data }: Cluster, port: number): Promise<void> {
  const settings = Object.entries({ ...SETTINGS, port: String(port) })
  const options = settings.map(([name, value]) => `-c ${name}=${value}`).join(' ')
  const log = path.join(home.dir, 'postgres.log')
  const start = ['start', '-D', data, '-w', '-t', String(RECOVERY_SECONDS), '-l', log, '-o', options]
  for (let tries = 1; ; tries += 1) {
    const failed = await control(home, start).catch((error: unknown) => error)
    if (!failed) return
    if (tries === 5) throw failed
    await pause(500)
  }
}

async function stop(cluster: Cluster): Promise<void> {
  if (!(await postmaster(cluster))) return
  const how = (mode: string) => ['stop', '-D', cluster.data, '-m', mode, '-w', '-t', '20']
  await control(cluster.home, how('fast')).catch(() => control(cluster.home, how('immediate')))
}

/** pg_ctl detaches the server; its own session keeps a Ctrl-C in the terminal away from it. */
function control(home: Home, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(path.join(home.bin, 'pg_ctl'), args, {
      ...home.identity,
      cwd: home.dir,
      stdio: 'ignore',
      detached: true,
    })
    child.once('error', reject)
    child.once('exit', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`pg_ctl ${args[0]} ended with ${code}; see ${path.join(home.dir, 'postgres.log')}`))
    })
  })
}

/** Where a postmaster that runs on this cluster is found, once it answers; one that shuts down is waited for. */
async function adopt(cluster: Cluster): Promise<Door | undefined> {
  for (let waited = 0; waited < RECOVERY_SECONDS; waited += 0.25) {
    const found = await postmaster(cluster)
    if (!found) return undefined
    const client = new pg.Client({
      connectionString: urlOf(found, cluster.password),
      connectionTimeoutMillis: 1_000,
    })
    const answers = await client.connect().then(
      () => true,
      () => false,
    )
    await client.end().catch(() => undefined)
    if (answers) return found
    await pause(250)
  }
  throw new Error(`PostgreSQL runs on ${cluster.data} and does not answer`)
}

/** The living postmaster of this cluster. A pid file that a dead one left is removed: its number may be another's by now. */
async function postmaster({ data }: Cluster): Promise<Door | undefined> {
  const file = path.join(data, 'postmaster.pid')
  const [pid, , , port, sockets = ''] = (await readFile(file, 'utf8').catch(() => '')).split('\n')
  if (!pid) return undefined
  const command = await commandOf(Number(pid))
  if (command.includes('postgres') && command.includes(data)) return { sockets, port: Number(port) }
  await rm(file, { force: true })
  return undefined
}

/** Reads the password from its file, or makes it there, readable by its owner only. */
async function keepPassword({ dir, identity }: Home): Promise<string> {
  const file = path.join(dir, 'password')
  const known = await readFile(file, 'utf8').catch(() => '')
  if (known) return known
  const made = randomBytes(24).toString('base64url')
  await writeFile(file, made, { mode: 0o600 })
  if (identity) await chown(file, identity.uid, identity.gid)
  return made
}
