import type { Config } from '../config.ts'
import { systemClock, type Clock } from '../platform/clock.ts'
import { createCrypto } from '../platform/crypto/index.ts'
import { openDb, openPool } from '../platform/db.ts'
import { createLog, type Log } from '../platform/log.ts'
import { createMetrics } from '../platform/metrics.ts'

/** Everything a process shares: pool, database, clock, keys, log, metrics. */
export function openServices(
  config: Config,
  name: string,
  clock: Clock = systemClock,
  log: Log = createLog(config.logLevel, name),
) {
  if (!config.databaseUrl) throw new Error('DATABASE_URL is needed here; `npm start` brings up its own database')
  const pool = openPool(config.databaseUrl, { size: config.databasePool, waitMs: config.databaseWaitMs }, log)
  const db = openDb(pool)
  const owner = config.databaseOwnerUrl ? openOwner(config, log) : { pool, db }
  return {
    config,
    clock,
    log,
    pool,
    db,
    owner,
    crypto: createCrypto(config.secretKey),
    metrics: createMetrics(pool, db),
  }
}

/** Few connections that live as long as they are needed: two jobs a night and migrations. */
function openOwner(config: Config, log: Log) {
  const pool = openPool(config.databaseOwnerUrl, { size: 2, waitMs: config.databaseWaitMs }, log)
  return { pool, db: openDb(pool) }
}

/** Closes the connections of a process, when nothing runs on them any more. */
export async function closePools({ pool, owner }: Pick<ReturnType<typeof openServices>, 'pool' | 'owner'>) {
  await pool.end()
  if (owner.pool !== pool) await owner.pool.end()
}
