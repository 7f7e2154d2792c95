import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromiumPath, root, withPath } from './setup.mjs'

const bin = (name) => path.join(root, 'node_modules/.bin', name)
const zones = ['UTC', 'Asia/Shanghai', 'America/New_York']

/** Parts of the test run by name. `npm test -- unit e2e` runs some of them. */
const parts = {
  unit: (report) =>
    vitest(report, ['--project', 'domain', '--project', 'ui', '--project', 'sandbox', '--project', 'checks']),
  server: (report) => vitest(report, ['--project', 'server']),
  zones: async (report) => {
    let sum = { passed: 0, failed: 0 }
    for (const zone of zones) sum = add(sum, await vitest(report, ['--project', 'domain'], { TZ: zone }, zone))
    return sum
  },
  e2e: (report) => playwright(report),
}

/** Runs the parts one after the other and sums up what really ran. No test at all is a failure. */
export async function test(args) {
  const wanted = Object.keys(parts).filter((name) => args.length === 0 || args.includes(name))
  const folder = mkdtempSync(path.join(tmpdir(), 'zhengtong-tests-'))
  let sum = { passed: 0, failed: 0 }
  for (const name of wanted) {
    console.log(`\n== ${name}`)
    const result = await parts[name](path.join(folder, `${name}.json`))
    if (result.passed + result.failed === 0) result.failed = 1
    sum = add(sum, result)
  }
  rmSync(folder, { recursive: true, force: true })
  console.log(`\n${sum.passed} passed, ${sum.failed} failed`)
  return sum.failed || wanted.length === 0 ? 1 : 0
}

const add = (a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed })

async function vitest(report, args, env = {}, label = '') {
  if (label) console.log(`TZ=${label}`)
  const code = await run(
    bin('vitest'),
    ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`, ...args],
    root,
    env,
  )
  const result = read(report)
  return atLeastOne(code, {
    passed: result?.numPassedTests ?? 0,
    failed: (result?.numFailedTests ?? 0) + (result?.numPendingTests ?? 0),
  })
}

async function playwright(report) {
  const code = await run(path.join(root, 'e2e/node_modules/.bin/playwright'), ['test'], path.join(root, 'e2e'), {
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
    CHROMIUM: chromiumPath(),
  })
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = read(report)?.stats ?? {}
  return atLeastOne(code, { passed: expected, failed: unexpected + flaky + skipped })
}

/** A runner that ended badly has failed at least once, whatever it counted. */
function atLeastOne(code, result) {
  return code !== 0 && result.failed === 0 ? { ...result, failed: 1 } : result
}

function read(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}

function run(program, args, cwd, env) {
  const child = spawn(program, args, { cwd, stdio: 'inherit', env: withPath(env) })
  return new Promise((resolve) => {
    child.once('error', () => resolve(1))
    child.once('exit', resolve)
  })
}
