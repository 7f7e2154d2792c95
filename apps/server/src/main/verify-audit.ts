import { readConfig } from '../config.ts'
import { sealEvents, verifyAll } from '../modules/audit/index.ts'
import { openServices } from './services.ts'

/** Verifies every chain and every signature; ends with 1 and names the first fault when something is not as it was sealed. */
const services = openServices({ ...readConfig(), logLevel: 'warn' }, 'audit')
await sealEvents(services.db)
const { links, checkpoints, fault } = await verifyAll(services.db)
await services.pool.end()
if (fault) {
  const which = fault.eventId ? `，记录 ${fault.eventId}（${fault.at ?? '时间不明'}）` : ''
  process.stdout.write(`核验不通过：${fault.stream} 链，${fault.what}${which}\n`)
  process.exitCode = 1
} else {
  process.stdout.write(`核验通过：${links} 条封存记录，${checkpoints} 个签名，都与当初一致\n`)
}
