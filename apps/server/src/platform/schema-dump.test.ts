import { readFile } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase } from '../testing/database.ts'
import { describeSchema } from './schema-dump.ts'

let database: Awaited<ReturnType<typeof createTestDatabase>>
let client: pg.Client
beforeAll(async () => {
  database = await createTestDatabase()
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

test('schema.sql is what the migrations make, whichever PostgreSQL runs them', async () => {
  const file = await readFile(path.resolve(import.meta.dirname, '../../schema.sql'), 'utf8')
  expect(await describeSchema(client)).toBe(file)
})

const changes = {
  'a column': 'alter table cases.case add column planted text',
  'a default': 'alter table cases.case alter column planted set default $$x$$',
  'a not null': 'alter table cases.case alter column planted set not null',
  'a constraint': 'alter table cases.case add constraint planted_check check (planted <> $$y$$)',
  'an index': 'create index planted_index on cases.case (planted)',
  'a table': 'create table cases.planted (id int primary key)',
  'a partitioned table': 'create table cases.planted_months (at date not null) partition by range (at)',
}
for (const [what, change] of Object.entries(changes)) {
  test(`${what} more makes schema.sql stale`, async () => {
    const before = await describeSchema(client)
    await client.query(change)
    expect(await describeSchema(client)).not.toBe(before)
  })
}
