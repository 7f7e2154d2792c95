import type { CaseDetail, CaseSummary } from '@zhengtong/contract/cases'
import type { Draft } from '@zhengtong/contract/drafts'
import type { FamilyMandate, FileableRelative, Ward } from '@zhengtong/contract/family'
import type { Deletion } from '@zhengtong/contract/personal'
import type { StaffCase } from '@zhengtong/contract/staff-cases'
import type { JobHelpers } from 'graphile-worker'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { modules } from '../../modules.ts'
import { newId } from '../../platform/ids.ts'
import { taskList } from '../../platform/jobs.ts'
import { aCompanyWorld, type CompanyWorld } from '../../testing/companies.ts'
import { anOfficer, aSubmission } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'
import * as identity from '../identity/index.ts'

const child = { name: '赵小宇', idNumber: '770101201506010056', relation: 'mother' }
let world: CompanyWorld
beforeAll(async () => {
  world = await aCompanyWorld()
})
afterAll(() => world.close())
beforeEach(async () => {
  await world.restore()
  for (const table of ['family.ward', 'family.mandate', 'notifications.notice'])
    await sql`delete from ${sql.raw(table)}`.execute(world.app.services.db)
})

type Who = { id: string; cookie: string }
type Page = { rows: CaseSummary[] }
const factOf = ({ body }: { body: Record<string, unknown> }) => String(body['type']).replace('urn:problem:', '')
const submit = (who: Who, sent: object) => send(world.app, who, 'POST', '/cases', sent)
const listed = async (who: Who) => (await send<Page>(world.app, who, 'GET', '/cases')).body.rows.map(({ id }) => id)
const open = (who: Who, id: string) => send<CaseDetail & Record<string, unknown>>(world.app, who, 'GET', `/cases/${id}`)
const withdraw = (who: Who, id: string, version = 1) =>
  send(world.app, who, 'POST', `/cases/${id}/withdrawal`, { actId: newId(), version })
async function aWard(who: Who): Promise<string> {
  return (await send<Ward>(world.app, who, 'PUT', `/family/wards/${newId()}`, child)).body.id
}
/** Zhang lets Li act for him. */
async function aMandate(change: object = {}): Promise<string> {
  const { app, zhang, li } = world
  const { body } = await send<FamilyMandate>(app, zhang, 'PUT', `/family/mandates/${newId()}`, {
    personName: '李秀英',
    person: li.phone,
    items: null,
    validFrom: '2026-11-23',
    validTo: '2027-11-22',
    mayFile: true,
    ...change,
  })
  await send(app, li, 'POST', `/family/mandates/${body.id}/answer`, { accept: true })
  return body.id
}
async function application(who: Who, forRelative: string | null, item = world.items.forPeople) {
  return { ...(await aSubmission(world.app, who, item)), forRelative }
}
async function openMandates() {
  const { rows } = await sql<{ n: number }>`select count(*) as n from cases."case"`.execute(world.app.services.db)
  return rows[0]?.n
}

test('a mother files for her child: its data are filled in, and both persons are kept apart', async () => {
  const { app, li, wang } = world
  const wardId = await aWard(li)
  expect((await send<FileableRelative[]>(app, li, 'GET', '/family/relatives')).body).toEqual([
    { id: wardId, kind: 'ward', name: '赵*宇', idNumber: '770101********0056', phone: null, items: null },
  ])
  expect((await send(app, wang, 'GET', '/family/relatives')).body).toEqual([])
  const sent = await application(li, wardId)
  expect((await submit(li, sent)).status).toBe(201)
  expect((await submit(li, sent)).status, 'the same again').toBe(201)
  expect(factOf(await submit(li, { ...sent, forRelative: null }))).toBe('cases:submission-differs')
  const { body } = await open(li, sent.id)
  expect(body).toMatchObject({
    proxy: { agent: '李*英', subject: '赵*宇', isMine: true },
    form: { applicantName: '赵小宇', idNumber: child.idNumber, phone: li.phone },
  })
  expect(body.timeline[0]?.by).toBe('代办人')

  const officer = await anOfficer(app, await agencyOf(sent.id), ['accept'])
  const { body: seen } = await send<StaffCase>(app, officer, 'GET', `/staff/cases/${sent.id}`)
  expect(seen.applicant).toEqual({ organisation: null, name: '赵*宇', idNumber: '770101********0056', phone: null })
  expect(seen.agent).toMatchObject({ name: '李*英', kinship: 'ward' })
  const { rows } = await sql`select actor_id, on_behalf_of, mandate_id from platform.event
    where subject ->> 'caseId' = ${sent.id} and actor_kind = 'citizen'`.execute(app.services.db)
  expect(rows).toEqual([{ actorId: li.id, onBehalfOf: wardId, mandateId: wardId }])
  const { rows: stored } = await sql<{
    row: string
  }>`select c::text as row from cases."case" c where id = ${sent.id}`.execute(app.services.db)
  expect(stored[0]?.row).not.toContain(child.idNumber)
})

test('nobody files for a stranger’s child, for a company, or under another’s mandate', async () => {
  const { li, zhang, wang, items } = world
  const wardId = await aWard(li)
  const mandateId = await aMandate()
  const before = await openMandates()
  expect(factOf(await submit(wang, await application(wang, wardId)))).toBe('family:kinship-ended')
  expect(factOf(await submit(wang, await application(wang, mandateId)))).toBe('family:kinship-ended')
  expect(factOf(await submit(zhang, await application(zhang, mandateId)))).toBe('family:kinship-ended')
  expect(factOf(await submit(li, await application(li, newId())))).toBe('family:kinship-ended')
  expect(factOf(await submit(li, await application(li, wardId, items.forCompanies)))).toBe('cases:wrong-subject')
  const organisationId = await world.register(zhang)
  await world.switchTo(li, await world.appoint(zhang, li, organisationId))
  expect(factOf(await submit(li, await application(li, wardId, items.alsoForCompanies)))).toBe('cases:other-identity')
  expect(await openMandates()).toBe(before)
})

test('a mandate that only lets follow does not let file, and items and dates hold', async () => {
  const { app, zhang, li, items } = world
  const following = await aMandate({ mayFile: false })
  expect(factOf(await submit(li, await application(li, following)))).toBe('family:kinship-ended')
  await send(app, zhang, 'DELETE', `/family/mandates/${following}`)
  const other = await aMandate({ items: [items.alsoForCompanies.code], validTo: '2026-11-23' })
  expect(factOf(await submit(li, await application(li, other)))).toBe('organisations:out-of-scope')
  await send(app, zhang, 'DELETE', `/family/mandates/${other}`)
  const lastDay = await aMandate({ validTo: '2026-11-23' })
  app.clock.set('2026-11-23T15:59:00Z')
  expect((await submit(li, await application(li, lastDay))).status).toBe(201)
  app.clock.set('2026-11-23T16:00:00Z')
  expect(factOf(await submit(li, await application(li, lastDay)))).toBe('family:kinship-ended')
})

test('the relative sees the case, read-only, until the mandate ends and he takes it over', async () => {
  const { app, zhang, li, wang } = world
  const mandateId = await aMandate()
  const sent = await application(li, mandateId)
  expect((await submit(li, sent)).status).toBe(201)
  await tell(sent.id)
  const fileId = sent.materials[0]?.fileIds[0]
  expect(await listed(zhang)).toContain(sent.id)
  expect(await listed(wang)).not.toContain(sent.id)
  expect((await send<Page>(app, zhang, 'GET', '/cases')).body.rows.find(({ id }) => id === sent.id)?.proxy).toEqual({
    agent: '李*英',
    subject: '张*',
    isMine: false,
  })
  expect((await open(zhang, sent.id)).body).toMatchObject({ actions: [], form: { applicantName: '张三' } })
  expect((await open(li, sent.id)).body.actions).toContain('withdraw')
  for (const path of [`/cases/${sent.id}`, `/cases/${sent.id}/files/${fileId}`, `/cases/${sent.id}/proof`])
    expect((await send(app, wang, 'GET', path)).status, path).toBe(404)
  for (const who of [zhang, li])
    expect((await send<{ rows: { caseId: string }[] }>(app, who, 'GET', '/notices')).body.rows).toMatchObject([
      { caseId: sent.id },
    ])
  expect(factOf(await withdraw(zhang, sent.id))).toBe('cases:filed-by-another')
  const blocking = async (who: Who) =>
    (await send<Deletion>(app, who, 'GET', '/me/deletion')).body.openCases.map(({ id }) => id)
  for (const who of [zhang, li]) expect(await blocking(who)).toContain(sent.id)

  await send(app, zhang, 'DELETE', `/family/mandates/${mandateId}`)
  expect(factOf(await withdraw(li, sent.id))).toBe('cases:not-found')
  expect((await open(li, sent.id)).status).toBe(404)
  expect(await listed(li)).not.toContain(sent.id)
  expect(await blocking(li), 'what she cannot finish does not keep her').not.toContain(sent.id)
  expect((await open(zhang, sent.id)).body.actions).toContain('withdraw')
  expect((await withdraw(zhang, sent.id)).status).toBe(200)
})

test('a child that has an account sees what its mother filed; at 14 she reads on, and the child acts', async () => {
  const { app, li } = world
  const wardId = await aWard(li)
  const sent = await application(li, wardId)
  expect((await submit(li, sent)).status).toBe(201)
  const id = await app.services.db
    .transaction()
    .execute((tx) =>
      identity.registerDirectly(tx, app.services, { ...child, phone: '13800770077', password: 'Test-2026' }),
    )
  const own = { id, cookie: await world.aSession(id) }
  expect(await listed(own)).toContain(sent.id)
  expect(factOf(await withdraw(own, sent.id))).toBe('cases:filed-by-another')
  app.clock.set('2029-06-01T02:00:00Z')
  expect((await open(li, sent.id)).body).toMatchObject({ actions: [] })
  expect(factOf(await withdraw(li, sent.id))).toBe('family:kinship-ended')
  expect((await withdraw(own, sent.id)).status).toBe(200)
})

test('for whom a draft is, is fixed at the draft; an ended mandate refuses to save it', async () => {
  const { app, zhang, li } = world
  const mandateId = await aMandate()
  const { id, ...sent } = await application(li, mandateId)
  const put = (change: object = {}) =>
    send<Draft & Record<string, unknown>>(app, li, 'PUT', `/drafts/${id}`, { ...sent, ...change })
  expect((await put()).body).toMatchObject({ forRelative: mandateId, relativeName: '张*' })
  expect(factOf(await put({ forRelative: null }))).toBe('cases:other-identity')
  expect(factOf(await submit(li, { id, ...sent, forRelative: null }))).toBe('cases:other-identity')
  await send(app, zhang, 'DELETE', `/family/mandates/${mandateId}`)
  expect(factOf(await put())).toBe('family:kinship-ended')
  expect(factOf(await submit(li, { id, ...sent }))).toBe('family:kinship-ended')
})

test('a mandate taken back while the relative submits: what was submitted came first, and nothing comes after', async () => {
  const { app, zhang, li } = world
  for (let round = 0; round < 5; round += 1) {
    const mandateId = await aMandate()
    const sent = await Promise.all(Array.from({ length: 6 }, () => application(li, mandateId)))
    const [ended, ...answers] = await Promise.all([
      send(app, zhang, 'DELETE', `/family/mandates/${mandateId}`),
      ...sent.map((each) => submit(li, each)),
    ])
    expect(ended.status).toBe(204)
    for (const answer of answers)
      expect(answer.status === 201 || factOf(answer) === 'family:kinship-ended', JSON.stringify(answer.body)).toBe(true)
    const { rows } = await sql`select 1 from cases."case" where kinship_id = ${mandateId}`.execute(app.services.db)
    expect(rows).toHaveLength(answers.filter(({ status }) => status === 201).length)
    expect(factOf(await submit(li, await application(li, mandateId)))).toBe('family:kinship-ended')
  }
})

test('an end of the mandate waits for a submission under way, and a submission for an end under way is refused', async () => {
  const { app, li } = world
  const { db } = app.services
  const mandateId = await aMandate()
  const sent = await application(li, mandateId)
  let answering: ReturnType<typeof submit> | undefined
  await db.transaction().execute(async (tx) => {
    await sql`update family.mandate set ended_at = now(), end_reason = 'revoked' where id = ${mandateId}`.execute(tx)
    answering = submit(li, sent)
    // Until the submission waits for our row.
    for (;;) {
      const { rows } = await sql`select 1 from pg_locks where not granted`.execute(tx)
      if (rows.length) break
    }
  })
  expect(answering && factOf(await answering)).toBe('family:kinship-ended')
  expect((await sql`select 1 from cases."case" where id = ${sent.id}`.execute(db)).rows).toEqual([])
})

async function agencyOf(caseId: string): Promise<string> {
  const { rows } = await sql<{ agencyCode: string }>`select agency_code from cases."case" where id = ${caseId}`.execute(
    world.app.services.db,
  )
  return rows[0]?.agencyCode ?? ''
}
/** What the worker would do with this submission. */
async function tell(caseId: string) {
  const { services } = world.app
  const task = taskList(modules, services)['notifications:case.submitted']
  const { rows } = await sql<{ eventId: string; at: string }>`select id as event_id, at from platform.event
    where type = 'case.submitted' and subject ->> 'caseId' = ${caseId}`.execute(services.db)
  for (const event of rows) await task?.(event, {} as JobHelpers)
}
