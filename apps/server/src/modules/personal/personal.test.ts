import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { AccessRecord, Consent, DataExport, Deletion, Favourite, VaultFile } from '@zhengtong/contract/personal'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { startTestApp } from '../../testing/app.ts'
import { aCitizen, anOfficer, aProvince, aSubmission, type TestApp } from '../../testing/factories.ts'
import { send } from '../../testing/request.ts'
import { eraseDue } from './deletion.ts'
import { prepareExport } from './export.ts'

type Answer = { body: Record<string, unknown> }
const factOf = ({ body }: Answer) => String(body['type']).replace('urn:problem:', '')
type Rows<T> = { rows: T[]; next: string | null }

let app: TestApp
let province: Awaited<ReturnType<typeof aProvince>>
beforeAll(async () => {
  app = await startTestApp()
  province = await aProvince(app)
})
afterAll(() => app.close())

/** A small real picture of the citizen's, uploaded through the front door. */
async function upload(who: { cookie: string }): Promise<string> {
  const id = newId()
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  )
  const boundary = 'x-boundary'
  const payload = Buffer.concat([
    Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\ncontent-type: image/png\r\n\r\n`,
    ),
    png,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  const answer = await app.app.inject({
    method: 'PUT',
    url: `/api/v1/files/${id}`,
    headers: { cookie: who.cookie, 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload,
  })
  expect(answer.statusCode).toBe(201)
  return id
}
const agree = (who: { cookie: string }) =>
  send(app, who, 'PUT', '/me/consents/materials-vault', { version: '2026-11-01' })

test('favourites are kept once, in order, bounded, and each person has his own', async () => {
  const [one, other] = [await aCitizen(app), await aCitizen(app)]
  const path = `/me/favourites/${province.item.code}`
  for (let n = 0; n < 2; n += 1) expect((await send(app, one, 'PUT', path)).status).toBe(204)
  const { body } = await send<Favourite[]>(app, one, 'GET', '/me/favourites')
  expect(body).toMatchObject([{ itemCode: province.item.code, itemName: '开具无犯罪记录证明', canApply: true }])
  expect((await send(app, other, 'GET', '/me/favourites')).body).toEqual([])
  expect(factOf(await send(app, one, 'PUT', '/me/favourites/nothing-like-it'))).toBe('catalogue:item-not-found')
  await sql`insert into personal.favourite select ${other.id}, 'x' || n, now() from generate_series(1, 99) n`.execute(
    app.services.db,
  )
  const both = await Promise.all(
    [province.item.code, province.item.code].map((code) => send(app, other, 'PUT', `/me/favourites/${code}`)),
  )
  expect(both.map(({ status }) => status)).toEqual([204, 204])
  await sql`insert into personal.favourite values (${one.id}, 'y', now())`.execute(app.services.db)
  await sql`insert into personal.favourite select ${one.id}, 'x' || n, now() from generate_series(1, 98) n`.execute(
    app.services.db,
  )
  await send(app, one, 'DELETE', path)
  await sql`insert into personal.favourite values (${one.id}, 'z', now())`.execute(app.services.db)
  expect(factOf(await send(app, one, 'PUT', path))).toBe('personal:too-many-favourites')
})

test('the vault needs consent, keeps a file through draft and case, and gives it up with the consent', async () => {
  const [one, other] = [await aCitizen(app), await aCitizen(app)]
  const [kept, handedIn] = [await upload(one), await upload(one)]
  const entry = { kind: 'identity', title: '身份证正反面' }
  expect(factOf(await send(app, one, 'PUT', `/me/vault/${kept}`, entry))).toBe('personal:vault-needs-consent')
  expect(factOf(await send(app, one, 'PUT', '/me/consents/materials-vault', { version: '2020-01-01' }))).toBe(
    'personal:consent-outdated',
  )
  for (const who of [one, other]) expect((await agree(who)).body).toMatchObject({ state: 'given' })
  expect((await send<VaultFile>(app, one, 'PUT', `/me/vault/${kept}`, entry)).body).toMatchObject({
    id: kept,
    ...entry,
  })
  expect((await send(app, one, 'PUT', `/me/vault/${handedIn}`, entry)).status).toBe(200)
  expect((await send(app, other, 'PUT', `/me/vault/${kept}`, entry)).status).toBe(404)

  const submission = {
    ...(await aSubmission(app, one, province.item)),
    materials: [{ materialId: 'id-card', fileIds: [handedIn] }],
  }
  expect((await send(app, one, 'POST', '/cases', submission)).status).toBe(201)
  const again = { ...submission, id: newId() }
  expect((await send(app, one, 'POST', '/cases', again)).status, 'one kept file serves many applications').toBe(201)
  expect(factOf(await send(app, one, 'DELETE', `/files/${kept}`))).toBe('files:in-use')
  expect((await send<VaultFile[]>(app, one, 'GET', '/me/vault')).body).toHaveLength(2)

  await send(app, one, 'PUT', '/me/consents/face-check', { version: '2026-11-01' })
  expect((await send(app, one, 'DELETE', '/me/consents/face-check')).body).toMatchObject({ state: 'withdrawn' })
  expect((await send<VaultFile[]>(app, one, 'GET', '/me/vault')).body, 'another consent').toHaveLength(2)
  const { body } = await send<Consent>(app, one, 'DELETE', '/me/consents/materials-vault')
  expect(body.state).toBe('withdrawn')
  expect((await send(app, one, 'GET', '/me/vault')).body).toEqual([])
  expect((await send(app, one, 'GET', `/files/${kept}`)).status).toBe(404)
  const bytes = await app.app.inject({ url: `/api/v1/files/${handedIn}`, headers: { cookie: one.cookie } })
  expect(bytes.statusCode, 'what a case has stays').toBe(200)
  expect(
    (await send(app, one, 'POST', '/cases', await aSubmission(app, one, province.item))).status,
    'the service goes on',
  ).toBe(201)
})

test('the vault is bounded, also for two at once', async () => {
  const one = await aCitizen(app)
  await agree(one)
  await sql`insert into personal.vault_file select ${one.id}, gen_random_uuid(), 'other', 't', now() from generate_series(1, 49)`.execute(
    app.services.db,
  )
  const ids = [await upload(one), await upload(one)]
  const answers = await Promise.all(
    ids.map((id) => send(app, one, 'PUT', `/me/vault/${id}`, { kind: 'other', title: '材料' })),
  )
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
})

test('consents tell version and time; a consent to an older text no longer counts; the agreement is not withdrawn alone', async () => {
  const one = await aCitizen(app)
  const list = async () => (await send<Consent[]>(app, one, 'GET', '/me/consents')).body
  expect((await list()).map(({ kind, state }) => [kind, state])).toEqual([
    ['service-agreement', 'given'],
    ['materials-vault', 'never'],
    ['face-check', 'never'],
  ])
  await agree(one)
  await sql`update personal.consent_act set version = '2025-01-01' where citizen_id = ${one.id}`.execute(
    app.services.db,
  )
  expect((await list()).at(1)).toMatchObject({ state: 'outdated', givenVersion: '2025-01-01', version: '2026-11-01' })
  const file = await upload(one)
  expect(factOf(await send(app, one, 'PUT', `/me/vault/${file}`, { kind: 'other', title: '材料' }))).toBe(
    'personal:vault-needs-consent',
  )
  expect(factOf(await send(app, one, 'DELETE', '/me/consents/service-agreement'))).toBe('personal:not-withdrawable')
  await agree(one)
  expect((await send(app, one, 'PUT', `/me/vault/${file}`, { kind: 'other', title: '材料' })).status).toBe(200)
})

test('a person sees which officer opened his case, counted by day, and nobody else’s', async () => {
  const [one, other] = [await aCitizen(app), await aCitizen(app)]
  const submission = await aSubmission(app, one, province.item)
  await send(app, one, 'POST', '/cases', submission)
  const officer = await anOfficer(app, province.agency.code, ['accept'])
  const stranger = await anOfficer(app, province.other.code, ['accept'])
  for (let n = 0; n < 3; n += 1)
    expect((await send(app, officer, 'GET', `/staff/cases/${submission.id}`)).status).toBe(200)
  expect((await send(app, stranger, 'GET', `/staff/cases/${submission.id}`)).status).toBe(404)
  const { body } = await send<Rows<AccessRecord>>(app, one, 'GET', '/me/accesses')
  expect(body.rows).toMatchObject([
    { what: 'case', times: 3, staffName: '测*员', caseId: submission.id, itemName: '开具无犯罪记录证明' },
  ])
  expect((await send<Rows<AccessRecord>>(app, other, 'GET', '/me/accesses')).body.rows).toEqual([])
})

test('a person sees his own numbers in full only when he asks, and that is recorded', async () => {
  const one = await aCitizen(app)
  expect(JSON.stringify((await send(app, one, 'GET', '/me')).body)).not.toContain(one.phone)
  expect((await send(app, one, 'POST', '/me/revealed')).body).toMatchObject({ phone: one.phone })
  expect(await eventsOf(one.id, 'citizen.revealed')).toBe(1)
})

test('the copy of one’s data is made by the job, readable by people and programs, and handed out once', async () => {
  const [one, other] = [await aCitizen(app, '赵<b>'), await aCitizen(app)]
  const submission = await aSubmission(app, one, province.item)
  await send(app, one, 'POST', '/cases', submission)
  const id = newId()
  for (let n = 0; n < 2; n += 1)
    expect((await send<DataExport>(app, one, 'PUT', `/me/exports/${id}`)).body.state).toBe('preparing')
  expect(factOf(await send(app, one, 'GET', `/me/exports/${id}/content`))).toBe('personal:export-gone')
  await prepareExport(app.services, one.id, id)
  await prepareExport(app.services, one.id, id)
  expect(
    (await send<Rows<{ title: string }>>(app, one, 'GET', '/notices')).body.rows.map(({ title }) => title),
  ).toEqual(['您的数据可以下载了'])
  expect(factOf(await send(app, other, 'GET', `/me/exports/${id}/content`))).toBe('personal:export-gone')
  const { rows } = await sql<{ row: string }>`select e::text as row from personal.export e where id = ${id}`.execute(
    app.services.db,
  )
  expect(rows[0]?.row).not.toContain(one.phone)

  const take = () => app.app.inject({ url: `/api/v1/me/exports/${id}/content`, headers: { cookie: one.cookie } })
  const answers = await Promise.all([take(), take(), take()])
  expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 410, 410])
  const archive = answers.find(({ statusCode }) => statusCode === 200)
  expect(archive?.headers['content-type']).toBe('application/zip')
  const [json = '', html = ''] = unzipped(archive?.rawPayload ?? Buffer.alloc(0))
  const data = JSON.parse(json) as { 个人资料: { 手机号: string }; 办件: { 填写内容: object }[] }
  expect(data.个人资料.手机号).toBe(one.phone)
  expect(data.办件).toHaveLength(1)
  expect(html).toContain('赵&lt;b&gt;')
  expect(html).not.toContain('<b>')
  expect((await send<DataExport[]>(app, one, 'GET', '/me/exports')).body).toMatchObject([{ id, state: 'taken' }])
})

test('a copy that nobody takes is gone after a day, and a fourth request on one day is refused', async () => {
  const one = await aCitizen(app)
  const ids = [newId(), newId(), newId()]
  for (const id of ids) expect((await send(app, one, 'PUT', `/me/exports/${id}`)).status).toBe(200)
  expect(factOf(await send(app, one, 'PUT', `/me/exports/${newId()}`))).toBe('personal:too-many-exports')
  await prepareExport(app.services, one.id, ids[0] ?? '')
  app.clock.advance(24 * 3600_000)
  expect(factOf(await send(app, one, 'GET', `/me/exports/${ids[0]}/content`))).toBe('personal:export-gone')
})

test('an account is not deleted while a case is open, and says which', async () => {
  const one = await aCitizen(app)
  const submission = await aSubmission(app, one, province.item)
  await send(app, one, 'POST', '/cases', submission)
  expect((await send<Deletion>(app, one, 'GET', '/me/deletion')).body).toMatchObject({
    openCases: [{ id: submission.id }],
    requestedAt: null,
  })
  const refused = await send(app, one, 'POST', '/me/deletion', { understood: true })
  expect(factOf(refused)).toBe('personal:cases-open')
  expect(refused.body['detail']).toContain('开具无犯罪记录证明')
})

test('a deletion waits seven days and can be cancelled', async () => {
  const one = await aCitizen(app)
  const asked = await send<Deletion>(app, one, 'POST', '/me/deletion', { understood: true })
  app.clock.advance(6 * 24 * 3600_000)
  expect((await send<Deletion>(app, one, 'POST', '/me/deletion', { understood: true })).body.eraseOn).toBe(
    asked.body.eraseOn,
  )
  await eraseDue(app.services)
  expect((await send(app, one, 'GET', '/me')).status).toBe(200)
  expect((await send<Deletion>(app, one, 'DELETE', '/me/deletion')).body.requestedAt).toBeNull()
  app.clock.advance(2 * 24 * 3600_000)
  await eraseDue(app.services)
  expect((await send(app, one, 'GET', '/me')).status).toBe(200)
})

test('after the seven days the profile is gone, and the case, its materials and the trail stay', async () => {
  const one = await aCitizen(app, '将注销的人')
  await agree(one)
  const [kept, draftId] = [await upload(one), newId()]
  await send(app, one, 'PUT', `/me/vault/${kept}`, { kind: 'other', title: '材料' })
  await send(app, one, 'PUT', `/me/favourites/${province.item.code}`)
  const submission = await aSubmission(app, one, province.item)
  await send(app, one, 'POST', '/cases', submission)
  await send(app, one, 'POST', `/cases/${submission.id}/withdrawal`, { actId: newId(), version: 1 })
  const { id: _, ...draft } = await aSubmission(app, one, province.item)
  await send(app, one, 'PUT', `/drafts/${draftId}`, draft)
  const eventsBefore = await eventsOf(one.id)
  await send(app, one, 'POST', '/me/deletion', { understood: true })
  app.clock.advance(7 * 24 * 3600_000)
  await eraseDue(app.services)
  await eraseDue(app.services)

  expect((await send(app, one, 'GET', '/me')).status).toBe(401)
  const count = async (table: string, where = 'citizen_id') => {
    const { rows } = await sql<{
      n: number
    }>`select count(*) as n from ${sql.raw(table)} where ${sql.raw(where)} = ${one.id}`.execute(app.services.db)
    return rows[0]?.n
  }
  for (const table of [
    'identity.session',
    'identity.person_key',
    'identity.phone_key',
    'cases.draft',
    'personal.favourite',
    'personal.vault_file',
    'personal.deletion',
    'notifications.notice',
  ])
    expect(await count(table), table).toBe(0)
  const { rows } =
    await sql`select name, id_number_sealed, phone_sealed, password_hash from identity.citizen where id = ${one.id}`.execute(
      app.services.db,
    )
  expect(rows).toEqual([{ name: '已注销用户', idNumberSealed: '', phoneSealed: null, passwordHash: '' }])
  expect(await count('cases."case"')).toBe(1)
  expect(await count('files.file'), 'the file of the case').toBe(1)
  expect(await count('identity.consent')).toBe(1)
  expect(await eventsOf(one.id)).toBeGreaterThan(eventsBefore)
  const officer = await anOfficer(app, province.agency.code, ['accept'])
  expect((await send(app, officer, 'GET', `/staff/cases/${submission.id}`)).status).toBe(200)
})

test('whoever applies for something during the seven days stays, and is told', async () => {
  const one = await aCitizen(app)
  await send(app, one, 'POST', '/me/deletion', { understood: true })
  await send(app, one, 'POST', '/cases', await aSubmission(app, one, province.item))
  app.clock.advance(8 * 24 * 3600_000)
  await eraseDue(app.services)
  expect((await send(app, one, 'GET', '/me')).status).toBe(200)
  expect(
    (await send<Rows<{ title: string }>>(app, one, 'GET', '/notices')).body.rows.map(({ title }) => title),
  ).toContain('账号没有注销')
})

async function eventsOf(citizenId: string, type?: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from platform.event
    where (actor_id = ${citizenId} or subject ->> 'citizenId' = ${citizenId}) and (${type ?? null}::text is null or type = ${type ?? null})`.execute(
    app.services.db,
  )
  return rows[0]?.n ?? 0
}

/** The texts of the archive's files, read by another program. */
function unzipped(archive: Buffer): string[] {
  const file = path.join(app.services.config.dataDir, 'export.zip')
  writeFileSync(file, archive)
  const script =
    'import sys, zipfile, json; z = zipfile.ZipFile(sys.argv[1]); print(json.dumps([z.read(n).decode() for n in z.namelist()]))'
  return JSON.parse(execFileSync('python3', ['-c', script, file], { encoding: 'utf8', maxBuffer: 1e8 })) as string[]
}
