import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { modules } from './modules.ts'
import { startTestApp } from './testing/app.ts'
import { aCitizen, anOfficer, aProvince, aSubmission, type TestApp } from './testing/factories.ts'
import { send } from './testing/request.ts'
import { rotateKeys } from './platform/crypto/index.ts'

const columns = modules.flatMap(({ sealed = [] }) => sealed)
let app: TestApp
let citizen: Awaited<ReturnType<typeof aCitizen>>
let caseId: string
let officer: { cookie: string }
beforeAll(async () => {
  app = await startTestApp()
  const province = await aProvince(app)
  citizen = await aCitizen(app)
  for (let n = 0; n < 30; n += 1) await aCitizen(app)
  for (let n = 0; n < 3; n += 1) {
    const submission = await aSubmission(app, citizen, province.item)
    await send(app, citizen, 'POST', '/cases', submission)
    caseId = submission.id
  }
  // One case from before answers were sealed.
  await sql`update cases."case" set form = '{"purpose":"job"}' where id = ${caseId}`.execute(app.services.db)
  officer = await anOfficer(app, province.agency.code, ['accept'])
})
afterAll(() => app.close())

/** Values that are not under a key in use. */
async function stale(): Promise<number> {
  let count = 0
  for (const { table, column, json, purpose } of columns) {
    const text = json ? `${column} #>> '{}'` : column
    const { rows } = await sql<{
      stale: number
    }>`select count(*) as stale from ${sql.raw(table)} t where ${sql.raw(column)} is not null and ${sql.raw(text)} <> ''
      and split_part(${sql.raw(text)}, '.', 1) not in (select id from platform.data_key where purpose = ${purpose} and retired_at is null)`.execute(
      app.services.db,
    )
    count += rows[0]?.stale ?? 0
  }
  return count
}

test('every sealed column of the database is declared', async () => {
  const { rows } = await sql<{ name: string }>`select format('%s.%s.%s', table_schema, table_name, column_name) as name
    from information_schema.columns where column_name like '%sealed'`.execute(app.services.db)
  const declared = new Set(columns.map(({ table, column }) => `${table.replaceAll('"', '')}.${column}`))
  expect(rows.map(({ name }) => name).filter((name) => !declared.has(name))).toEqual([])
})

test('a rotation that breaks off is finished by the next, and everything still opens', async () => {
  const { pool, config, crypto } = app.services
  let sealed = 0
  const breaking = {
    ...crypto,
    keyInUse: crypto.keyInUse,
    seal: (...args: Parameters<typeof crypto.seal>) => {
      sealed += 1
      if (sealed > 20) throw new Error('killed')
      return crypto.seal(...args)
    },
  }
  // The plain answers are all that is left to seal at first; that run makes no new keys.
  expect(await rotateKeys({ pool, config, crypto }, columns, 10)).toBe(1)
  expect(await stale()).toBe(0)
  await expect(rotateKeys({ pool, config, crypto: breaking }, columns, 10)).rejects.toThrow('killed')
  const left = await stale()
  expect(left).toBeGreaterThan(20)
  expect(await rotateKeys({ pool, config, crypto }, columns, 10)).toBe(left)
  expect(await stale()).toBe(0)

  const unmask = (field: string) =>
    send<{ value: string }>(app, officer, 'POST', `/staff/cases/${caseId}/unmaskings`, {
      field,
      reason: '电话核实材料',
    })
  expect((await unmask('applicant.idNumber')).body.value).toBe(citizen.idNumber)
  const own = await send<{ form: Record<string, string> }>(app, citizen, 'GET', `/cases/${caseId}`)
  expect(own.body.form['purpose']).toBe('job')
})
