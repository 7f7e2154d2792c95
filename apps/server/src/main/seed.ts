import { loadKeys } from '../platform/crypto/index.ts'
import { readConfig } from '../config.ts'
import { seedDemo } from '../seed/demo.ts'
import { openServices } from './services.ts'

const services = openServices(readConfig(), 'seed')
await loadKeys(services)
const outcome = await seedDemo(services)
services.log.info({ outcome }, 'demo province')
await services.pool.end()
