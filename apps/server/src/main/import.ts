import { readConfig } from '../config.ts'
import { importHolidays } from '../modules/calendar/index.ts'
import { importItems } from '../modules/catalogue/index.ts'
import { importRegions } from '../modules/regions/index.ts'
import type { ImportReport } from '../platform/import-lines.ts'
import { systemActor } from '../platform/jobs.ts'
import path from 'node:path'
import { openServices } from './services.ts'

/** `import.ts KIND FILE`: imports a JSONL file and reports new, unchanged and bad lines. Ends with 1 when no line was usable. */
const [kind = '', file = ''] = process.argv.slice(2)
const services = openServices({ ...readConfig(), logLevel: 'warn' }, 'import')
const source = path.basename(file)
const kinds: Record<string, () => Promise<ImportReport>> = {
  items: () => importItems(services.db, systemActor(services, 'import'), file, source),
  regions: () => importRegions(services.db, file, source),
  holidays: () => importHolidays(services.db, file, source),
}
const run = kinds[kind]
if (!run || !file) {
  process.stderr.write('usage: npm run import:items -- FILE (or import:regions, import:holidays)\n')
  process.exit(2)
}
const { lines, changed, unchanged, bad } = await run()
for (const { line, reason } of bad) process.stdout.write(`第 ${line} 行：${reason}\n`)
process.stdout.write(`共 ${lines} 行：新增或更新 ${changed}，没有变化 ${unchanged}，有误 ${bad.length}\n`)
await services.pool.end()
process.exit(lines > 0 && bad.length === lines ? 1 : 0)
