import { readConfig } from '../config.ts'
import { migrate } from '../platform/migrate.ts'
import { openServices } from './services.ts'

const { pool, log } = openServices(readConfig(), 'migrate')
const applied = await migrate(pool, log)
log.info({ applied }, 'database is up to date')
await pool.end()
