import { keepKeysFresh, loadKeys } from '../platform/crypto/index.ts'
import { readConfig } from '../config.ts'
import { modules } from '../modules.ts'
import { startWorker } from '../platform/jobs.ts'
import { stopInOrder } from './process.ts'
import { closePools, openServices } from './services.ts'

const services = openServices(readConfig(), 'worker')
await loadKeys(services)
keepKeysFresh(services, (error) => services.log.warn({ err: error }, 'data keys could not be read again'))
const runner = await startWorker(services.pool, modules, services)
stopInOrder(services.log, async () => {
  await runner.stop()
  await closePools(services)
})
services.log.info('worker ready')
