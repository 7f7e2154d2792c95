import type { AddressInfo } from 'node:net'
import type { Guide } from '@zhengtong/contract/guide'
import { sandboxKey } from '@zhengtong/sandbox/bearer'
import { fixedPeople } from '@zhengtong/sandbox/population/fixed'
import { demoCompanies, type Company } from '@zhengtong/sandbox/registry/companies'
import { buildSandbox } from '@zhengtong/sandbox/sandbox'
import { sql } from 'kysely'
import * as identity from '../modules/identity/index.ts'
import { newToken } from '../platform/crypto/index.ts'
import { newId } from '../platform/ids.ts'
import { startTestApp } from './app.ts'
import { anItem, aProvince } from './factories.ts'
import { send } from './request.ts'

const [food, shop, media, cancelled, revoked] = demoCompanies
if (!food || !shop || !media || !cancelled || !revoked) throw new Error('the sandbox has too few companies')
export const companies = { food, shop, media, cancelled, revoked }

type Who = 'zhang' | 'li' | 'wang'
type Person = { id: string; name: string; phone: string; idNumber: string; cookie: string }
export type CompanyWorld = Awaited<ReturnType<typeof aCompanyWorld>>

/** The whole server and a registry over HTTP, three people of the sandbox with sessions, and items for companies and people. */
export async function aCompanyWorld() {
  const sandbox = buildSandbox()
  await sandbox.listen({ port: 0, host: '127.0.0.1' })
  const origin = `http://127.0.0.1:${(sandbox.server.address() as AddressInfo).port}`
  const app = await startTestApp({
    AUTHORITY_URL: `${origin}/authorities`,
    SMS_URL: `${origin}/sms`,
    AUTHORITY_TIMEOUT_MS: '2000',
  })
  const { agency, item: forPeople } = await aProvince(app)
  const forCompanies = await anItem(
    app,
    agency,
    { serverType: ['2'], userTopicType: [], corpTopicType: ['设立变更'], form: companyForm },
    7002,
  )
  const alsoForCompanies = await anItem(
    app,
    agency,
    { serverType: ['1', '2'], corpTopicType: ['设立变更'], form: companyForm },
    7003,
  )

  const person = async (index: number): Promise<Person> => {
    const { name = '', idNumber = '', phone = '' } = fixedPeople[index] ?? {}
    const id = await app.services.db
      .transaction()
      .execute((tx) => identity.registerDirectly(tx, app.services, { name, idNumber, phone, password: 'Test-2026' }))
    return { id, name, phone, idNumber, cookie: await aSession(id) }
  }
  /** Another browser of the same person. */
  async function aSession(citizenId: string): Promise<string> {
    const { token, digest } = newToken()
    await sql`insert into identity.session (token_digest, citizen_id, created_at, expires_at) values (${digest}, ${citizenId}, now(), '2099-01-01')`.execute(
      app.services.db,
    )
    return `__Host-citizen=${token}`
  }
  const [zhang, li, wang] = [await person(0), await person(1), await person(2)]
  const people = { zhang, li, wang }

  const control = (path: string, method: string, body: unknown) =>
    fetch(origin + path, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${sandboxKey}` },
      body: JSON.stringify(body),
    })
  /** Changes the food company in the registry. */
  async function change({ representative, status }: { representative?: Who; status?: Company['status'] }) {
    const { code: _, ...rest } = companies.food
    const next = representative && people[representative]
    await control(`/registry/${companies.food.code}`, 'PUT', {
      ...rest,
      ...(next ? { representative: { name: next.name, idNumber: next.idNumber } } : {}),
      ...(status ? { status } : {}),
    })
  }

  const world = {
    app,
    ...people,
    items: { forPeople, forCompanies, alsoForCompanies },
    aSession,
    change,
    fault: (mode: string, times: number, authority = 'registry') =>
      control('/faults', 'POST', { authority, mode, times }),
    /** As at the beginning: nobody acts for anybody. */
    async restore() {
      app.clock.set('2026-11-23T02:00:00Z')
      await change({})
      await control('/faults', 'POST', { authority: 'registry', mode: 'ok' })
      await sql`delete from organisations.mandate`.execute(app.services.db)
      await sql`delete from organisations.organisation`.execute(app.services.db)
      await sql`delete from platform.attempt`.execute(app.services.db)
      await sql`update identity.session set mandate_id = null`.execute(app.services.db)
    },
    /** The person registers the food company; returns its id. */
    async register(who: Person): Promise<string> {
      const { body } = await send<{ id: string }>(app, who, 'POST', '/organisations', { code: companies.food.code })
      return body.id
    },
    grantTo: (agent: Person) => ({
      personName: agent.name,
      person: agent.phone,
      items: null as string[] | null,
      validFrom: '2026-11-23',
      validTo: '2027-11-22',
      maySign: true,
    }),
    /** Grants and confirms; returns the mandate's id. */
    async appoint(from: Person, agent: Person, organisationId: string, change: object = {}): Promise<string> {
      const id = newId()
      await send(app, from, 'PUT', `/organisations/${organisationId}/mandates/${id}`, {
        ...world.grantTo(agent),
        ...change,
      })
      await send(app, agent, 'POST', `/mandates/${id}/answer`, { accept: true })
      return id
    },
    /** Makes the person's session act under the mandate. */
    switchTo: (who: { cookie: string }, mandateId: string | null) =>
      send(app, who, 'POST', '/identity/current', { mandateId }),
    async close() {
      await app.close()
      await sandbox.close()
    },
  }
  return world
}

const companyForm: Guide['form'] = {
  type: 'object',
  additionalProperties: false,
  required: ['unitName', 'orgCode', 'place'],
  properties: {
    unitName: {
      type: 'string',
      title: '单位名称',
      minLength: 2,
      maxLength: 100,
      'x-ui': { prefill: 'organisation.name' },
    },
    orgCode: {
      type: 'string',
      title: '统一社会信用代码',
      format: 'org-code',
      'x-ui': { prefill: 'organisation.code' },
    },
    head: { type: 'string', title: '法定代表人', maxLength: 50, 'x-ui': { prefill: 'organisation.representative' } },
    place: { type: 'string', title: '地点', minLength: 2, maxLength: 100 },
  },
}
