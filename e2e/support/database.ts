import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { dataDir } from './environment.ts'

/** Runs one statement in the product's database behind its back, as an intruder on the server could. */
export async function tamper(statement: string, values: unknown[] = []): Promise<number> {
  const wanted = path.join(dataDir, 'postgres')
  const home = existsSync(path.join(wanted, 'password'))
    ? wanted
    : path.join('/var/lib/zhengtong', wanted.replaceAll('/', '_'))
  const read = (name: string) => readFileSync(path.join(home, name), 'utf8').trim()
  const client = new pg.Client({
    connectionString: `postgres://postgres:${read('password')}@127.0.0.1:${read('port')}/postgres`,
  })
  await client.connect()
  const { rowCount } = await client.query(statement, values)
  await client.end()
  return rowCount ?? 0
}
