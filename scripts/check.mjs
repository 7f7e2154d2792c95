import { spawn } from 'node:child_process'
import path from 'node:path'
import { ownRules, projectFiles } from './own-rules.mjs'
import { nodeBin, root, withPath } from './setup.mjs'

const bin = (name) => path.join(root, 'node_modules/.bin', name)
const server = (entry) => path.join(root, 'apps/server/src/main', entry)
const cache = path.join(root, 'node_modules/.cache/zhengtong')

/** Types of one package; what has not changed since the last run is not checked again. */
const types = (place, tool = 'tsc') => {
  const memory = path.join(cache, `${place.replaceAll('/', '-')}.tsbuildinfo`)
  return () => run(bin(tool), ['-p', place, '--incremental', '--tsBuildInfoFile', memory])
}

/** Every check by name, the longest first; each resolves to what is wrong, or to an empty text. */
const checks = {
  'types of apps/citizen': types('apps/citizen', 'vue-tsc'),
  'types of apps/console': types('apps/console', 'vue-tsc'),
  templates: () => run(bin('eslint'), ['--max-warnings=0', 'apps/**/*.vue', 'packages/**/*.vue']),
  'types of apps/server': types('apps/server'),
  'dead code': () => run(bin('knip'), ['--no-progress', '--treat-config-hints-as-errors']),
  schema: () => run(nodeBin, [server('with-scratch-database.ts'), server('dump-schema.ts'), '--check']),
  boundaries: async () => {
    const options = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'packages', 'apps']
    const { output } = await collect(bin('depcruise'), options)
    return output.startsWith('{') ? boundaryFaults(JSON.parse(output), projectFiles(root)).join('\n') : output
  },
  'types of packages/ui': types('packages/ui', 'vue-tsc'),
  'types of apps/sandbox': types('apps/sandbox'),
  'types of bench': types('bench'),
  'types of packages/contract': types('packages/contract'),
  'types of packages/domain': types('packages/domain'),
  'types of e2e': types('e2e'),
  lint: () => run(bin('oxlint'), ['--deny-warnings']),
  format: () => run(bin('oxfmt'), ['--check', '.']),
  flows: () => run(nodeBin, [path.join(root, 'scripts/check-flows.mjs')]),
  'own rules': async () => (await ownRules(root)).join('\n'),
}

/** Runs all checks, or those whose names contain a given word, two at a time; prints one line each and what is wrong. */
export async function check(words) {
  const wanted = Object.entries(checks).filter(
    ([name]) => words.length === 0 || words.some((word) => name.includes(word)),
  )
  const queue = [...wanted]
  let failed = 0
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [name, find] = next
      const began = Date.now()
      const wrong = await find().catch((error) => String(error))
      if (wrong) failed += 1
      const seconds = ((Date.now() - began) / 1000).toFixed(1)
      console.log(`${wrong ? 'FAIL' : 'ok  '} ${name} (${seconds} s)${wrong ? `\n${wrong}` : ''}`)
    }
  }
  await Promise.all([work(), work()])
  console.log(`${wanted.length - failed} checks passed, ${failed} failed`)
  return failed || wanted.length === 0 ? 1 : 0
}

/**
 * What dependency-cruiser found, and which of the project's modules it did not read: a resolver that finds nothing reports
 * nothing wrong.
 */
export function boundaryFaults({ modules, summary }, files) {
  const faults = summary.violations.map(
    ({ rule, from, to, cycle = [] }) =>
      `${rule.name}: ${[from, ...(cycle.length ? cycle.map(({ name }) => name) : [to])].join(' → ')}`,
  )
  const seen = new Set(modules.map(({ source }) => source))
  const unread = files.filter((file) => /^(packages|apps)\/[^/]+\/src\/.*\.(ts|vue)$/.test(file) && !seen.has(file))
  return [...faults, ...unread.map((file) => `not cruised: ${file}`)]
}

/** Resolves to the program's output when it fails, to nothing when it succeeds. */
async function run(program, args) {
  const { code, output } = await collect(program, args)
  return code === 0 ? '' : output || `${program} ended with ${code}`
}

function collect(program, args) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, env: withPath({ NO_COLOR: '1', FORCE_COLOR: '0' }) })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
    child.once('error', (error) => resolve({ code: 1, output: String(error) }))
    child.once('close', (code) => resolve({ code, output }))
  })
}
