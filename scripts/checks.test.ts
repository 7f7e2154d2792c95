import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync, copyFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { boundaryFaults } from './check.mjs'
import { holesIn } from './audit-packages.mjs'
import { asvsFaults, missingProofs, rules } from './own-rules.mjs'
import { productionFaults, productionPackages } from './production-packages.mjs'

// Each rule is shown to fire on a planted violation, and to be silent on its lawful twin.
const root = path.resolve(import.meta.dirname, '..')
// Below the project, so that tools find their plugins; ignored by git.
const folder = mkdtempSync(path.join(root, 'node_modules', '.planted-'))
// For the tool that never looks into node_modules.
const elsewhere = mkdtempSync(path.join(tmpdir(), 'zhengtong-planted-'))
afterAll(() => {
  for (const place of [folder, elsewhere]) rmSync(place, { recursive: true, force: true })
})

const bin = (name: string) => path.join(root, 'node_modules/.bin', name)
function plant(files: Record<string, string>, below = folder): string {
  const place = mkdtempSync(path.join(below, 'tree-'))
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(place, file)), { recursive: true })
    writeFileSync(path.join(place, file), text)
  }
  return place
}
function run(tool: string, args: string[], cwd: string) {
  const { status, stdout, stderr } = spawnSync(bin(tool), args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })
  return { status, output: stdout + stderr }
}

describe('own rules', () => {
  const identity = ['110105', '19900307', '003'].join('')
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const check = '10X98765432'[weights.reduce((sum, weight, index) => sum + weight * Number(identity[index]), 0) % 11]
  const planted: [keyof typeof rules, string, string, string, string][] = [
    [
      'environment only in config',
      'apps/server/src/modules/cases/submit.ts',
      'const x = process.env.PORT',
      'apps/server/src/config.ts',
      'const x = process.env.PORT',
    ],
    [
      'SQL only in stores',
      'apps/server/src/modules/cases/submit.ts',
      "db.selectFrom('cases.case')",
      'apps/server/src/modules/cases/store.ts',
      "db.selectFrom('cases.case')",
    ],
    [
      'audit records are only added',
      'apps/server/src/modules/audit/store.ts',
      "tx.deleteFrom('platform.event')",
      'apps/server/src/modules/audit/store.ts',
      "tx.insertInto('platform.event')",
    ],
    [
      'audit records are only added',
      'apps/server/src/seed/seed.ts',
      'sql`update audit.link set day = day`',
      'apps/server/src/modules/audit/audit.test.ts',
      'sql`update audit.link set day = day`',
    ],
    ['no real identity number', 'README.md', `number ${identity}${check}`, 'README.md', 'number 770101199003070014'],
    ['file length', 'apps/a.ts', 'x\n'.repeat(401), 'apps/a.ts', 'x\n'.repeat(300)],
    ['full-width punctuation', 'apps/a.vue', '请登录,再继续', 'apps/a.vue', '请登录\uff0c再继续'],
  ]
  for (const [name, badFile, bad, goodFile, good] of planted) {
    test(`“${name}” fires on ${bad.slice(0, 60).replaceAll('\n', ' ')}, and only where it should`, () => {
      expect(rules[name](badFile, bad)).toBeTruthy()
      expect(rules[name](goodFile, good)).toBeFalsy()
    })
  }

  test('a proof that the list of requirements names and that is not there fires', () => {
    const text = 'met | `a/b.test.ts` and `eslint.config.js`, not `v-html`'
    expect(missingProofs(text, (file) => file === 'eslint.config.js')).toEqual([
      'docs/security/asvs.md: a/b.test.ts is not there',
    ])
  })

  test('a requirement that is missing, listed twice, in no known state or without proof fires', () => {
    const row = (number: string, state = 'met', where = '`a.test.ts`') => `| ${number} | what | ${state} | ${where} |\n`
    const faults = asvsFaults(
      row('V1.1.1') +
        row('V1.1.2') +
        row('V1.1.2') +
        row('V1.2.10') +
        row('V2.4.1', 'partly') +
        row('V8.3.1', 'met', 'somewhere'),
    ).map((fault) => fault.replace('docs/security/asvs.md: ', ''))
    expect(faults).toContain('V1.2.1 is missing')
    expect(faults.filter((fault) => !fault.endsWith('is missing'))).toEqual([
      'V1.1.2 stands there twice',
      'V1.2.10 is no requirement of level 1 or 2',
      'V2.4.1 is partly',
      'V8.3.1 names no proof or reason',
    ])
    expect(faults).toHaveLength(253 - 4 + 4)
  })

  test('the production tree is counted, and is below 150 packages', () => {
    const names = productionPackages(root).map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['fastify', 'pg', 'kysely', 'graphile-worker', 'node']))
    expect(names).not.toContain('vitest')
    expect(names.length).toBeLessThan(150)
  })

  test('a known hole that is high or critical fires; no answer is no answer', () => {
    const advisory = { module_name: 'a', severity: 'high', title: 'hole', url: 'https://example.org/1' }
    const answer = (severity: string) => JSON.stringify({ advisories: { 1: { ...advisory, severity } } })
    expect(holesIn(answer('critical'))).toEqual(['a: critical: hole (https://example.org/1)'])
    expect(holesIn(answer('low'))).toEqual([])
    expect(holesIn(JSON.stringify({ advisories: {} }))).toEqual([])
    expect(holesIn(JSON.stringify({ error: { code: 'ERR_PNPM_AUDIT_BAD_RESPONSE' } }))).toBeUndefined()
    expect(holesIn('')).toBeUndefined()
  })

  test('too many packages, an install script and a permission for one are faults', () => {
    const one = { name: 'a', version: '1.0.0', license: '(GPL-3.0 OR MIT)', scripts: {} }
    expect(
      productionFaults(
        Array.from({ length: 150 }, () => one),
        '',
      ),
    ).toEqual(['150 production packages; fewer than 150 are allowed'])
    expect(productionFaults([{ ...one, scripts: { postinstall: 'node a.js' } }], '')).toEqual([
      'a@1.0.0 has an install script',
    ])
    expect(productionFaults([{ ...one, license: 'GPL-3.0' }], '')).toEqual([
      'a@1.0.0 has the licence "GPL-3.0", which is not on the list',
    ])
    expect(productionFaults([{ ...one, name: 'node', scripts: { postinstall: 'node a.js' } }], '')).toEqual([])
    expect(productionFaults([one], "onlyBuiltDependencies:\n  - node\n  - 'a'\n")).toEqual([
      'pnpm-workspace.yaml: a may not run an install script',
    ])
  })
})

describe('boundaries', () => {
  const server = 'apps/server/src'
  const planted: Record<string, Record<string, string>> = {
    'no-cycles': { [`${server}/platform/a.ts`]: "import './b.ts'", [`${server}/platform/b.ts`]: "import './a.ts'" },
    'modules-meet-at-index': {
      [`${server}/modules/cases/a.ts`]: "import '../identity/store.ts'",
      [`${server}/modules/identity/store.ts`]: '',
    },
    'only-the-list-mounts': {
      [`${server}/main/a.ts`]: "import '../modules/cases/module.ts'",
      [`${server}/modules/cases/module.ts`]: '',
    },
    'calls-go-down-from-base': {
      [`${server}/modules/identity/a.ts`]: "import '../cases/index.ts'",
      [`${server}/modules/cases/index.ts`]: '',
    },
    'calls-go-down-from-core': {
      [`${server}/modules/cases/a.ts`]: "import '../notifications/index.ts'",
      [`${server}/modules/notifications/index.ts`]: '',
    },
    'platform-knows-no-module': {
      [`${server}/platform/a.ts`]: "import '../modules/cases/index.ts'",
      [`${server}/modules/cases/index.ts`]: '',
    },
    'domain-is-pure': { 'packages/domain/src/a.ts': "import 'node:fs'" },
    'contract-is-light': { 'packages/contract/src/a.ts': "import 'node:fs'" },
    'ui-knows-no-app': {
      'packages/ui/src/a.ts': "import '../../../apps/citizen/src/b.ts'",
      'apps/citizen/src/b.ts': '',
    },
    'apps-do-not-meet': { 'apps/citizen/src/a.ts': "import '../../server/src/b.ts'", [`${server}/b.ts`]: '' },
    'sql-lives-in-the-store': {
      [`${server}/modules/cases/a.ts`]: "import 'kysely'",
      'apps/server/node_modules/kysely/package.json': '{"name":"kysely","main":"index.js"}',
      'apps/server/node_modules/kysely/index.js': '',
    },
    'tests-stay-out': { [`${server}/a.ts`]: "import './a.test.ts'", [`${server}/a.test.ts`]: '' },
  }
  for (const [rule, files] of Object.entries(planted)) {
    test(`“${rule}” fires`, () => {
      const place = plant({ 'packages/domain/src/z.ts': '', 'apps/server/package.json': '{}', ...files })
      copyFileSync(path.join(root, '.dependency-cruiser.cjs'), path.join(place, '.dependency-cruiser.cjs'))
      const { status, output } = run('depcruise', ['--config', '.dependency-cruiser.cjs', 'apps', 'packages'], place)
      expect(output).toContain(`error ${rule}:`)
      expect(status).not.toBe(0)
    })
  }

  test('a module that nobody gave a tier stops the check', () => {
    const place = plant({ 'apps/server/src/modules/gossip/index.ts': '', 'packages/domain/src/z.ts': '' })
    copyFileSync(path.join(root, '.dependency-cruiser.cjs'), path.join(place, '.dependency-cruiser.cjs'))
    const { status, output } = run('depcruise', ['--config', '.dependency-cruiser.cjs', 'apps', 'packages'], place)
    expect(output).toContain('no tier given for module gossip')
    expect(status).not.toBe(0)
  })

  test('a module that was not read is named, and so is a broken rule', () => {
    const read = { modules: [{ source: 'apps/server/src/a.ts' }], summary: { violations: [] } }
    expect(boundaryFaults(read, ['apps/server/src/a.ts', 'README.md'])).toEqual([])
    expect(boundaryFaults(read, ['apps/server/src/a.ts', 'apps/citizen/src/B.vue'])).toEqual([
      'not cruised: apps/citizen/src/B.vue',
    ])
    const violation = { rule: { name: 'domain-is-pure' }, from: 'packages/domain/src/a.ts', to: 'fs' }
    expect(boundaryFaults({ modules: [], summary: { violations: [violation] } }, [])).toEqual([
      'domain-is-pure: packages/domain/src/a.ts → fs',
    ])
  })
})

describe('types', () => {
  const planted: Record<string, string> = {
    'an enum, which type stripping can’t run': 'export enum A { b }\n',
    'an element that may not be there': 'export const first = (list: string[]): string => list[0]\n',
    'an import of a type without saying so': "import { A } from './b.ts'\nexport const c = (a: A) => a\n",
  }
  for (const [what, code] of Object.entries(planted)) {
    test(`${what} does not compile`, () => {
      const base = path.join(root, 'tsconfig.base.json')
      const config = JSON.stringify({ extends: base, compilerOptions: { types: [] }, include: ['*.ts'] })
      const place = plant({ 'tsconfig.json': config, 'a.ts': code, 'b.ts': 'export interface A { b: 1 }\n' })
      const { status, output } = run('tsc', ['-p', place], place)
      expect(output).toMatch(/^a\.ts\(1,/m)
      expect(output).not.toMatch(/^b\.ts/m)
      expect(status).not.toBe(0)
    })
  }
})

test('code that nobody uses is found', () => {
  const place = plant(
    {
      'package.json': '{ "name": "planted", "private": true, "type": "module" }',
      'pnpm-workspace.yaml': 'packages:\n  - apps/*\n',
      'apps/server/package.json':
        '{ "name": "@planted/server", "type": "module", "dependencies": { "left": "1.0.0" } }',
      'apps/server/src/main/api.ts': "import { used } from '../a.ts'\nused()\n",
      'apps/server/src/a.ts': 'export const used = () => 1\nexport const unused = () => 2\n',
      'apps/server/src/forgotten.ts': 'export const b = 1\n',
    },
    elsewhere,
  )
  copyFileSync(path.join(root, 'knip.json'), path.join(place, 'knip.json'))
  const { status, output } = run('knip', ['--no-progress', '--no-config-hints'], place)
  expect(output).toMatch(/Unused files[\s\S]*forgotten\.ts/)
  expect(output).toMatch(/Unused dependencies[\s\S]*left/)
  expect(output).toMatch(/Unused exports[\s\S]*unused/)
  expect(status).not.toBe(0)
})

describe('lint', () => {
  const planted: Record<string, string> = {
    'no-explicit-any': 'export const a = (b: any) => b\n',
    'no-non-null-assertion': 'export const a = (b: string | undefined) => b!\n',
    'ban-ts-comment': '// @ts-ignore\nexport const a = 1\n',
    'no-console': "console.log('a')\nexport {}\n",
    eqeqeq: 'export const a = (b: number) => b == 1\n',
    'no-focused-tests': "import { test, expect } from 'vitest'\ntest.only('a', () => expect(1).toBe(1))\n",
    'no-disabled-tests': "import { test, expect } from 'vitest'\ntest.skip('a', () => expect(1).toBe(1))\n",
  }
  for (const [rule, code] of Object.entries(planted)) {
    test(`oxlint’s “${rule}” fires`, () => {
      const place = plant({ 'a.test.ts': code })
      const { status, output } = run(
        'oxlint',
        ['--config', path.join(root, '.oxlintrc.json'), '--deny-warnings', '--no-ignore', 'a.test.ts'],
        place,
      )
      expect(output).toContain(rule)
      expect(status).not.toBe(0)
    })
  }

  const templates: Record<string, string> = {
    'vue/no-v-html':
      '<template><p v-html="text"></p></template>\n<script setup lang="ts">\nconst text = "a"\n</script>\n',
    'vue/no-static-inline-styles': '<template><p style="color: red">a</p></template>\n',
    'vuejs-accessibility/alt-text': '<template><img src="a.png" /></template>\n',
    'vuejs-accessibility/click-events-have-key-events':
      '<template><div @click="go">a</div></template>\n<script setup lang="ts">\nconst go = () => {}\n</script>\n',
  }
  for (const [rule, code] of Object.entries(templates)) {
    test(`eslint’s “${rule}” fires on a template`, () => {
      const { status, output } = (() => {
        const { status, stdout, stderr } = spawnSync(
          bin('eslint'),
          ['--stdin', '--stdin-filename', 'apps/citizen/src/Planted.vue'],
          { cwd: root, encoding: 'utf8', input: code },
        )
        return { status, output: stdout + stderr }
      })()
      expect(output).toContain(rule)
      expect(status).not.toBe(0)
    })
  }

  test('the formatter’s check fires', () => {
    const place = plant({ 'a.ts': 'export const a = {b:1};\n' })
    copyFileSync(path.join(root, '.oxfmtrc.json'), path.join(place, '.oxfmtrc.json'))
    expect(run('oxfmt', ['--check', '.'], place).status).not.toBe(0)
  })
})
