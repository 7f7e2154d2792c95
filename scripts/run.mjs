// The one command line: `npm run NAME` ends here. Plain JavaScript without dependencies, so that it runs on any Node >= 20
// before anything is installed; everything else runs on the pinned Node that the installation brings.
import { spawn } from 'node:child_process'
import path from 'node:path'
import { build, buildStale } from './build.mjs'
import { whenCallersEnd } from './callers.mjs'
import { check } from './check.mjs'
import { nodeBin, root, setUp, withPath } from './setup.mjs'
import { test } from './test.mjs'

const [command = '', ...args] = process.argv.slice(2)
const server = (entry) => path.join(root, 'apps/server/src/main', entry)
const files = () => args.map((file) => path.resolve(process.env.INIT_CWD ?? process.cwd(), file))

/** The file after `--key`; nothing when there is none. */
function keyFile() {
  if (args.length === 0) return []
  if (args[0] !== '--key' || args.length !== 2) throw new Error('usage: npm run audit:verify [-- --key FILE]')
  return [path.resolve(process.env.INIT_CWD ?? process.cwd(), args[1])]
}

/** What each command does once the installation is there. Each resolves to an exit code. */
const commands = {
  setup: async () => 0,
  start: async () => {
    await buildStale()
    return supervisor([])
  },
  dev: () => {
    const builds = ['citizen', 'console'].map((app) =>
      node(['node_modules/vite/bin/vite.js', 'build', '--watch', '--logLevel', 'warn'], path.join(root, 'apps', app)),
    )
    return Promise.race([supervisor(['--reload']), ...builds])
  },
  build: () => build(),
  test: async () => {
    await buildStale()
    return test(args)
  },
  check: () => check(args),
  'check:flows': () => node([path.join(root, 'scripts/check-flows.mjs')]),
  format: () => node([path.join(root, 'node_modules/oxfmt/bin/oxfmt'), '.']),
  bench: () => node([path.join(root, 'bench/src/main.ts'), ...args]),
  'schema:dump': () => node([server('with-scratch-database.ts'), server('dump-schema.ts')]),
  'import:items': () => node([server('with-database.ts'), server('import.ts'), 'items', ...files()]),
  'import:regions': () => node([server('with-database.ts'), server('import.ts'), 'regions', ...files()]),
  'import:holidays': () => node([server('with-database.ts'), server('import.ts'), 'holidays', ...files()]),
  'audit:verify': () => node([server('with-database.ts'), server('verify-audit.ts'), ...keyFile()]),
  'admins:bootstrap': () => node([server('with-database.ts'), server('bootstrap-admins.ts'), ...files()]),
  'keys:rotate': () => node([server('with-database.ts'), server('rotate-keys.ts')]),
  'db:roles': () => node([server('with-database.ts'), server('grant-roles.ts'), ...args]),
  'seed:demo': () => node([server('with-database.ts'), server('seed.ts')]),
}
const chromium = { setup: 'wanted', test: 'needed' }

if (!Object.hasOwn(commands, command)) {
  console.error(`unknown command "${command}"; one of: ${Object.keys(commands).join(', ')}`)
  process.exit(2)
}
try {
  await setUp({ chromium: chromium[command] })
  process.exit(await commands[command]())
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

/**
 * The whole system, in a process group of its own, so that a Ctrl-C reaches it once, passed on from here. Its channel to us
 * closes when we are killed or our terminal is closed; it then stops everything.
 */
function supervisor(options) {
  return node([server('all.ts'), ...options], root, { detached: true, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
}

/** Runs the pinned Node and passes signals on; resolves to its exit code. */
function node(argv, cwd = root, options = { stdio: 'inherit' }) {
  const env = withPath({ INIT_CWD: process.env.INIT_CWD ?? process.cwd() })
  const child = spawn(nodeBin, argv, { cwd, env, ...options })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  whenCallersEnd(() => child.kill('SIGTERM'))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}
