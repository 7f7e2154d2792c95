import { CamelCasePlugin, Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import type { Log } from './log.ts'

/** All tables. Each module adds its own by augmenting this interface in its store.ts. */
export interface Schema {}

export type Db = Kysely<Schema>
/** A transaction. Writes ask for it, so passing the pool to a write does not compile. */
export type Tx = Transaction<Schema>

const { types } = pg
types.setTypeParser(types.builtins.INT8, Number)
types.setTypeParser(types.builtins.DATE, (value) => value)
types.setTypeParser(types.builtins.TIMESTAMPTZ, (value) => value.replace(' ', 'T').replace('+00', 'Z'))

/**
 * Names every parameterised statement, so PostgreSQL parses and plans it once a connection: twice the speed of unnamed
 * ones under Kysely. The names are kept for the first 2,000 different texts; beyond that statements stay unnamed.
 */
const statementNames = new Map<string, string>()
class NamedStatementClient extends pg.Client {}
const send = pg.Client.prototype.query as (this: pg.Client, ...args: unknown[]) => unknown
// Assigned, not overridden: the overloads of pg's query can't be spelled in a subclass, and arguments only pass through.
Object.assign(NamedStatementClient.prototype, {
  query(this: pg.Client, ...args: unknown[]) {
    const [text, values, callback] = args
    if (typeof text !== 'string' || !Array.isArray(values) || values.length === 0 || typeof callback === 'function')
      return send.apply(this, args)
    let name = statementNames.get(text)
    if (!name && statementNames.size < 2_000) statementNames.set(text, (name = `z${statementNames.size}`))
    return name ? send.call(this, { name, text, values }) : send.apply(this, args)
  },
})

/** Opens a pool. A broken idle connection is logged and replaced, so a database restart does not end the process. */
export function openPool(url: string, { size, waitMs }: { size: number; waitMs: number }, log: Log): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    Client: NamedStatementClient,
    options: '-c timezone=UTC -c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000',
    connectionTimeoutMillis: waitMs,
    application_name: 'zhengtong',
  })
  const lost = (error: Error) => log.warn({ err: error }, 'database connection lost')
  pool.on('error', lost)
  // A connection may also break while a job holds it.
  pool.on('connect', (client) => client.on('error', lost))
  return pool
}

export function openDb(pool: pg.Pool): Db {
  return new Kysely<Schema>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  })
}
