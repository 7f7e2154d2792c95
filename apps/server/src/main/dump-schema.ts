import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { readConfig } from '../config.ts'
import { describeSchema } from '../platform/schema-dump.ts'

/** Writes schema.sql from the migrated database, or with --check fails when the file is stale. */
const FILE = path.resolve(import.meta.dirname, '../../schema.sql')
const client = new pg.Client({ connectionString: readConfig().databaseUrl })
await client.connect()
const dump = await describeSchema(client)
await client.end()

if (!process.argv.includes('--check')) {
  await writeFile(FILE, dump)
} else if ((await readFile(FILE, 'utf8').catch(() => '')) !== dump) {
  process.stderr.write('apps/server/schema.sql is stale: run `npm run schema:dump`\n')
  process.exitCode = 1
}
