import type { CaseDetail } from '@zhengtong/contract/cases'
import type { Draft } from '@zhengtong/contract/drafts'
import type { CurrentIdentity, Mandate } from '@zhengtong/contract/organisations'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { aCompanyWorld, type CompanyWorld } from '../../testing/companies.ts'
import { anUpload } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'

let world: CompanyWorld
beforeAll(async () => {
  world = await aCompanyWorld()
})
afterAll(() => world.close())
beforeEach(() => world.restore())

type Who = { id: string; cookie: string }
const factOf = ({ body }: { body: Record<string, unknown> }) => String(body['type']).replace('urn:problem:', '')
const submit = (who: Who, sent: object) => send(world.app, who, 'POST', '/cases', sent)
const save = (who: Who, { id, ...sent }: { id: string }) =>
  send<Draft & Record<string, unknown>>(world.app, who, 'PUT', `/drafts/${id}`, sent)
const drafts = async (who: Who) => (await send<Draft[]>(world.app, who, 'GET', '/drafts')).body.map(({ id }) => id)
async function application(who: Who, organisationId: string, item = world.items.forCompanies) {
  const fileId = await anUpload(world.app, who.id)
  await sql`update files.file set organisation_id = ${organisationId} where id = ${fileId}`.execute(
    world.app.services.db,
  )
  return {
    id: newId(),
    onBehalfOf: organisationId,
    itemCode: item.code,
    itemVersion: item.version,
    form: { place: '云岭路 1 号' },
    materials: [{ materialId: 'id-card', fileIds: [fileId] }],
  }
}
/** Zhang represents the company, Li prepares for it, Wang signs for it; each acts under his mandate. */
async function aCompany({ li = false, wang = true, items = null as string[] | null } = {}) {
  const organisationId = await world.register(world.zhang)
  const preparing = await world.appoint(world.zhang, world.li, organisationId, { maySign: li })
  const signing = await world.appoint(world.zhang, world.wang, organisationId, { maySign: wang, items })
  await world.switchTo(world.li, preparing)
  await world.switchTo(world.wang, signing)
  return { organisationId, preparing, signing }
}

test('who may not sign prepares; the answer names who can, and a colleague submits the same draft', async () => {
  const { app, li, wang, zhang } = world
  const { organisationId } = await aCompany()
  const sent = await application(li, organisationId)
  expect((await save(li, sent)).status).toBe(200)
  const refused = await submit(li, sent)
  expect(factOf(refused)).toBe('organisations:may-not-sign')
  expect(refused.body['detail']).toContain('法定代表人张三、经办人王*')
  expect((await sql`select 1 from cases."case" where id = ${sent.id}`.execute(app.services.db)).rows).toEqual([])
  expect((await send<CurrentIdentity>(app, li, 'GET', '/identity/current')).body).toMatchObject({
    current: { maySign: false },
    signers: ['法定代表人张三', '经办人王*'],
  })

  expect(await drafts(zhang), 'as himself he has none').toEqual([])
  const found = (await send<Draft & { files: unknown[] }>(app, wang, 'GET', `/drafts/${sent.id}`)).body
  expect(found).toMatchObject({ begunBy: '李*英', files: [{}] })
  expect((await save(wang, { ...sent, form: { place: '云岭路 2 号' } } as typeof sent)).body.begunBy).toBe('李*英')
  expect(await drafts(li)).toEqual([sent.id])
  expect((await submit(wang, { ...sent, form: { place: '云岭路 2 号' } })).status).toBe(201)
  expect(await drafts(wang)).toEqual([])
  expect(await drafts(li)).toEqual([])
  const { rows } =
    await sql`select citizen_id, subject_organisation_id from cases."case" where id = ${sent.id}`.execute(
      app.services.db,
    )
  expect(rows).toEqual([{ citizenId: wang.id, subjectOrganisationId: organisationId }])

  expect((await send<CaseDetail>(app, li, 'GET', `/cases/${sent.id}`)).body.actions).toEqual([])
  const withdrawal = { actId: newId(), version: 1 }
  expect(factOf(await send(app, li, 'POST', `/cases/${sent.id}/withdrawal`, withdrawal))).toBe(
    'organisations:may-not-sign',
  )
  expect((await send(app, wang, 'POST', `/cases/${sent.id}/withdrawal`, withdrawal)).status).toBe(200)
})

test('drafts of an organisation stay within the items of a mandate, and with the organisation', async () => {
  const { li, wang, items } = world
  const { organisationId } = await aCompany({ items: [items.alsoForCompanies.code] })
  const [outside, inside] = [
    await application(li, organisationId),
    await application(li, organisationId, items.alsoForCompanies),
  ]
  for (const sent of [outside, inside]) expect((await save(li, sent)).status).toBe(200)
  expect(await drafts(wang)).toEqual([inside.id])
  expect((await send(world.app, wang, 'GET', `/drafts/${outside.id}`)).status).toBe(404)
  expect((await send(world.app, wang, 'DELETE', `/drafts/${outside.id}`)).status).toBe(204)
  expect(await drafts(li)).toContain(outside.id)
  await world.switchTo(wang, null)
  expect(await drafts(wang)).toEqual([])
})

test('only the representative takes the right to sign away, it counts at once, and twice is once', async () => {
  const { app, li, wang, zhang } = world
  const { organisationId, preparing } = await aCompany({ li: true })
  for (const who of [li, wang])
    expect((await send(app, who, 'DELETE', `/mandates/${preparing}/signing`)).status).toBe(404)
  const sent = await application(li, organisationId)
  for (let n = 0; n < 2; n += 1)
    expect(await send<Mandate>(app, zhang, 'DELETE', `/mandates/${preparing}/signing`)).toMatchObject({
      status: 200,
      body: { maySign: false, state: 'active' },
    })
  expect(factOf(await submit(li, sent))).toBe('organisations:may-not-sign')
  expect((await save(li, sent)).status).toBe(200)
  const { rows } = await sql`select 1 from platform.event where type = 'mandate.signing-ended'
    and subject ->> 'mandateId' = ${preparing}`.execute(app.services.db)
  expect(rows).toHaveLength(1)
})

test('the right to sign taken away while the agent submits: what was submitted came first, and nothing comes after', async () => {
  const { app, zhang, li } = world
  for (let round = 0; round < 5; round += 1) {
    await world.restore()
    const { organisationId, preparing } = await aCompany({ li: true })
    const sent = await Promise.all(Array.from({ length: 6 }, () => application(li, organisationId)))
    const [taken, ...answers] = await Promise.all([
      send(app, zhang, 'DELETE', `/mandates/${preparing}/signing`),
      ...sent.map((each) => submit(li, each)),
    ])
    expect(taken.status).toBe(200)
    for (const answer of answers)
      expect(
        answer.status === 201 || factOf(answer) === 'organisations:may-not-sign',
        JSON.stringify(answer.body),
      ).toBe(true)
    expect(factOf(await submit(li, await application(li, organisationId)))).toBe('organisations:may-not-sign')
  }
})

test('a submission waits for a taking away under way, and is refused', async () => {
  const { app, li } = world
  const { db } = app.services
  const { organisationId, preparing } = await aCompany({ li: true })
  const sent = await application(li, organisationId)
  let answering: ReturnType<typeof submit> | undefined
  await db.transaction().execute(async (tx) => {
    await sql`update organisations.mandate set may_sign = false where id = ${preparing}`.execute(tx)
    answering = submit(li, sent)
    for (;;) {
      const { rows } = await sql`select 1 from pg_locks where not granted`.execute(tx)
      if (rows.length) break
    }
  })
  expect(answering && factOf(await answering)).toBe('organisations:may-not-sign')
  expect((await sql`select 1 from cases."case" where id = ${sent.id}`.execute(db)).rows).toEqual([])
})
