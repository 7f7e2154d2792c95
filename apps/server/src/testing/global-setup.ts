import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startEmbedded } from '../platform/embedded-postgres.ts'

/** Brings up one PostgreSQL for the whole test run, unless TEST_DATABASE_URL names a server. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env['TEST_DATABASE_URL']) return undefined
  const folder = await mkdtemp(path.join(tmpdir(), 'zhengtong-test-pg-'))
  const database = await startEmbedded({ dir: path.join(folder, 'pg'), log: () => undefined })
  process.env['TEST_DATABASE_URL'] = database.url
  return async () => {
    await database.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
