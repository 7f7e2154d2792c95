import { setTimeout as pause } from 'node:timers/promises'
import { keepKeysFresh, loadKeys } from '../platform/crypto/index.ts'
import { recordsChangeable } from '../platform/app-role.ts'
import { readConfig } from '../config.ts'
import { buildServer } from '../server.ts'
import { stopInOrder } from './process.ts'
import { openServices } from './services.ts'

const services = openServices(readConfig(), 'api')
await loadKeys(services)
keepKeysFresh(services, (error) => services.log.warn({ err: error }, 'data keys could not be read again'))
if (!services.config.demo) {
  const tables = await recordsChangeable(services.pool)
  if (tables.length > 0) services.log.warn({ tables }, 'the database role may change records: see npm run db:roles')
}
if (!services.config.scannerUrl) services.log.warn('SCANNER_URL=off: uploads are not scanned for malware')
const app = await buildServer(services)
stopInOrder(services.log, async () => {
  await app.close()
  await services.pool.end()
})
await app.ready()
// Loading the program is one long task, after which callers are turned away until the next look at the event loop.
for (let looks = 0; looks < 40 && app.isUnderPressure(); looks += 1) await pause(50)
await app.listen({ host: services.config.host, port: services.config.port })
