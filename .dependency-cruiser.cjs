const { existsSync, readdirSync } = require('node:fs')

// Which way parts of the system may depend on each other. All rules are errors; scripts/check.mjs also fails when fewer
// modules were cruised than exist, so that a broken resolver cannot look like a clean tree.
const base = ['identity', 'organisations', 'access', 'regions', 'calendar', 'files', 'family']
const core = ['catalogue', 'cases', 'bundles']
const edge = [
  'appointments',
  'audit',
  'documents',
  'personal',
  'search',
  'notifications',
  'operations',
  'rights',
  'supervision',
  'live',
  'reminders',
  'trusted',
]
const unplaced = (existsSync('apps/server/src/modules') ? readdirSync('apps/server/src/modules') : []).filter(
  (name) => ![...base, ...core, ...edge].includes(name),
)
if (unplaced.length) throw new Error(`.dependency-cruiser.cjs: no tier given for module ${unplaced.join(', ')}`)
const modules = '^apps/server/src/modules'
const inModule = `${modules}/([^/]+)/`
const tier = (...names) => `${modules}/(${names.join('|')})/`
const error = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

module.exports = {
  forbidden: [
    error('no-cycles', 'Cycles hide who depends on whom.', {}, { circular: true }),
    error(
      'modules-meet-at-index',
      'A module calls only the index.ts of another.',
      { path: inModule },
      { path: inModule, pathNot: [`${modules}/$1/`, '/modules/[^/]+/index\\.ts$'] },
    ),
    error(
      'only-the-list-mounts',
      'module.ts is for modules.ts alone.',
      { path: '^apps/server/src', pathNot: 'src/modules\\.ts$' },
      { path: '/modules/[^/]+/module\\.ts$' },
    ),
    error(
      'calls-go-down-from-base',
      'Base modules know no core or edge module.',
      { path: tier(...base) },
      { path: tier(...core, ...edge) },
    ),
    error(
      'calls-go-down-from-core',
      'Core modules know no edge module.',
      { path: tier(...core) },
      { path: tier(...edge) },
    ),
    error(
      'platform-knows-no-module',
      'What no domain owns knows no domain.',
      { path: '^apps/server/src/platform/' },
      { path: modules },
    ),
    error(
      'domain-is-pure',
      'Rules import nothing.',
      { path: '^packages/domain/src', pathNot: '\\.test\\.ts$' },
      { pathNot: '^packages/domain/src' },
    ),
    error(
      'contract-is-light',
      'The contract needs TypeBox and the domain only.',
      { path: '^packages/contract/src' },
      { pathNot: ['^packages/(contract|domain)/src', 'node_modules/typebox'] },
    ),
    error(
      'ui-knows-no-app',
      'Shared components know no app and no server.',
      { path: '^packages/ui/src' },
      { path: '^apps/' },
    ),
    error(
      'apps-do-not-meet',
      'Apps meet at the contract, over HTTP.',
      { path: '^apps/([^/]+)/', pathNot: ['\\.test\\.ts$', '/testing/'] },
      { path: '^apps/', pathNot: '^apps/$1/' },
    ),
    error(
      'sql-lives-in-the-store',
      'Only store files of a module know the query builder.',
      { path: inModule, pathNot: ['store\\.ts$', '\\.test\\.ts$'] },
      { path: 'node_modules/kysely' },
    ),
    error(
      'tests-stay-out',
      'The product does not import its tests.',
      { path: '^(apps|packages)/', pathNot: ['\\.test\\.ts$', '/testing/'] },
      { path: ['\\.test\\.ts$', '/testing/'] },
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
      extensions: ['.ts', '.vue', '.js', '.mjs'],
    },
  },
}
