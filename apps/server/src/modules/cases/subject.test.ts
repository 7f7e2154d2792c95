import type { CaseDetail, CaseSummary, Receipt } from '@zhengtong/contract/cases'
import type { Draft } from '@zhengtong/contract/drafts'
import type { Mandate } from '@zhengtong/contract/organisations'
import type { StaffCase } from '@zhengtong/contract/staff-cases'
import type { JobHelpers } from 'graphile-worker'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { modules } from '../../modules.ts'
import { newId } from '../../platform/ids.ts'
import { taskList } from '../../platform/jobs.ts'
import { aCompanyWorld, companies, type CompanyWorld } from '../../testing/companies.ts'
import { anOfficer, anUpload } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'

let world: CompanyWorld
beforeAll(async () => {
  world = await aCompanyWorld()
})
afterAll(() => world.close())
beforeEach(() => world.restore())

type Item = { code: string; version: number }
type Page = { rows: CaseSummary[] }
type Answer = { status: number; body: Record<string, unknown> }
const factOf = ({ body }: Answer) => String(body['type']).replace('urn:problem:', '')

/** An application for a company item; the upload belongs to whom it is for. */
async function application(who: { id: string }, item: Item, organisationId: string | null) {
  const fileId = await anUpload(world.app, who.id)
  await sql`update files.file set organisation_id = ${organisationId} where id = ${fileId}`.execute(
    world.app.services.db,
  )
  const materials = [{ materialId: 'id-card', fileIds: [fileId] }]
  return {
    id: newId(),
    onBehalfOf: organisationId,
    itemCode: item.code,
    itemVersion: item.version,
    form: { place: '云岭路 1 号' },
    materials,
  }
}
async function anAgent(change: object = {}) {
  const { zhang, li } = world
  const organisationId = await world.register(zhang)
  const mandateId = await world.appoint(zhang, li, organisationId, change)
  return { organisationId, mandateId }
}
async function representing() {
  const organisationId = await world.register(world.zhang)
  const { available } = (await send<{ available: Mandate[] }>(world.app, world.zhang, 'GET', '/identity/current')).body
  const mandateId = available.find(({ role }) => role === 'representative')?.id ?? ''
  await world.switchTo(world.zhang, mandateId)
  return { organisationId, mandateId }
}

test('an agent applies for the company: its registered data are filled in, and the case is the company’s', async () => {
  const { app, li, zhang, items } = world
  const { organisationId, mandateId } = await anAgent()
  await world.switchTo(li, mandateId)
  const sent = await application(li, items.forCompanies, organisationId)
  expect(
    (await send<Receipt>(app, li, 'POST', '/cases', { ...sent, form: { ...sent.form, unitName: '别家公司' } })).status,
  ).toBe(201)
  const { body } = await send<CaseDetail>(app, li, 'GET', `/cases/${sent.id}`)
  expect(body).toMatchObject({
    organisationName: '云岭食品有限公司',
    form: { unitName: '云岭食品有限公司', orgCode: companies.food.code, head: '张三' },
  })
  const { rows } =
    await sql`select subject_organisation_id, mandate_id, citizen_id, applicant_masked from cases."case" where id = ${sent.id}`.execute(
      app.services.db,
    )
  expect(rows).toEqual([
    { subjectOrganisationId: organisationId, mandateId, citizenId: li.id, applicantMasked: '云岭食品有限公司' },
  ])

  const { rows: trail } =
    await sql`select actor_id, on_behalf_of, mandate_id from platform.event where subject ->> 'caseId' = ${sent.id}`.execute(
      app.services.db,
    )
  expect(trail).toEqual([{ actorId: li.id, onBehalfOf: organisationId, mandateId }])

  // Not among her own, and not on the representative's own list before he switches.
  await world.switchTo(li, null)
  expect((await send<Page>(app, li, 'GET', '/cases')).body.rows).toEqual([])
  expect((await send(app, li, 'GET', `/cases/${sent.id}`)).status).toBe(404)
  expect((await send(app, zhang, 'GET', `/cases/${sent.id}`)).status).toBe(404)
  await representing()
  expect((await send<Page>(app, zhang, 'GET', '/cases')).body.rows.map(({ id }) => id)).toContain(sent.id)

  const officer = await anOfficer(app, await agencyOf(sent.id), ['accept'])
  expect((await send<StaffCase>(app, officer, 'GET', `/staff/cases/${sent.id}`)).body.applicant).toMatchObject({
    name: '李*英',
    organisation: { name: '云岭食品有限公司', code: companies.food.code, representativeName: '张三' },
  })
})

// role × item × scope × dates of the mandate × day: may he apply, and what is he told.
const TODAY = '2026-11-23'
const scopes = ['all', 'this item', 'another item'] as const
const periods: [string, string, boolean][] = [
  ['2026-11-23', '2027-11-22', true],
  ['2026-11-23', TODAY, true],
  ['2026-11-24', '2027-11-22', false],
]
for (const scope of scopes) {
  for (const [validFrom, validTo, runs] of periods) {
    for (const kind of ['forCompanies', 'alsoForCompanies', 'forPeople'] as const) {
      const expected = !runs
        ? 'organisations:mandate-not-found'
        : kind === 'forPeople'
          ? 'cases:wrong-subject'
          : scope === 'another item'
            ? 'organisations:out-of-scope'
            : 'ok'
      test(`a mandate for ${scope}, ${validFrom} to ${validTo}, and an item ${kind}: ${expected}`, async () => {
        const { app, li, items } = world
        const item = items[kind]
        const other = kind === 'forCompanies' ? items.alsoForCompanies : items.forCompanies
        const codes = scope === 'all' ? null : [scope === 'this item' ? item.code : other.code]
        const { organisationId, mandateId } = await anAgent({ items: codes, validFrom, validTo })
        const switched = await world.switchTo(li, mandateId)
        if (!runs) return expect(factOf(switched)).toBe(expected)
        const sent = await application(li, item, organisationId)
        const draft = await send(app, li, 'PUT', `/drafts/${sent.id}`, withoutId(sent))
        const answer = await send(app, li, 'POST', '/cases', sent)
        expect(answer.status === 201 ? 'ok' : factOf(answer)).toBe(expected)
        expect(draft.status === 200 ? 'ok' : factOf(draft)).toBe(expected)
      })
    }
  }
}

test('the last day of a mandate counts, the next one does not, also in a session that is open', async () => {
  const { app, li, items } = world
  const { organisationId, mandateId } = await anAgent({ validTo: TODAY })
  await world.switchTo(li, mandateId)
  app.clock.set('2026-11-23T15:59:00Z')
  expect((await send(app, li, 'GET', '/cases')).status).toBe(200)
  app.clock.set('2026-11-23T16:00:00Z')
  const sent = await application(li, items.forCompanies, organisationId)
  expect(factOf(await send(app, li, 'POST', '/cases', sent))).toBe('organisations:mandate-ended')
  expect(factOf(await send(app, li, 'GET', '/cases'))).toBe('organisations:mandate-ended')
})

test('an agent sees only cases, drafts and notices within his scope, and nothing once his mandate has ended', async () => {
  const { app, zhang, li, items } = world
  const { organisationId, mandateId } = await anAgent({ items: [items.forCompanies.code] })
  await representing()
  const inScope = await application(zhang, items.forCompanies, organisationId)
  const outside = await application(zhang, items.alsoForCompanies, organisationId)
  for (const sent of [inScope, outside]) expect((await send(app, zhang, 'POST', '/cases', sent)).status).toBe(201)
  await tellAll()
  await world.switchTo(li, mandateId)
  const seen = (await send<Page>(app, li, 'GET', '/cases')).body.rows.map(({ id }) => id)
  expect(seen).toContain(inScope.id)
  expect(seen).not.toContain(outside.id)
  expect((await send(app, li, 'GET', `/cases/${outside.id}`)).status).toBe(404)
  expect((await send(app, li, 'POST', `/cases/${outside.id}/withdrawal`, { actId: newId(), version: 1 })).status).toBe(
    404,
  )
  const notices = (await send<{ rows: { caseId: string }[] }>(app, li, 'GET', '/notices')).body.rows
  expect(notices.map(({ caseId }) => caseId)).toEqual([inScope.id])
  const fileId = inScope.materials[0]?.fileIds[0]
  await send(app, zhang, 'DELETE', `/mandates/${mandateId}`)
  for (const path of ['/cases', `/cases/${inScope.id}`, '/drafts', '/notices', `/files/${fileId}`])
    expect(factOf(await send(app, li, 'GET', path))).toBe('organisations:mandate-ended')
  await world.switchTo(li, null)
  for (const path of [`/cases/${inScope.id}`, `/files/${fileId}`])
    expect((await send(app, li, 'GET', path)).status).toBe(404)
  expect((await send<{ rows: unknown[] }>(app, li, 'GET', '/notices')).body.rows.filter(isOfCase)).toEqual([])
})

test('whom an application is for is fixed at its draft', async () => {
  const { app, zhang, items } = world
  const { organisationId, mandateId } = await representing()
  const sent = await application(zhang, items.alsoForCompanies, organisationId)
  expect((await send<Draft>(app, zhang, 'PUT', `/drafts/${sent.id}`, withoutId(sent))).body.onBehalfOf).toBe(
    organisationId,
  )
  await world.switchTo(zhang, null)
  expect((await send<Draft[]>(app, zhang, 'GET', '/drafts')).body).toEqual([])
  const personal = {
    ...(await application(zhang, items.alsoForCompanies, null)),
    id: sent.id,
    form: { ...sent.form, unitName: '张三小店', orgCode: companies.shop.code },
  }
  expect(factOf(await send(app, zhang, 'PUT', `/drafts/${sent.id}`, withoutId(personal)))).toBe('cases:other-identity')
  expect(factOf(await send(app, zhang, 'POST', '/cases', personal))).toBe('cases:other-identity')
  // A window that still shows the company's form sends what it shows.
  expect(factOf(await send(app, zhang, 'POST', '/cases', sent))).toBe('cases:other-identity')
  await world.switchTo(zhang, mandateId)
  expect((await send(app, zhang, 'POST', '/cases', sent)).status).toBe(201)
  expect((await send(app, zhang, 'POST', '/cases', sent)).status).toBe(201)
  await world.switchTo(zhang, null)
  expect(factOf(await send(app, zhang, 'POST', '/cases', { ...sent, onBehalfOf: null }))).toBe(
    'cases:submission-differs',
  )
})

test('a person cannot apply in person for what serves organisations only', async () => {
  const { app, zhang, items } = world
  const answer = await send(app, zhang, 'POST', '/cases', await application(zhang, items.forCompanies, null))
  expect(factOf(answer)).toBe('cases:wrong-subject')
  expect(answer.body['detail']).toContain('切换到企业身份')
})

test('a file uploaded for oneself cannot be handed in for a company', async () => {
  const { app, zhang, items } = world
  const { organisationId } = await representing()
  const own = await application(zhang, items.forCompanies, null)
  const answer = await send(app, zhang, 'POST', '/cases', { ...own, onBehalfOf: organisationId })
  expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: '/materials/0/fileIds/0' }] } })
})

test('submitting asks the registry: a changed representative is noticed in the very act', async () => {
  const { app, li, items } = world
  const { organisationId, mandateId } = await anAgent()
  await world.switchTo(li, mandateId)
  const sent = await application(li, items.forCompanies, organisationId)
  await world.fault('error', 1)
  const first = await send(app, li, 'POST', '/cases', sent)
  expect(first.status, 'a registry that is away does not stop what it confirmed lately').toBe(201)
  await world.change({ representative: 'wang' })
  const second = await application(li, items.forCompanies, organisationId)
  expect(factOf(await send(app, li, 'POST', '/cases', second))).toBe('organisations:mandate-ended')
  expect((await sql`select 1 from cases."case" where id = ${second.id}`.execute(app.services.db)).rows).toEqual([])
})

test('a mandate taken back while the agent submits: what was submitted came first, and nothing comes after', async () => {
  const { app, zhang, li, items } = world
  for (let round = 0; round < 5; round += 1) {
    await world.restore()
    const { organisationId, mandateId } = await anAgent()
    await world.switchTo(li, mandateId)
    const sent = await Promise.all(Array.from({ length: 6 }, () => application(li, items.forCompanies, organisationId)))
    const [ended, ...answers] = await Promise.all([
      send(app, zhang, 'DELETE', `/mandates/${mandateId}`),
      ...sent.map((each) => send(app, li, 'POST', '/cases', each)),
    ])
    expect(ended.status).toBe(204)
    for (const answer of answers)
      expect(
        answer.status === 201 || factOf(answer) === 'organisations:mandate-ended',
        JSON.stringify(answer.body),
      ).toBe(true)
    const after = await application(li, items.forCompanies, organisationId)
    expect(factOf(await send(app, li, 'POST', '/cases', after))).toBe('organisations:mandate-ended')
  }
})

test('submitting, taking back, granting and re-reading the registry at once never wait for each other in a circle', async () => {
  const { app, zhang, li, wang, items } = world
  for (let round = 0; round < 8; round += 1) {
    await world.restore()
    const { organisationId, mandateId } = await anAgent()
    await world.switchTo(li, mandateId)
    const sent = await Promise.all(Array.from({ length: 4 }, () => application(li, items.forCompanies, organisationId)))
    const path = `/organisations/${organisationId}`
    if (round % 2) await world.change({ representative: 'wang' })
    const answers = await Promise.all([
      ...sent.map((each) => send(app, li, 'POST', '/cases', each)),
      send(app, zhang, 'POST', `${path}/registry-check`),
      send(app, zhang, 'DELETE', `/mandates/${mandateId}`),
      send(app, zhang, 'PUT', `${path}/mandates/${newId()}`, world.grantTo(wang)),
      send(app, li, 'POST', '/identity/current', { mandateId }),
      send(app, wang, 'POST', '/organisations', { code: companies.food.code }),
    ])
    expect(answers.map(({ status }) => status).filter((status) => status >= 500)).toEqual([])
    const { rows } = await sql<{
      open: number
    }>`select count(*) as open from organisations.mandate where role = 'representative' and ended_at is null`.execute(
      app.services.db,
    )
    expect(rows[0]?.open).toBe(1)
  }
})

function withoutId(sent: { id: string }) {
  const { id: _id, ...rest } = sent
  return rest
}
const isOfCase = (row: unknown) => (row as { caseId: string | null }).caseId !== null
async function agencyOf(caseId: string): Promise<string> {
  const { rows } = await sql<{ agencyCode: string }>`select agency_code from cases."case" where id = ${caseId}`.execute(
    world.app.services.db,
  )
  return rows[0]?.agencyCode ?? ''
}
/** What the worker would do with the submissions so far. */
async function tellAll() {
  const { services } = world.app
  const tell = taskList(modules, services)['notifications:case.submitted']
  const { rows } = await sql<{
    eventId: string
    at: string
  }>`select id as event_id, at from platform.event where type = 'case.submitted'`.execute(services.db)
  // The task needs nothing of the worker around it.
  for (const event of rows) await tell?.(event, {} as JobHelpers)
}
