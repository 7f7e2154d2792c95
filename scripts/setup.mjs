import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

export const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..')
export const nodeBin = path.join(root, 'node_modules/node/bin/node')
const stamp = path.join(root, 'node_modules/.zhengtong-setup')
const browsers = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The environment with the pinned Node first in PATH. */
export function withPath(extra = {}) {
  return {
    ...process.env,
    PATH: [path.dirname(nodeBin), path.join(root, 'node_modules/.bin'), process.env.PATH].join(path.delimiter),
    ...extra,
  }
}

/**
 * Installs the locked dependencies when they are missing or stale, and looks for Chromium where it is wanted. Does nothing,
 * in a few milliseconds, when all is there.
 */
export async function setUp({ chromium } = {}) {
  const wanted = digest()
  const present = existsSync(stamp) && readFileSync(stamp, 'utf8')
  if (present !== wanted || !existsSync(nodeBin)) install(wanted)
  if (chromium) findChromium(chromium)
  return 0
}

function install(wanted) {
  const { packageManager } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  console.log(`installing the locked dependencies with ${packageManager} …`)
  must('npx', ['-y', packageManager, 'install', '--frozen-lockfile', '--reporter=append-only'], { CI: 'true' })
  if (!existsSync(nodeBin) || spawnSync(nodeBin, ['--version']).status !== 0)
    must('npx', ['-y', packageManager, 'rebuild', 'node'])
  if (spawnSync(nodeBin, ['--version']).status !== 0)
    throw new Error('the pinned Node did not install: node_modules/node/bin/node does not run')
  mkdirSync(path.dirname(stamp), { recursive: true })
  writeFileSync(stamp, wanted)
}

/** Changes whenever an installation would. */
function digest() {
  const files = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', 'e2e/package.json', 'bench/package.json']
  for (const group of ['packages', 'apps'])
    for (const name of readdirSync(path.join(root, group))) files.push(`${group}/${name}/package.json`)
  const hash = createHash('sha256')
  for (const file of files)
    if (existsSync(path.join(root, file))) hash.update(file).update(readFileSync(path.join(root, file)))
  return hash.digest('hex')
}

export function chromiumPath() {
  return browsers.find((file) => file && existsSync(file))
}

function findChromium(need) {
  if (chromiumPath()) return
  const canInstall = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0
  if (canInstall) {
    console.log('Chromium is missing: installing Debian’s chromium and fonts-noto-cjk with apt-get …')
    must('apt-get', ['update', '-q'], { DEBIAN_FRONTEND: 'noninteractive' })
    must('apt-get', ['install', '-y', '-q', 'chromium', 'fonts-noto-cjk'], { DEBIAN_FRONTEND: 'noninteractive' })
    if (chromiumPath()) return
  }
  const advice =
    'Chromium is missing. Install it (Debian: apt-get install chromium fonts-noto-cjk) or point CHROMIUM at its executable.'
  if (need === 'needed') throw new Error(advice)
  console.warn(`${advice} Only the tests need it.`)
}

function must(command, args, env = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed${error ? `: ${error.message}` : ''}`)
}
