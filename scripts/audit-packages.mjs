import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.resolve(import.meta.dirname, '..')
/** Exit code when nobody could be asked: neither passed nor failed. */
const NOT_CHECKED = 3

/**
 * What the registry's answer on production packages means: `undefined` when it gave none, else the known holes that are high
 * or critical, a line each.
 */
export function holesIn(answer) {
  const report = parsed(answer)
  if (!report?.advisories) return undefined
  return Object.values(report.advisories)
    .filter(({ severity }) => severity === 'high' || severity === 'critical')
    .map(({ module_name: name, severity, title, url }) => `${name}: ${severity}: ${title} (${url})`)
}

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { packageManager } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  const { stdout } = spawnSync('npx', ['-y', packageManager, 'audit', '--prod', '--json'], {
    cwd: root,
    encoding: 'utf8',
    timeout: 120_000,
  })
  const holes = holesIn(stdout ?? '')
  for (const hole of holes ?? []) console.log(hole)
  console.log(
    holes
      ? `${holes.length} known holes, high or critical`
      : 'NOT CHECKED: the registry does not answer about known holes',
  )
  process.exitCode = holes === undefined ? NOT_CHECKED : holes.length > 0 ? 1 : 0
}
