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
  return { config, clock, log, pool, db, crypto: createCrypto(config.secretKey), metrics: createMetrics(pool, db) }
}
