import path from 'node:path'
import { environmentWith } from '../config.ts'
import { startScratch } from '../platform/scratch-postgres.ts'
import { Child } from './child.ts'

// Runs an entry point against a fresh, migrated database that is thrown away afterwards.
const [entry = '', ...args] = process.argv.slice(2)
const database = await startScratch()
const env = environmentWith({ DATABASE_URL: database.url, DATA_DIR: database.folder, LOG_LEVEL: 'error' })
try {
  await Child.runOnce(path.join(import.meta.dirname, 'migrate.ts'), env)
  await Child.runOnce(entry, env, args)
} catch {
  // The entry point has said what is wrong.
  process.exitCode = 1
} finally {
  await database.stop()
}
