import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { nodeBin, root, withPath } from './setup.mjs'

const apps = ['citizen', 'console']
const shared = ['packages/contract/src', 'packages/domain/src', 'packages/ui/src', 'pnpm-lock.yaml']

/** Builds the web apps whose sources changed since their last build. */
export async function buildStale() {
  for (const app of apps) {
    const { file, wanted } = stampOf(app)
    if (!existsSync(file) || readFileSync(file, 'utf8') !== wanted) buildApp(app)
  }
}

export async function build() {
  for (const app of apps) buildApp(app)
}

function buildApp(app) {
  console.log(`building apps/${app} …`)
  const cwd = path.join(root, 'apps', app)
  const { status } = spawnSync(nodeBin, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], {
    cwd,
    stdio: 'inherit',
    env: withPath(),
  })
  if (status !== 0) throw new Error(`building apps/${app} failed`)
  const { file, wanted } = stampOf(app)
  writeFileSync(file, wanted)
}

/** Names, sizes and times of all sources: cheap to read, and changes with every edit. */
function stampOf(app) {
  const hash = createHash('sha256')
  for (const source of [
    ...shared,
    `apps/${app}/src`,
    `apps/${app}/index.html`,
    `apps/${app}/vite.config.ts`,
    `apps/${app}/package.json`,
  ]) {
    for (const file of filesIn(path.join(root, source))) {
      const { size, mtimeMs } = statSync(file)
      hash.update(`${file} ${size} ${mtimeMs}\n`)
    }
  }
  return { file: path.join(root, 'apps', app, 'dist/.stamp'), wanted: hash.digest('hex') }
}

function filesIn(place) {
  if (!existsSync(place)) return []
  if (statSync(place).isFile()) return [place]
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .toSorted()
}
