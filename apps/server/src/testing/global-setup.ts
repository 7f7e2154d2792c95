import pg from 'pg'
import { startScratch } from '../platform/scratch-postgres.ts'

/** Brings up one PostgreSQL for the whole test run, unless TEST_DATABASE_URL names a server. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env['TEST_DATABASE_URL']) return undefined
  const database = await startScratch()
  await waitForNoDisk(database.url)
  process.env['TEST_DATABASE_URL'] = database.url
  return () => database.stop()
}

/** No power is cut during these tests, and a hundred databases come and go. Where processes are killed, the disk is waited for. */
async function waitForNoDisk(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('alter system set fsync = off')
  await client.query('select pg_reload_conf()')
  await client.end()
}
