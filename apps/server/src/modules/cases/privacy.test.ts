import { Writable } from 'node:stream'
import type { StaffCase } from '@zhengtong/contract/staff-cases'
import { sql } from 'kysely'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp } from '../../testing/app.ts'
import { aCitizen, anOfficer, aProvince, aSubmission, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'
import { newId } from '../../platform/ids.ts'

let app: TestApp
let province: Awaited<ReturnType<typeof aProvince>>
let citizen: Awaited<ReturnType<typeof aCitizen>>
let caseId: string
const lines: string[] = []
beforeAll(async () => {
  // Everything the server would log, and unmasked: the calls themselves must hold no personal data.
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk))
      done()
    },
  })
  app = await startTestApp({}, undefined, pino({ level: 'trace' }, sink))
  province = await aProvince(app)
  citizen = await aCitizen(app)
  const submission = await aSubmission(app, citizen, province.item)
  await send(app, citizen, 'PUT', `/drafts/${newId()}`, {
    itemCode: submission.itemCode,
    itemVersion: submission.itemVersion,
    form: { ...submission.form, phone: citizen.phone },
    materials: [],
  })
  await send(app, citizen, 'POST', '/cases', submission)
  caseId = submission.id
})
afterAll(() => app.close())

const unmask = (who: { cookie: string }, field: string, reason = '电话核实材料') =>
  send<{ value: string; type: string }>(app, who, 'POST', `/staff/cases/${caseId}/unmaskings`, { field, reason })

test('what is masked is shown with a reason to whoever has the clearance, and that is written down', async () => {
  const cleared = await anOfficer(app, province.agency.code, ['accept'])
  const { body } = await send<StaffCase>(app, cleared, 'GET', `/staff/cases/${caseId}`)
  expect(JSON.stringify(body)).not.toContain(citizen.phone)
  expect(JSON.stringify(body)).not.toContain(citizen.idNumber)
  expect(body.masked.find(({ field }) => field === 'phone')).toMatchObject({ allowed: true })

  expect((await unmask(cleared, 'phone')).body.value).toBe(citizen.phone)
  expect((await unmask(cleared, 'applicant.idNumber')).body.value).toBe(citizen.idNumber)
  expect((await unmask(cleared, 'phone', '看')).status).toBe(400)
  expect((await unmask(cleared, 'nonsense')).status).toBe(404)
  const { rows } = await sql<{ events: number; reasons: number }>`select
    (select count(*) from platform.event where type = 'case.unmasked' and actor_id = ${cleared.id}) as events,
    (select count(*) from cases.unmasking where staff_id = ${cleared.id}) as reasons`.execute(app.services.db)
  expect(rows[0]).toEqual({ events: 2, reasons: 2 })
})

test('a role with a low clearance, and another agency, see nothing in clear', async () => {
  const low = await anOfficer(app, province.agency.code, ['accept'], { clearance: 'internal' })
  expect((await unmask(low, 'phone')).status).toBe(403)
  const other = await anOfficer(app, province.other.code, ['accept'])
  expect((await unmask(other, 'phone')).status).toBe(404)
})

test('an exported list holds the rows of the scope, no number in clear, and who took it', async () => {
  const officer = await anOfficer(app, province.agency.code, ['accept'])
  const answer = await app.app.inject({
    method: 'POST',
    url: '/api/v1/staff/case-exports',
    headers: { cookie: officer.cookie, 'content-type': 'application/json' },
    payload: { queue: 'to-accept' },
  })
  expect(answer.statusCode).toBe(200)
  expect(answer.body).toContain('测试员')
  expect(answer.body.trim().split('\r\n')).toHaveLength(3)
  expect(answer.body).not.toContain(citizen.phone)
  const other = await anOfficer(app, province.other.code, ['accept'])
  expect((await send<unknown[]>(app, other, 'GET', '/staff/case-statistics')).body).toEqual([])
  expect((await send<{ cases: number }[]>(app, officer, 'GET', '/staff/case-statistics')).body[0]?.cases).toBe(1)
})

test('after a whole journey no table, job or log line holds an identity number or a phone', async () => {
  const reviewer = await anOfficer(app, province.agency.code, ['accept', 'review'])
  const decider = await anOfficer(app, province.agency.code, ['decide'])
  const act = (version: number) => ({ actId: newId(), version })
  const path = `/staff/cases/${caseId}`
  await send(app, reviewer, 'POST', `${path}/acceptance`, act(1))
  await send(app, reviewer, 'POST', `${path}/review`, { ...act(2), conclusion: 'grant', opinion: '材料齐全，符合条件' })
  expect((await send(app, decider, 'POST', `${path}/grant`, act(3))).status).toBe(200)

  const { rows: tables } = await sql<{ name: string }>`select format('%I.%I', table_schema, table_name) as name
    from information_schema.tables where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`.execute(
    app.services.db,
  )
  expect(tables.length).toBeGreaterThan(40)
  let rowsRead = 0
  for (const { name } of tables) {
    const { rows } = await sql<{ text: string }>`select t::text as text from ${sql.raw(name)} t`.execute(
      app.services.db,
    )
    rowsRead += rows.length
    // The published guides say no person's number; everything else may not either.
    const leak = rows.find(({ text }) => text.includes(citizen.phone) || text.includes(citizen.idNumber))
    expect(leak, name).toBeUndefined()
    expect(
      rows.find(({ text }) => /770101(19|20)\d{9}[\dX]/.test(text) && !name.includes('item_version')),
      name,
    ).toBeUndefined()
  }
  expect(rowsRead).toBeGreaterThan(100)
  expect(lines.length).toBeGreaterThan(5)
  expect(lines.filter((line) => line.includes(citizen.phone) || line.includes(citizen.idNumber))).toEqual([])
})
