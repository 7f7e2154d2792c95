import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { dataDir } from './environment.ts'

/** Does something in the product's database behind its back. */
export async function withDatabase<T>(work: (client: pg.Client) => Promise<T>, folder = dataDir): Promise<T> {
  const wanted = path.join(folder, 'postgres')
  const home = existsSync(path.join(wanted, 'password'))
    ? wanted
    : path.join('/var/lib/zhengtong', wanted.replaceAll('/', '_'))
  const read = (name: string) => readFileSync(path.join(home, name), 'utf8').trim()
  const client = new pg.Client({
    connectionString: `postgres://postgres:${read('password')}@127.0.0.1:${read('port')}/postgres`,
  })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Runs one statement, as an intruder on the server could; answers how many rows it changed. */
export function tamper(statement: string, values: unknown[] = []): Promise<number> {
  return withDatabase(async (client) => (await client.query(statement, values)).rowCount ?? 0)
}
