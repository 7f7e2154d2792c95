import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { environmentWith } from '../config.ts'
import { startEmbedded } from '../platform/embedded-postgres.ts'
import { Child } from './child.ts'

// Runs an entry point against a fresh, migrated database that is thrown away afterwards.
const [entry = '', ...args] = process.argv.slice(2)
const folder = await mkdtemp(path.join(tmpdir(), 'zhengtong-scratch-'))
const database = await startEmbedded({ dir: path.join(folder, 'pg'), log: () => undefined })
const env = environmentWith({ DATABASE_URL: database.url, DATA_DIR: folder, LOG_LEVEL: 'error' })
try {
  await Child.runOnce(path.join(import.meta.dirname, 'migrate.ts'), env)
  await Child.runOnce(entry, env, args)
} catch {
  // The entry point has said what is wrong.
  process.exitCode = 1
} finally {
  await database.stop()
  await rm(folder, { recursive: true, force: true })
}
