import { readFile } from 'node:fs/promises'
import { readConfig } from '../config.ts'
import { lostArchives, readKeys, sealEvents, verifyAll } from '../modules/audit/index.ts'
import { openServices } from './services.ts'

/**
 * Verifies every chain, every signature and every archived file; ends with 1 and names the first fault when something is
 * not as it was sealed. With a file of public keys (a copy of /api/v1/audit/keys), only these are trusted.
 */
const [keyFile] = process.argv.slice(2)
const keys = keyFile ? readKeys(await readFile(keyFile, 'utf8')) : undefined
const services = openServices({ ...readConfig(), logLevel: 'warn' }, 'audit')
await sealEvents(services.db)
const { links, checkpoints, fault } = await verifyAll(services.db, keys)
const lost = await lostArchives(services)
await services.pool.end()
if (fault) {
  const which = fault.eventId ? `，记录 ${fault.eventId}（${fault.at ?? '时间不明'}）` : ''
  process.stdout.write(`核验不通过：${fault.stream} 链，${fault.what}${which}\n`)
  process.exitCode = 1
} else if (lost.length) {
  process.stdout.write(`核验不通过：${lost.join('、')} 的归档文件不见了，或者被改过\n`)
  process.exitCode = 1
} else {
  const trust = keys ? '' : '（公钥取自同一个数据库；用 --key 给出另存的公钥更可靠）'
  process.stdout.write(`核验通过：${links} 条封存记录，${checkpoints} 个签名，都与当初一致${trust}\n`)
}
