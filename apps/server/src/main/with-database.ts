import path from 'node:path'
import { readConfig } from '../config.ts'
import { startEmbedded } from '../platform/embedded-postgres.ts'
import { Child } from './child.ts'

// Runs another entry point against DATABASE_URL, or against this folder's own database, which stays up if it was up.
const [entry = '', ...args] = process.argv.slice(2)
const config = readConfig()
const database = config.databaseUrl
  ? undefined
  : await startEmbedded({ dir: path.join(config.dataDir, 'postgres'), log: () => undefined })
const env = { ...process.env, DATABASE_URL: config.databaseUrl || (database?.url ?? '') }
try {
  await Child.runOnce(path.join(import.meta.dirname, 'migrate.ts'), { ...env, LOG_LEVEL: 'warn' })
  await Child.runOnce(entry, env, args)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
} finally {
  if (!database?.adopted) await database?.stop()
}
