import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp } from '../../testing/app.ts'
import type { TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'

const SECRET = 'a-secret-of-this-installation-0123456789'
const agency = {
  code: '11770000MB9000001A',
  name: '示例省政务服务局',
  regionCode: '770000',
  level: '2',
  parentCode: null,
  address: '和平大道 1 号',
  hours: '工作日',
  phone: '0770-8800000',
}
const person = (duty: string, login: string) => ({ duty, login, name: '某某' })
const administrators = [
  person('system', 'sys.one'),
  person('security', 'sec.one'),
  person('security', 'sec.two'),
  person('audit', 'aud.one'),
]

let app: TestApp
let folder: string
beforeAll(async () => {
  app = await startTestApp({
    DEMO: '0',
    PUBLIC_URL: 'https://zwfw.example',
    SECRET_KEY: SECRET,
    AUTHORITY_URL: 'http://x',
    AUTHORITY_KEY: 'k',
    SMS_URL: 'http://x',
    SMS_KEY: 'k',
    SCANNER_URL: 'off',
  })
  folder = mkdtempSync(path.join(tmpdir(), 'admins-'))
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true })
})

/** Runs the command as an operator does. */
async function install(content: unknown, name = 'admins.json') {
  const file = path.join(folder, name)
  writeFileSync(file, JSON.stringify(content))
  const script = path.resolve(import.meta.dirname, '../../main/bootstrap-admins.ts')
  const { config } = app.services
  const env = {
    ...process.env,
    DATABASE_URL: config.databaseUrl,
    DATA_DIR: config.dataDir,
    DEMO: '0',
    PUBLIC_URL: 'https://zwfw.example',
    SECRET_KEY: SECRET,
    AUTHORITY_URL: 'http://x',
    AUTHORITY_KEY: 'k',
    SMS_URL: 'http://x',
    SMS_KEY: 'k',
    SCANNER_URL: 'off',
  }
  const run = promisify(execFile)(process.execPath, [script, file], { env })
  return run.then(
    ({ stdout }) => ({ ok: true, said: stdout }),
    (error: unknown) => ({ ok: false, said: String((error as { stderr?: string }).stderr) }),
  )
}
const countStaff = async () =>
  (await sql<{ n: number }>`select count(*)::int as n from access.staff`.execute(app.services.db)).rows[0]?.n

test('a wrong file is refused with what is wrong in it, and nothing is written', async () => {
  expect((await install({ agency, administrators: administrators.slice(1) })).said).toContain('/administrators')
  const alone = [...administrators.slice(0, 2), person('audit', 'aud.one'), person('audit', 'aud.two')]
  expect((await install({ agency, administrators: alone })).said).toContain('安全管理员至少要 2 人')
  const twice = [...administrators.slice(0, 3), person('audit', 'sec.one')]
  expect((await install({ agency, administrators: twice })).said).toContain('账号有重复')
  expect((await install({ agency: { ...agency, code: 'x' }, administrators })).said).toContain('/agency/code')
  expect(await countStaff()).toBe(0)
})

test('of two who begin at once one sets up the administrators; later nobody does; each must take the first steps', async () => {
  const other = administrators.map((each) => ({ ...each, login: `${each.login}.b` }))
  const runs = await Promise.all([
    install({ agency, administrators }),
    install({ agency, administrators: other }, 'b.json'),
  ])
  expect(runs.map(({ ok }) => ok).toSorted()).toEqual([false, true])
  expect(runs.find(({ ok }) => !ok)?.said).toContain('已经有管理员')
  expect(await countStaff()).toBe(4)
  const said = runs.find(({ ok }) => ok)?.said ?? ''
  // The command lives in the present.
  app.clock.set(new Date().toISOString())
  const lines = [...said.matchAll(/^(\S+) {2}某某 {2}账号 (\S+) {2}初始密码 (\S+)$/gm)]
  expect(lines.map(([, duty]) => duty)).toEqual(['系统管理', '安全管理', '安全管理', '审计管理'])
  const permissions = [['operate', 'organise'], ['grant'], ['grant'], ['audit']]
  for (const [index, [, , login, password]] of lines.entries()) {
    const answer = await app.app.inject({ method: 'POST', url: '/api/v1/staff/sessions', payload: { login, password } })
    expect(answer.json()).toMatchObject({
      firstSteps: ['change-password', 'enrol-totp'],
      permissions: permissions[index],
    })
    const cookie = answer.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
    const refused = await send(app, { cookie }, 'GET', '/rights/roles')
    expect(refused.status).toBe(index === 1 || index === 2 ? 403 : refused.status)
    expect(refused.body['type']).toMatch(/first-steps-missing|not-allowed/)
  }
  expect((await install({ agency, administrators: other })).said).toContain('已经有管理员')
  const { rows } = await sql<{
    type: string
  }>`select type from platform.event where type like 'administrators%'`.execute(app.services.db)
  expect(rows).toHaveLength(1)
})
