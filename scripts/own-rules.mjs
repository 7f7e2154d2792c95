import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { productionFaults, productionPackages } from './production-packages.mjs'

const MAX_LINES = 400
/** The worked examples of GB 11643-1999 itself. */
const PUBLISHED_EXAMPLES = new Set(['11010519491231002X', '440524188001010014'])
const queryMembers = /\.(selectFrom|insertInto|updateTable|deleteFrom)\(|\bsql(<[^`]*>)?`/
const records = '(platform\\.event|audit\\.(link|checkpoint|signing_?[kK]ey|verification))\\b'
const changesRecords = new RegExp(
  `\\b(delete\\s+from|update|truncate(\\s+table)?|drop\\s+table)\\s+(only\\s+)?${records}|\\.(deleteFrom|updateTable)\\('${records}`,
  'i',
)
const mayQuery = /(store\.ts|\.test\.ts)$|^apps\/server\/src\/(platform|testing|seed)\//
/** Tests and tools set up environments; of the product, one file an app reads its own. */
const mayReadEnvironment =
  /^apps\/(server|sandbox)\/src\/config\.ts$|\.test\.ts$|\/testing\/|\.config\.ts$|^(e2e|bench|scripts)\//

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
  'audit records are only added': (file, text) =>
    file.startsWith('apps/server/src/') && !file.endsWith('.test.ts') && changesRecords.test(text)
      ? 'changes or deletes audit records: events and links leave by whole partitions only'
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

/** Files that docs/security/asvs.md names as proof, and that are not there. */
export function missingProofs(text, isThere) {
  const named = [...text.matchAll(/`([\w.-]+(?:\/[\w.-]+)*\.(?:ts|mjs|cjs|md|js|vue))`/g)].map(([, file]) => file)
  return [...new Set(named)]
    .filter((file) => !isThere(file))
    .map((file) => `docs/security/asvs.md: ${file} is not there`)
}

/** How many requirements of levels 1 and 2 each section of OWASP ASVS 5.0 has; within a section they are the first ones. */
const ASVS = `1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 4.3:2 4.4:4 5.1:1 5.2:3 5.3:2
  5.4:3 6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2 8.1:2 8.2:3 8.3:1 8.4:1 9.1:3 9.2:4 10.1:2 10.2:2 10.3:4
  10.4:11 10.5:5 10.6:2 10.7:3 11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1 12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2 13.4:5 14.1:2 14.2:4 14.3:3
  15.1:3 15.2:3 15.3:7 16.1:1 16.2:5 16.3:4 16.4:3 16.5:3 17.1:1 17.2:4 17.3:2`

/** What is wrong with the list of requirements: a number missing or twice, an unknown state, a "met" that names no file. */
export function asvsFaults(text) {
  const wanted = ASVS.split(/\s+/).flatMap((entry) => {
    const [section, count] = entry.split(':')
    return Array.from({ length: Number(count) }, (_, n) => `V${section}.${n + 1}`)
  })
  const rows = [...text.matchAll(/^\| (V[\d.]+) \| [^|]+ \| ([^|]+) \| (.*) \|$/gm)]
  const listed = rows.map(([, number]) => number)
  return [
    ...wanted.filter((number) => !listed.includes(number)).map((number) => `${number} is missing`),
    ...listed.filter((number, at) => listed.indexOf(number) !== at).map((number) => `${number} stands there twice`),
    ...listed
      .filter((number) => !wanted.includes(number))
      .map((number) => `${number} is no requirement of level 1 or 2`),
    ...rows.filter(([, , state]) => !['met', 'n/a', 'open'].includes(state)).map(([, n, state]) => `${n} is ${state}`),
    ...rows
      .filter(([, , state, where]) =>
        state === 'met' ? !/`[^`]+\.(ts|mjs|cjs|md|js|vue)`/.test(where) : !where.trim(),
      )
      .map(([, number]) => `${number} names no proof or reason`),
  ].map((what) => `docs/security/asvs.md: ${what}`)
}

/** Applies all rules to the files git knows below `root`, or to the given files. */
export async function ownRules(root, files = projectFiles(root)) {
  const wrong = files.flatMap((file) => {
    const text = readFileSync(path.join(root, file), 'utf8')
    return Object.values(rules)
      .flatMap((rule) => rule(file, text) || [])
      .map((what) => `${file}: ${what}`)
  })
  const workspace = readFileSync(path.join(root, 'pnpm-workspace.yaml'), 'utf8')
  const asvs = readFileSync(path.join(root, 'docs/security/asvs.md'), 'utf8')
  const unproven = missingProofs(asvs, (file) => existsSync(path.join(root, file)))
  return [...wrong, ...asvsFaults(asvs), ...unproven, ...productionFaults(productionPackages(root), workspace)]
}

const BINARY = /\.(png|jpe?g|webp|ico|woff2?|pdf)$|^pnpm-lock\.yaml$/

/** All text files that git has or would take. */
export function projectFiles(root) {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  return execFileSync('git', list, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
    .split('\0')
    .filter((file) => file && !BINARY.test(file) && existsSync(path.join(root, file)))
}

/** GB 11643-1999: a real date and the right check digit. */
function isIdentityNumber(number) {
  const date = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`
  if (!/^(18|19|20)/.test(date) || Number.isNaN(Date.parse(date))) return false
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((total, weight, index) => total + weight * Number(number[index]), 0)
  return '10X98765432'[sum % 11] === number[17].toUpperCase()
}
