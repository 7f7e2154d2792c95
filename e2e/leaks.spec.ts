import { readFileSync } from 'node:fs'
import { expect, test } from './support/journey.ts'
import { personAt } from '@zhengtong/sandbox/population/generated'
import type pg from 'pg'
import { withDatabase } from './support/database.ts'
import { products, sandboxOf, type Product } from './support/environment.ts'
import { findLeaks, readable, type Leak } from './support/leaks.ts'

// Runs after all journeys (playwright.config.ts), on what they have left behind: every table, job payloads among them, and
// every line that API, worker and sandbox have logged. The sandbox's own list of messages plays the outside world.

/** The list of demo accounts that `npm start` prints for people: no log line, and the accounts are in the README. */
const isAccountList = (line: string) => /^ {2}申请人 {2}/.test(line)

async function listedNumbers(product: Product): Promise<Set<string>> {
  const people = (await (await fetch(`${sandboxOf(product)}/population`)).json()) as Record<string, unknown>[]
  // Journeys take generated people of this thousand.
  const generated = Array.from({ length: 1_000 }, (_, n) => personAt(700_000 + n))
  // Not the files of driving licences: twelve digits that begin as the codes of departments and base items do.
  const isNumber = ([key, value]: [string, unknown]) =>
    key !== 'drivingFile' && typeof value === 'string' && /^[A-Z]{0,3}\d{7,18}X?$/.test(value)
  const numbers = [...people, ...generated].flatMap((person) => Object.entries(person).filter(isNumber))
  return new Set(numbers.map(([, value]) => String(value)))
}

/** Looks through every row of every table. */
async function searchTables(client: pg.Client, listed: Set<string>) {
  const { rows: tables } = await client.query<{ name: string }>(`select format('%I.%I', n.nspname, c.relname) as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema') order by 1`)
  const leaks: Leak[] = []
  let read = 0
  for (const { name } of tables) {
    const { rows } = await client.query<{ text: string }>(`select t::text as text from ${name} t`)
    read += rows.length
    for (const { text } of rows) leaks.push(...findLeaks(name, readable(text), listed))
  }
  return { tables: tables.map(({ name }) => name), read, leaks }
}

for (const [side, product] of products.entries()) {
  test(`after all journeys no table, job or log line of product ${side} holds a number of a person in clear`, async () => {
    const listed = await listedNumbers(product)
    expect(listed.size).toBeGreaterThan(20)
    const found = await withDatabase((client) => searchTables(client, listed), product.dataDir)
    expect(found.tables).toEqual(
      expect.arrayContaining(['graphile_worker._private_jobs', 'platform.event_default', 'platform.sms', 'audit.link']),
    )
    expect(found.read).toBeGreaterThan(1_000)
    expect(found.leaks).toEqual([])

    const lines = readFileSync(product.log, 'utf8')
      .split('\n')
      .filter((line) => !isAccountList(line))
    // The sandbox logs nothing but what goes wrong in it.
    for (const name of ['api', 'worker'])
      expect(lines.filter((line) => line.includes(`"name":"${name}"`)).length, name).toBeGreaterThan(0)
    expect(lines.flatMap((line) => findLeaks('log', line, listed))).toEqual([])
  })
}

test('a number planted in a table is found there', async () => {
  await withDatabase(async (client) => {
    await client.query('begin')
    await client.query(`insert into platform.attempt (key, tries, since) values ('phone 13800770001', 1, now())`)
    const { leaks } = await searchTables(client, new Set())
    await client.query('rollback')
    expect(leaks).toEqual([{ place: 'platform.attempt', kind: 'phone', sample: '1380…01' }])
  })
})
