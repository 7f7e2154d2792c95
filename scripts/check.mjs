import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { ownRules } from './own-rules.mjs'
import { nodeBin, root, withPath } from './setup.mjs'

const bin = (name) => path.join(root, 'node_modules/.bin', name)
const typed = ['packages/domain', 'packages/contract', 'apps/server', 'apps/sandbox', 'e2e', 'bench']
const vue = ['packages/ui', 'apps/citizen', 'apps/console']

/** Every check by name; each resolves to what is wrong, or to an empty text. */
const checks = {
  format: () => run(bin('oxfmt'), ['--check', '.']),
  lint: () => run(bin('oxlint'), ['--deny-warnings']),
  templates: () => run(bin('eslint'), ['--max-warnings=0', 'apps/**/*.vue', 'packages/**/*.vue']),
  types: async () =>
    (
      await Promise.all([
        inOrder(typed.map((place) => () => run(bin('tsc'), ['-p', place]))),
        inOrder(vue.map((place) => () => run(bin('vue-tsc'), ['-p', place]))),
      ])
    ).join(''),
  boundaries: () => boundaries(),
  'dead code': () => run(bin('knip'), ['--no-progress']),
  'own rules': async () => (await ownRules(root)).join('\n'),
  schema: () =>
    run(nodeBin, [
      path.join(root, 'apps/server/src/main/with-scratch-database.ts'),
      path.join(root, 'apps/server/src/main/dump-schema.ts'),
      '--check',
    ]),
}

/** Runs all checks, or those named, two at a time; prints one line each and what is wrong. */
export async function check(names) {
  const wanted = Object.entries(checks).filter(([name]) => names.length === 0 || names.includes(name))
  let failed = 0
  const queue = [...wanted]
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [name, run] = next
      const began = Date.now()
      const wrong = await run().catch((error) => String(error))
      if (wrong) failed += 1
      console.log(
        `${wrong ? 'FAIL' : 'ok  '} ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)${wrong ? `\n${wrong}` : ''}`,
      )
    }
  }
  await Promise.all([work(), work()])
  console.log(`${wanted.length - failed} checks passed, ${failed} failed`)
  return failed ? 1 : 0
}

async function inOrder(works) {
  let wrong = ''
  for (const work of works) wrong += await work()
  return wrong
}

/** Resolves to the program's output when it fails, to nothing when it succeeds. */
export function run(program, args, cwd = root) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env: withPath({ NO_COLOR: '1', FORCE_COLOR: '0' }) })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.once('error', (error) => resolve(String(error)))
    child.once('exit', (code) => resolve(code === 0 ? '' : output || `${program} ended with ${code}`))
  })
}

/** Dependency rules, and proof that the tree was really read: a resolver that finds nothing reports nothing wrong. */
async function boundaries() {
  const places = ['packages', 'apps'].filter((place) => existsSync(path.join(root, place)))
  const wrong = await run(bin('depcruise'), [
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'err-long',
    ...places,
  ])
  if (wrong) return wrong
  const cruised = await output(bin('depcruise'), [
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'json',
    ...places,
  ])
  const { modules } = JSON.parse(cruised)
  const seen = modules.filter(({ source }) => /^(packages|apps)\/.*\/src\/.*\.ts$/.test(source)).length
  const files = (await output('git', ['ls-files', 'packages/*/src/*.ts', 'apps/*/src/*.ts'])).trim().split('\n').length
  return seen < files ? `only ${seen} of ${files} modules were cruised` : ''
}

function output(program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, env: withPath() })
    let text = ''
    child.stdout.on('data', (chunk) => (text += chunk))
    child.once('error', reject)
    child.once('exit', () => resolve(text))
  })
}
