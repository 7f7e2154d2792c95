import { readFile } from 'node:fs/promises'
import { readConfig } from '../config.ts'
import { installAdministrators } from '../modules/access/index.ts'
import { loadKeys } from '../platform/crypto/index.ts'
import { Problem } from '../platform/problem.ts'
import { openServices } from './services.ts'

/** Sets up the first administrators from a JSON file and prints their first passwords, this once. */
const [file] = process.argv.slice(2)
const services = openServices({ ...readConfig(), logLevel: 'warn' }, 'bootstrap')
try {
  if (!file) throw new Error('npm run admins:bootstrap -- FILE   （文件的写法见 docs/administrators.md）')
  await loadKeys(services)
  const people = await installAdministrators(services, JSON.parse(await readFile(file, 'utf8')))
  for (const { duty, name, login, firstPassword } of people)
    process.stdout.write(`${duty}  ${name}  账号 ${login}  初始密码 ${firstPassword}\n`)
  process.stdout.write('初始密码只显示这一次，请分别当面交给本人。首次登录要改密码、绑定动态口令。\n')
} catch (error) {
  const faults = error instanceof Problem ? (error.extra.errors ?? []) : []
  for (const { path, message } of faults) process.stderr.write(`${path}：${message}\n`)
  if (faults.length === 0) process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
} finally {
  await services.pool.end()
}
