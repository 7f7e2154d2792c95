// The one command line: `npm run NAME` ends here. Plain JavaScript without dependencies, so that it runs on any Node >= 20
// before anything is installed; everything else runs on the pinned Node that the installation brings.
import { spawn } from 'node:child_process'
import path from 'node:path'
import { build, buildStale } from './build.mjs'
import { root, setUp, nodeBin, withPath } from './setup.mjs'
import { check } from './check.mjs'
import { test } from './test.mjs'

const [command = '', ...args] = process.argv.slice(2)
const server = (entry) => path.join(root, 'apps/server/src/main', entry)

const commands = {
  setup: () => setUp({ chromium: 'wanted' }),
  start: async () => {
    await setUp()
    await buildStale()
    return node([server('all.ts')])
  },
  dev: async () => {
    await setUp()
    const watchers = ['citizen', 'console'].map((app) =>
      node(['node_modules/vite/bin/vite.js', 'build', '--watch'], path.join(root, 'apps', app)),
    )
    return Promise.race([node([server('all.ts')], root, { WATCH: '1' }), ...watchers])
  },
  build: async () => {
    await setUp()
    await build()
    return 0
  },
  test: async () => {
    await setUp({ chromium: 'needed' })
    await buildStale()
    return test(args)
  },
  check: async () => {
    await setUp()
    return check(args)
  },
  format: async () => {
    await setUp()
    return node([path.join(root, 'node_modules/oxfmt/bin/oxfmt'), '.'])
  },
  bench: async () => {
    await setUp()
    return node([path.join(root, 'bench/src/main.ts'), ...args])
  },
  'schema:dump': async () => {
    await setUp()
    return node([server('with-scratch-database.ts'), server('dump-schema.ts')])
  },
  'import:items': () => withDatabase([server('import.ts'), 'items', ...args.map(absolute)]),
  'import:regions': () => withDatabase([server('import.ts'), 'regions', ...args.map(absolute)]),
  'import:holidays': () => withDatabase([server('import.ts'), 'holidays', ...args.map(absolute)]),
  'seed:demo': () => withDatabase([server('seed.ts')]),
}

const run = commands[command]
if (!run) {
  console.error(`unknown command "${command}"; one of: ${Object.keys(commands).join(', ')}`)
  process.exit(2)
}
process.exit((await run().catch(explain)) ?? 0)

function explain(error) {
  console.error(error instanceof Error ? error.message : error)
  return 1
}

/** Runs the pinned Node and passes signals on, so that Ctrl-C reaches the program and not only this wrapper. */
function node(argv, cwd = root, env = {}) {
  const child = spawn(nodeBin, argv, {
    cwd,
    stdio: 'inherit',
    env: withPath({ INIT_CWD: process.env.INIT_CWD ?? process.cwd(), ...env }),
  })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0))))
}

/** Runs an entry point against DATABASE_URL, or against the embedded database of DATA_DIR, started for it if need be. */
async function withDatabase(argv) {
  await setUp()
  return node([server('with-database.ts'), ...argv])
}

function absolute(file) {
  return path.resolve(process.env.INIT_CWD ?? process.cwd(), file)
}
