import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')
export const nodeBin = path.join(root, 'node_modules/node/bin/node')
const stamp = path.join(root, 'node_modules/.zhengtong-setup')
const advice =
  'Chromium is missing. Install it (Debian: apt-get install chromium fonts-noto-cjk; macOS: brew install chromium) or point CHROMIUM at its executable.'

/** The environment with the pinned Node first in PATH. */
export function withPath(extra = {}) {
  const bins = [path.dirname(nodeBin), path.join(root, 'node_modules/.bin'), process.env.PATH]
  return { ...process.env, PATH: bins.join(path.delimiter), ...extra }
}

/**
 * Installs the locked dependencies when they are missing or stale, and looks for Chromium where it is 'wanted' or
 * 'needed'. Does nothing, in a few milliseconds, when all is there.
 */
export async function setUp({ chromium } = {}) {
  const wanted = digest()
  const present = existsSync(stamp) && readFileSync(stamp, 'utf8')
  if (present !== wanted || !existsSync(nodeBin)) install(wanted)
  if (chromium) findChromium(chromium)
}

function install(wanted) {
  const { packageManager } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  console.log(`installing the locked dependencies with ${packageManager} …`)
  rmSync(stamp, { force: true })
  must('npx', ['-y', packageManager, 'install', '--frozen-lockfile', '--reporter=append-only'], { CI: 'true' })
  // The package `node` fetches its program after its installation; where install scripts were off, it has none yet.
  if (!runs())
    must('npx', ['-y', packageManager, 'rebuild', 'node'], { CI: 'true', npm_config_ignore_scripts: 'false' })
  if (!runs()) throw new Error('The pinned Node did not install: node_modules/node/bin/node does not run here.')
  writeFileSync(stamp, wanted)
}

function runs() {
  return spawnSync(nodeBin, ['--version']).status === 0
}

/** Changes whenever an installation would. */
function digest() {
  const manifests = ['packages', 'apps'].flatMap((group) =>
    readdirSync(path.join(root, group)).map((name) => `${group}/${name}/package.json`),
  )
  const files = [
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    'package.json',
    ...manifests,
    'e2e/package.json',
    'bench/package.json',
  ]
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`)
  for (const file of files.filter((name) => existsSync(path.join(root, name))))
    hash.update(file).update(readFileSync(path.join(root, file)))
  return hash.digest('hex')
}

/** The browser that tests use; one named by CHROMIUM must be there. */
export function chromiumPath() {
  if (process.env.CHROMIUM) return existsSync(process.env.CHROMIUM) ? process.env.CHROMIUM : undefined
  return [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ].find((file) => existsSync(file))
}

function findChromium(need) {
  if (chromiumPath()) return
  const canInstall = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0
  if (canInstall && !process.env.CHROMIUM) {
    console.log('Chromium is missing: installing Debian’s chromium and fonts-noto-cjk with apt-get …')
    const quiet = { DEBIAN_FRONTEND: 'noninteractive' }
    const installed =
      succeeds('apt-get', ['update', '-q'], quiet) &&
      succeeds('apt-get', ['install', '-y', '-q', 'chromium', 'fonts-noto-cjk'], quiet)
    if (installed && chromiumPath()) return
  }
  if (need === 'needed') throw new Error(advice)
  console.warn(`${advice} Only the tests need it.`)
}

function must(command, args, env) {
  if (!succeeds(command, args, env)) throw new Error(`${command} ${args.join(' ')} failed`)
}

function succeeds(command, args, env) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } })
  if (error) console.error(error.message)
  return status === 0
}
