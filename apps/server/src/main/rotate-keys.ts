import { readConfig } from '../config.ts'
import { modules } from '../modules.ts'
import { rotateKeys } from '../platform/crypto/index.ts'
import { openServices } from './services.ts'

/** Puts new data keys in place and re-encrypts all sealed columns; run it again when it was interrupted. */
const services = openServices({ ...readConfig(), logLevel: 'warn' }, 'keys')
const columns = modules.flatMap(({ sealed = [] }) => sealed)
const count = await rotateKeys(services, columns)
await services.pool.end()
process.stdout.write(`已用新密钥重新加密 ${count} 个值（${columns.length} 列）\n`)
