import { startScratch } from '../platform/scratch-postgres.ts'

/** Brings up one PostgreSQL for the whole test run, unless TEST_DATABASE_URL names a server. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env['TEST_DATABASE_URL']) return undefined
  const database = await startScratch()
  process.env['TEST_DATABASE_URL'] = database.url
  return () => database.stop()
}
