import { readConfig } from '../config.ts'
import { grantAppRole } from '../platform/app-role.ts'
import { migrate } from '../platform/migrate.ts'
import { closePools, openServices } from './services.ts'

const services = openServices(readConfig(), 'migrate')
const { config, log, owner } = services
const applied = await migrate(owner.pool, log)
// What the migrations made is opened to the role of API and worker, as far as it is meant to be.
const role = config.databaseOwnerUrl && new URL(config.databaseUrl).username
if (role) {
  const client = await owner.pool.connect()
  await grantAppRole(client, decodeURIComponent(role)).finally(() => client.release())
}
log.info({ applied }, 'database is up to date')
await closePools(services)
