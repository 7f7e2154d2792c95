import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { nodeBin, root, withPath } from './setup.mjs'

const apps = ['citizen', 'console']
const shared = ['packages/contract/src', 'packages/domain/src', 'packages/ui/src', 'pnpm-lock.yaml']

/** Builds the web apps whose sources changed since their last build. */
export async function buildStale() {
  for (const app of apps)
    if (!existsSync(stampOf(app)) || readFileSync(stampOf(app), 'utf8') !== stateOf(app)) buildApp(app)
}

/** Builds both web apps. Resolves to 0. */
export async function build() {
  for (const app of apps) buildApp(app)
  return 0
}

function buildApp(app) {
  console.log(`building apps/${app} …`)
  // Read before: a source that changes during the build makes the result stale.
  const state = stateOf(app)
  const cwd = path.join(root, 'apps', app)
  const vite = ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn']
  const { status } = spawnSync(nodeBin, vite, { cwd, stdio: 'inherit', env: withPath() })
  if (status !== 0) throw new Error(`building apps/${app} failed`)
  compress(path.join(cwd, 'dist'))
  writeFileSync(stampOf(app), state)
}

/** Puts a Brotli and a gzip copy beside each text file; the server sends whichever the browser reads. */
function compress(folder) {
  for (const file of filesIn(folder).filter((name) => /\.(js|css|html|svg)$/.test(name))) {
    const bytes = readFileSync(file)
    writeFileSync(`${file}.br`, brotliCompressSync(bytes))
    writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
  }
}

const stampOf = (app) => path.join(root, 'apps', app, 'dist/.stamp')

/** Names, sizes and times of all sources: cheap to read, and changes with every edit. */
function stateOf(app) {
  const own = ['src', 'public', 'index.html', 'vite.config.ts', 'package.json', 'tsconfig.json']
  const hash = createHash('sha256')
  for (const source of [...shared, ...own.map((name) => `apps/${app}/${name}`)]) {
    for (const file of filesIn(path.join(root, source))) {
      const { size, mtimeMs } = statSync(file)
      hash.update(`${path.relative(root, file)} ${size} ${mtimeMs}\n`)
    }
  }
  return hash.digest('hex')
}

function filesIn(place) {
  if (!existsSync(place)) return []
  if (statSync(place).isFile()) return [place]
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .toSorted()
}
