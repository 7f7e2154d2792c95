import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dutyPermissions } from '@zhengtong/contract/access'
import type { Mandate } from '@zhengtong/contract/organisations'
import { newToken } from './platform/crypto/index.ts'
import { newId } from './platform/ids.ts'
import { aHall, booking } from './testing/appointments.ts'
import { aCompanyWorld, companies, type CompanyWorld } from './testing/companies.ts'
import { aCitizen, anOfficer, aSubmission, anUpload } from './testing/factories.ts'
import { aProposal } from './testing/flow-migrations.ts'
import { send } from './testing/request.ts'

// Every route of the OpenAPI document that names an object, asked for somebody's real object by everybody whose it is not:
// another person, one who represents another company and is guardian of another child, officers of another agency or region.
// What they are told must be what they are told of an object that does not exist, and nothing of the owner's may change.

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
type Kind = 'citizen' | 'staff'
interface Operation {
  security?: Record<string, string[]>[]
  requestBody?: { content: Record<string, { schema?: { examples?: unknown[] }; example?: unknown }> }
}

/** What object a path names, by the words before its first parameter. A new route with an object is missing here until it is added. */
const named: Record<string, string> = {
  'citizen /me/sessions/': 'session',
  'citizen /me/passkeys/': 'passkey',
  'citizen /organisations/': 'organisation',
  'citizen /mandates/': 'mandate',
  'citizen /files/': 'file',
  'citizen /family/wards/': 'ward',
  'citizen /family/mandates/': 'familyMandate',
  'citizen /drafts/': 'draft',
  'citizen /cases/': 'case',
  'citizen /bundle-applications/': 'bundle',
  'citizen /notices/': 'notice',
  'citizen /me/vault/': 'file',
  'citizen /me/exports/': 'export',
  'citizen /me/trusted-identity/attempts/': 'attempt',
  'citizen /sessions/current/step-up/trusted-identity/': 'stepUpAttempt',
  'citizen /bookings/': 'booking',
  'citizen /appointment-waits/': 'wait',
  'staff /staff/me/sessions/': 'staffSession',
  'staff /staff/me/passkeys/': 'staffPasskey',
  'staff /staff/views/': 'view',
  'staff /staff/messages/': 'message',
  'staff /staff/cases/': 'case',
  'staff /supervision/cards/': 'card',
  'staff /staff/catalogue/changes/': 'guideChange',
  'staff /staff/flow-migrations/': 'flowMigration',
  'staff /staff/appointments/halls/': 'hall',
  'staff /staff/appointments/bookings/': 'booking',
  'staff /staff/appointments/services/': 'service',
  // Nobody's, or everybody's of one duty: routes.test.ts tries them with every other duty.
  'citizen /me/favourites/': 'shared',
  'citizen /me/consents/': 'shared',
  'citizen /appointment-services/': 'shared',
  // Named by a code, not an id: changes.test.ts asks for another agency's.
  'staff /staff/catalogue/items/': 'shared',
  'staff /staff/catalogue/base/': 'shared',
  'staff /organisation/agencies/': 'shared',
  'staff /organisation/departments/': 'shared',
  'staff /organisation/halls/': 'shared',
  'staff /organisation/staff/': 'shared',
  'staff /organisation/password-reissues/': 'shared',
  'staff /operations/dead-jobs/': 'shared',
  'staff /rights/changes/': 'shared',
}

const world: CompanyWorld = await aCompanyWorld()
const { app } = world
const { db } = app.services
afterAll(() => world.close())
const document = app.app.swagger() as unknown as { paths: Record<string, Record<string, Operation>> }
const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([method, { security, requestBody }]) => {
    const kind = Object.keys(security?.[0] ?? {})[0]
    if (!path.includes('{') || (kind !== 'citizen' && kind !== 'staff')) return []
    const url = path.replace('/api/v1', '')
    const content = requestBody?.content['application/json']
    const example = (content?.schema?.examples?.[0] ?? content?.example) as Record<string, unknown> | undefined
    const object = named[`${kind} ${url.slice(0, url.indexOf('{'))}`]
    return [{ method: method.toUpperCase() as Method, url, kind: kind as Kind, example, object }]
  }),
)

let sets: Record<string, string>[]
let strangers: Record<Kind, Record<string, { cookie: string }>>
beforeAll(async () => {
  const mine = await personalObjects()
  const ours = await companyObjects()
  sets = [mine, { ...mine, ...ours }]
  strangers = { citizen: await otherCitizens(), staff: await otherOfficers() }
}, 120_000)

test('every route that names an object is in the list, and the list names no route that is gone', () => {
  expect(routes.filter(({ object }) => !object).map(({ method, url }) => `${method} ${url}`)).toEqual([])
  const used = new Set(routes.map(({ kind, url }) => `${kind} ${url.slice(0, url.indexOf('{'))}`))
  expect(Object.keys(named).filter((key) => !used.has(key))).toEqual([])
  expect(routes.length).toBeGreaterThan(70)
})

for (const { method, url, kind, example, object } of routes.filter((route) => route.object !== 'shared')) {
  test(`${method} ${url}: nobody reaches another's ${object}`, async () => {
    const fill = (id: string) => url.replace(/\{\w+\}/, id).replaceAll(/\{\w+\}/g, newId())
    const body = () =>
      example && {
        ...example,
        ...('actId' in example ? { actId: newId() } : {}),
        ...('id' in example ? { id: newId() } : {}),
      }
    for (const [who, stranger] of Object.entries(strangers[kind]))
      for (const set of sets) {
        const id = set[object ?? ''] ?? ''
        expect(id, object).toMatch(/^[\da-f-]{36}$/)
        const before = await ownersRows()
        const [real, none] = [
          await send(app, stranger, method, fill(id), body()),
          await send(app, stranger, method, fill(newId()), body()),
        ]
        // An id that a client may choose can be found taken; everything else looks as if nothing were there.
        if (method !== 'PUT')
          expect([real.status, real.body?.['type']], who).toEqual([none.status, none.body?.['type']])
        if (method === 'GET') expect(real.status, who).toBeGreaterThanOrEqual(400)
        expect(await ownersRows(), who).toBe(before)
      }
  })
}

test('the objects are real: their owner and the officer in charge reach them', async () => {
  const [, ours] = sets
  for (const path of [`/cases/${ours?.['case']}`, `/drafts/${ours?.['draft']}`])
    expect((await send(app, world.zhang, 'GET', path)).status, path).toBe(200)
  const { rows } = await sql<{ code: string }>`select agency_code as code from cases."case" limit 1`.execute(db)
  const officer = await anOfficer(app, rows[0]?.code ?? '', ['accept'])
  for (const path of [`/staff/cases/${sets[0]?.['case']}`, `/supervision/cards/${sets[0]?.['card']}`])
    expect((await send(app, officer, 'GET', path)).status, path).toBe(200)
  expect((await ownersRows()).length).toBeGreaterThan(2_000)
})

/** All rows of the owners' objects as one text. */
async function ownersRows(): Promise<string> {
  const ids = sets.flatMap((set) => Object.values(set))
  const tables =
    `identity.session identity.passkey organisations.organisation organisations.mandate files.file family.ward
    family.mandate cases.draft cases."case" bundles.application notifications.notice personal.export
    trusted.attempt appointments.booking appointments.waiting appointments.service access.session access.passkey
    access.hall supervision.card cases.saved_view reminders.message catalogue.change_request cases.flow_migration`.split(
      /\s+/,
    )
  // Of one id two people may have rows: the strangers' own do not count.
  const texts = tables.map(
    (table) =>
      sql`coalesce((select string_agg(t::text, '|' order by t::text) from ${sql.raw(table)} t where t.id = any (${ids}::uuid[])
        and not (coalesce(to_jsonb(t) ->> 'citizen_id', to_jsonb(t) ->> 'staff_id', '') = any (${theirIds}))), '')`,
  )
  const { rows } = await sql<{ text: string }>`select ${sql.join(texts, sql` || `)} as text`.execute(db)
  return rows[0]?.text ?? ''
}
const theirIds: string[] = []

async function personalObjects(): Promise<Record<string, string>> {
  const hall = await aHall(app)
  const { zhang: owner, items } = world
  const own = (more: object) => ({ citizen_id: owner.id, ...more })
  const file = await anUpload(app, owner.id)
  const submission = await aSubmission(app, owner, items.forPeople)
  await send(app, owner, 'POST', '/cases', submission)
  const draft = newId()
  const { itemCode, itemVersion } = submission
  await send(app, owner, 'PUT', `/drafts/${draft}`, { itemCode, itemVersion, form: {}, materials: [] })
  const bookingId = newId()
  expect((await booking(app, hall, owner, {}, bookingId)).status).toBe(200)
  const familyMandate = newId()
  await send(app, owner, 'PUT', `/family/mandates/${familyMandate}`, {
    personName: world.wang.name,
    person: world.wang.phone,
    items: null,
    validFrom: '2026-11-23',
    validTo: '2027-11-22',
  })
  const officer = await anOfficer(app, hall.agency.code, ['accept'])
  const at = '2026-11-23T02:00:00Z'
  const anAttempt = (more: object) =>
    own({
      mode: 'credential',
      check_code: 'c',
      confirm_url: 'u',
      challenge: '{}',
      started_at: at,
      expires_at: '2099-01-01',
      ...more,
    })
  const inserted = {
    passkey: await insert(
      'identity.passkey',
      own({ credential_id: 'c', public_key: 'k', counter: 0, transports: '{}', name: 'x', created_at: at }),
    ),
    bundle: await insert(
      'bundles.application',
      own({
        bundle_code: 'newborn',
        bundle_version: 1,
        region_code: '770101',
        form: '"x"',
        materials: '[]',
        content_digest: 'd',
        submitted_at: at,
      }),
    ),
    notice: await insert('notifications.notice', own({ event_id: newId(), title: 'x', text: 'x', at })),
    export: await insert('personal.export', own({ requested_at: at, content_sealed: 'x', expires_at: '2099-01-01' })),
    staffPasskey: await insert('access.passkey', {
      staff_id: officer.id,
      credential_id: 'c',
      public_key: 'k',
      counter: 0,
      transports: '{}',
      name: 'x',
      created_at: at,
    }),
    stepUpAttempt: await insert(
      'trusted.attempt',
      anAttempt({ purpose: 'step-up', holder_digest: 'h', bsn: 's', state: 'open' }),
    ),
    attempt: await insert('trusted.attempt', anAttempt({ purpose: 'prove', bsn: 'b', state: 'pending' })),
    ward: await insert('family.ward', {
      guardian_id: owner.id,
      name: '小',
      id_number_sealed: 'x',
      id_number_masked: 'x',
      id_number_digest: 'd1',
      relation: 'father',
      verified_at: at,
      until: '2030-01-01',
    }),
    wait: await insert(
      'appointments.waiting',
      own({
        service_id: hall.serviceId,
        item_code: 'x',
        item_name: 'x',
        date: '2026-11-24',
        minute: 540,
        until_minute: 570,
        senior: false,
        status: 'waiting',
        joined_at: at,
      }),
    ),
    message: await insert('reminders.message', { staff_id: officer.id, at }),
    view: await insert('cases.saved_view', {
      staff_id: officer.id,
      place: 1,
      name: 'x',
      queue: 'to-accept',
      filter: '{}',
      is_default: false,
    }),
    guideChange: await insert('catalogue.change_request', {
      kind: 'suspend',
      state: 'draft',
      item_code: itemCode,
      item_name: 'x',
      base_key: itemCode.slice(-12),
      agency_code: hall.agency.code,
      agency_name: 'x',
      published_version: itemVersion,
      editor_id: officer.id,
      editor_name: 'x',
      editors: [officer.id],
      updated_at: at,
    }),
    flowMigration: await insert('cases.flow_migration', aProposal(itemCode, hall.agency.code, officer.id)),
    card: await insert('supervision.card', {
      case_id: submission.id,
      rule: 'promise',
      level: 'red',
      state: 'open',
      case_number: 'N',
      item_name: 'x',
      agency_code: hall.agency.code,
      agency_name: 'x',
      region_code: '770101',
      raised_at: at,
    }),
  }
  const sessionOf = async (table: string, column: string, holder: string) => {
    const { rows } = await sql<{
      id: string
    }>`select id from ${sql.raw(table)} where ${sql.raw(column)} = ${holder} limit 1`.execute(db)
    return rows[0]?.id ?? ''
  }
  return {
    ...inserted,
    case: submission.id,
    draft,
    file,
    booking: bookingId,
    familyMandate,
    hall: hall.hallId,
    service: hall.serviceId,
    session: await sessionOf('identity.session', 'citizen_id', owner.id),
    staffSession: await sessionOf('access.session', 'staff_id', officer.id),
    organisation: await world.register(owner),
    mandate: await grantOf(owner),
  }
}

async function grantOf(owner: CompanyWorld['zhang']): Promise<string> {
  const organisationId = await world.register(owner)
  const mandateId = newId()
  await send(app, owner, 'PUT', `/organisations/${organisationId}/mandates/${mandateId}`, world.grantTo(world.wang))
  return mandateId
}

/** A case, a draft and a file of the food company. */
async function companyObjects(): Promise<Record<string, string>> {
  const { zhang, items } = world
  const organisationId = await world.register(zhang)
  await represent(zhang, companies.food.name)
  const file = await anUpload(app, zhang.id)
  await sql`update files.file set organisation_id = ${organisationId} where id = ${file}`.execute(db)
  const application = {
    onBehalfOf: organisationId,
    itemCode: items.forCompanies.code,
    itemVersion: items.forCompanies.version,
    form: { place: '云岭路 1 号' },
  }
  const [caseId, draft] = [newId(), newId()]
  const materials = [{ materialId: 'id-card', fileIds: [file] }]
  expect((await send(app, zhang, 'POST', '/cases', { ...application, id: caseId, materials })).status).toBe(201)
  expect((await send(app, zhang, 'PUT', `/drafts/${draft}`, { ...application, materials: [] })).status).toBe(200)
  return { case: caseId, draft, file }
}

/** Makes the person act for the company that he represents. */
async function represent(who: { cookie: string }, company: string): Promise<void> {
  const { body } = await send<{ available: Mandate[] }>(app, who, 'GET', '/identity/current')
  const mandate = body.available.find(
    (each) => each.role === 'representative' && JSON.stringify(each).includes(company),
  )
  expect((await world.switchTo(who, mandate?.id ?? '')).status).toBe(200)
}

async function otherCitizens() {
  const { li } = world
  const stranger = await aCitizen(app)
  await send(app, li, 'POST', '/organisations', { code: companies.media.code })
  await represent(li, companies.media.name)
  await insert('family.ward', {
    guardian_id: li.id,
    name: '小',
    id_number_sealed: 'x',
    id_number_masked: 'x',
    id_number_digest: 'd2',
    relation: 'mother',
    verified_at: '2026-11-23',
    until: '2030-01-01',
  })
  const proof = newToken()
  await sql`update identity.session set step_up_digest = ${proof.digest}, stepped_up_until = '2099-01-01'
    where citizen_id = ${li.id}`.execute(db)
  theirIds.push(li.id, stranger.id)
  return {
    'another person': stranger,
    'who acts for another company': { cookie: `${li.cookie}; __Host-step-up=${proof.token}` },
  }
}

async function otherOfficers() {
  const { rows } = await sql<{ code: string }>`select code from access.agency
    where code not in (select agency_code from cases."case") order by code limit 1`.execute(db)
  const elsewhere = rows[0]?.code ?? ''
  const all = [...dutyPermissions.business]
  const officers = {
    'an officer of another agency': await anOfficer(app, elsewhere, all),
    'an officer for another region': await anOfficer(app, elsewhere, all, { scope: 'region', regionCode: '770200' }),
    'an officer who sees his own cases only': await anOfficer(app, elsewhere, all, { scope: 'own' }),
  }
  theirIds.push(...Object.values(officers).map(({ id }) => id))
  return officers
}

async function insert(table: string, row: Record<string, unknown>): Promise<string> {
  const id = newId()
  const columns = sql.join(['id', ...Object.keys(row)].map((column) => sql.ref(column)))
  await sql`insert into ${sql.raw(table)} (${columns}) values (${sql.join([id, ...Object.values(row)])})`.execute(db)
  return id
}
