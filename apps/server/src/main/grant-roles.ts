import pg from 'pg'
import { readConfig } from '../config.ts'
import { appRoleStatements, grantAppRole } from '../platform/app-role.ts'

/** Gives a login role what API and worker need and no more; with --print it only says how. Connects as the owner. */
const [role = '', option] = process.argv.slice(2)
const { databaseUrl, databaseOwnerUrl } = readConfig()
const client = new pg.Client({ connectionString: databaseOwnerUrl || databaseUrl })
await client.connect()
try {
  if (!role || (option && option !== '--print')) throw new Error('npm run db:roles -- ROLE [--print]')
  if (option) {
    const statements = await appRoleStatements(client, role)
    process.stdout.write(`begin;\n${statements.map((each) => `${each};`).join('\n')}\ncommit;\n`)
  } else {
    const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [role])
    if (!rowCount) throw new Error(`没有角色 ${role}。请先由数据库管理员建立：create role ${role} login password '…'`)
    await grantAppRole(client, role)
    process.stdout.write(`角色 ${role} 现在只能新增和读取审计与事件记录，不能修改、删除或清空。\n`)
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
} finally {
  await client.end()
}
