import { watch } from 'node:fs'
import path from 'node:path'
import type { Child } from './child.ts'

const ROOT = path.resolve(import.meta.dirname, '../../../..')
const PLACES = ['apps/server/src', 'apps/sandbox/src', 'packages/contract/src', 'packages/domain/src']

/** For development: restarts the children shortly after their sources changed. */
export function reloadOnChange(children: Child[], say: (message: string) => void): void {
  let soon: NodeJS.Timeout | undefined
  const changed = (file: string | null) => {
    if (!file?.endsWith('.ts') || file.endsWith('.test.ts')) return
    clearTimeout(soon)
    soon = setTimeout(() => {
      say(`${file} 有改动，重新启动`)
      void Promise.all(children.map((child) => child.restart()))
    }, 200)
  }
  for (const place of PLACES) watch(path.join(ROOT, place), { recursive: true }, (_kind, file) => changed(file))
}
