import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromiumPath, root, withPath } from './setup.mjs'

const zones = ['UTC', 'Asia/Shanghai', 'America/New_York']

/** Parts of the test run by name. `npm test -- unit e2e` runs some of them. */
const parts = {
  unit: (folder) => vitest(folder, 'unit', ['--project=!server']),
  server: (folder) => vitest(folder, 'server', ['--project=server']),
  zones: async (folder) => {
    let sum = none
    for (const zone of zones) {
      console.log(`TZ=${zone}`)
      const name = zone.replace('/', '-')
      sum = add(sum, await vitest(folder, name, ['--project=domain'], { TZ: zone }))
    }
    return sum
  },
  e2e: (folder) => playwright(folder),
}
const none = { passed: 0, failed: 0 }

/** Runs the parts one after the other and sums up what really ran. No test at all is a failure. */
export async function test(args) {
  const names = args.map((name) => name.replace(/^--/, ''))
  const unknown = names.filter((name) => !Object.hasOwn(parts, name))
  if (unknown.length) throw new Error(`unknown part "${unknown.join(', ')}"; one of: ${Object.keys(parts).join(', ')}`)
  const folder = mkdtempSync(path.join(tmpdir(), 'zhengtong-tests-'))
  // Started by root, the database runs as another user, who must be able to get there.
  chmodSync(folder, 0o755)
  let sum = none
  for (const name of names.length ? names : Object.keys(parts)) {
    console.log(`\n== ${name}`)
    sum = add(sum, await parts[name](folder))
  }
  rmSync(folder, { recursive: true, force: true })
  console.log(`\n${sum.passed} passed, ${sum.failed} failed`)
  return sum.failed ? 1 : 0
}

const add = (a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed })

async function vitest(folder, name, args, env = {}) {
  const report = path.join(folder, `${name}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const code = await run(path.join(root, 'node_modules/.bin/vitest'), ['run', ...reporters, ...args], root, env)
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = read(report)
  return atLeastOne(code, { passed: numPassedTests, failed: numFailedTests + numPendingTests + numTodoTests })
}

async function playwright(folder) {
  const report = path.join(folder, 'e2e.json')
  const place = path.join(root, 'e2e')
  const data = path.join(folder, 'e2e')
  mkdirSync(data)
  const code = await run(path.join(place, 'node_modules/.bin/playwright'), ['test'], place, {
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
    CHROMIUM: chromiumPath(),
    E2E_DATA_DIR: data,
  })
  // Its processes print into a file, which is looked through for personal data; of a failure the end is of interest.
  const logs = readdirSync(data).filter((name) => name.endsWith('.log'))
  if (code !== 0)
    for (const log of logs) console.log(readFileSync(path.join(data, log), 'utf8').split('\n').slice(-60).join('\n'))
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = read(report).stats ?? {}
  return atLeastOne(code, { passed: expected, failed: unexpected + flaky + skipped })
}

/** A runner that ended badly, or that ran nothing, has failed at least once, whatever it counted. */
function atLeastOne(code, { passed, failed }) {
  return { passed, failed: failed || (code === 0 && passed > 0 ? 0 : 1) }
}

function read(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
}

function run(program, args, cwd, env) {
  const child = spawn(program, args, { cwd, stdio: 'inherit', env: withPath(env) })
  return new Promise((resolve) => {
    child.once('error', () => resolve(1))
    child.once('exit', resolve)
  })
}
