import { existsSync } from 'node:fs'
import path from 'node:path'

const FOLDER = path.resolve(import.meta.dirname, '../../../../../shared/data')

/** A file of the real data that lies beside the project, not in it; tests that need it fail clearly where it is absent. */
export function sharedData(name: string): string {
  const file = path.join(FOLDER, name)
  if (!existsSync(file))
    throw new Error(`${name} is needed in ../shared/data beside the project (CI has it); it is not part of the project`)
  return file
}
