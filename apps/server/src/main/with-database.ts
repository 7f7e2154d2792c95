import path from 'node:path'
import { environmentWith, readConfig } from '../config.ts'
import { startEmbedded } from '../platform/embedded-postgres.ts'
import { Child } from './child.ts'
import { takeFolder } from './folder-lock.ts'

// Runs another entry point against DATABASE_URL, or against this folder's own database. What we started we stop; a
// running system keeps its database.
const [entry = '', ...args] = process.argv.slice(2)
const config = readConfig()
const lock = config.databaseUrl ? undefined : await takeFolder(config.dataDir)
const log = (message: string) => process.stderr.write(`${message}\n`)
const database = lock && (await startEmbedded({ dir: path.join(config.dataDir, 'postgres'), log }))
// Commands of the administrator are the owner's.
const ownerUrl = database?.url ?? (config.databaseOwnerUrl || config.databaseUrl)
const env = environmentWith({ DATABASE_URL: ownerUrl, DATABASE_OWNER_URL: '' })
const forMigrations = database ? env : environmentWith({})
try {
  await Child.runOnce(path.join(import.meta.dirname, 'migrate.ts'), { ...forMigrations, LOG_LEVEL: 'warn' })
  await Child.runOnce(entry, env, args)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
} finally {
  if (lock?.taken) {
    await database?.stop()
    await lock.release()
  }
}
