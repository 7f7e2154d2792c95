import { readConfig } from '../config.ts'
import { modules } from '../modules.ts'
import { startWorker } from '../platform/jobs.ts'
import { stopInOrder } from './process.ts'
import { openServices } from './services.ts'

const services = openServices(readConfig(), 'worker')
const runner = await startWorker(services.pool, modules, services)
stopInOrder(services.log, async () => {
  await runner.stop()
  await services.pool.end()
})
services.log.info('worker ready')
