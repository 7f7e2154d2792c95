import { createAgency as createAgencyApi } from '@zhengtong/contract/organisation'
import { duties, dutyPermissions, type Duty } from '@zhengtong/contract/access'
import { InvalidRequest } from '@zhengtong/contract/problem'
import { Type, type Static } from 'typebox'
import { newId } from '../../platform/ids.ts'
import { systemActor } from '../../platform/jobs.ts'
import { hashPassword } from '../../platform/password.ts'
import { publish } from '../../platform/events.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { faultsOf, validatorCompiler } from '../../platform/validation.ts'
import { initialGrant } from './create-staff.ts'
import { createAgency } from './organisation.ts'
import { newFirstPassword } from './first-password.ts'
import { takeOn } from './organisation-staff.ts'
import { hasAdministrators } from './organisation-staff-store.ts'
import { findAgency, lockTree } from './organisation-store.ts'
import * as rights from './rights-store.ts'

type Administration = Exclude<Duty, 'business'>
const { login, name } = { login: '^[a-z][a-z0-9._-]{2,39}$', name: { minLength: 1, maxLength: 40 } }

/** The file that an installation is begun with: the body that runs it, and its first administrators by name. */
const Installation = Type.Object(
  {
    agency: createAgencyApi.schema.body,
    administrators: Type.Array(
      Type.Object(
        {
          duty: Type.Unsafe<Administration>({ type: 'string', enum: ['system', 'security', 'audit'] }),
          login: Type.String({ pattern: login }),
          name: Type.String(name),
        },
        { additionalProperties: false },
      ),
      { minItems: 4, maxItems: 20 },
    ),
  },
  { additionalProperties: false },
)
/** Grants take two people, so that a single security administrator could never grant anything. */
const NEEDED: Record<Administration, number> = { system: 1, security: 2, audit: 1 }

/**
 * Sets up the first administrators of an installation and answers their first passwords, once. It works only while there is
 * no administrator: afterwards further ones join by two people (module rights). Nobody has a second duty.
 */
export async function installAdministrators(
  services: Services,
  input: unknown,
): Promise<{ login: string; name: string; duty: string; firstPassword: string }[]> {
  const { agency, administrators } = parse(input)
  const actor = systemActor(services, 'bootstrap')
  const people: ((typeof administrators)[number] & { firstPassword: string; hash: string })[] = []
  for (const person of administrators) {
    const firstPassword = newFirstPassword()
    people.push({ ...person, firstPassword, hash: await hashPassword(firstPassword) })
  }
  await services.db.transaction().execute(async (tx) => {
    // One after the other: of two who begin at once, the second finds the administrators of the first.
    await lockTree(tx)
    if (await hasAdministrators(tx)) throw refused('/administrators', '已经有管理员，新的管理员请在工作台里由两人办理')
    if (!(await findAgency(tx, agency.code))) await createAgency(tx, actor, agency)
    const roles = new Map<Duty, { id: string; duty: Duty }>()
    for (const duty of Object.keys(NEEDED) as Administration[]) roles.set(duty, await roleFor(tx, duty))
    for (const { hash, ...person } of people) {
      const id = newId()
      const place = { agencyCode: agency.code, departmentId: null, phone: null }
      await takeOn({ tx, crypto: services.crypto, actor }, { id, ...person, ...place }, hash)
      const role = roles.get(person.duty)
      if (role) await rights.insertGrant(tx, initialGrant(id, role, actor.now))
    }
    await publish(tx, actor, 'administrators.installed', { agencyCode: agency.code })
  })
  return people.map((person) => ({
    login: person.login,
    name: person.name,
    duty: duties[person.duty],
    firstPassword: person.firstPassword,
  }))
}

async function roleFor(tx: Parameters<typeof rights.insertRole>[0], duty: Administration) {
  const named = { name: `${duties[duty]}员`, duty, permissions: [...dutyPermissions[duty]] }
  const rest = { scope: 'agency', regionCode: null, chosenAgencies: [], clearance: 'internal', version: 1 } as const
  await rights.insertRole(tx, { id: newId(), ...named, ...rest, chosenAgencies: [...rest.chosenAgencies] })
  const [role] = await rights.rolesNamed(tx, [named.name])
  if (role?.duty !== duty) throw refused('/administrators', `已有名叫“${named.name}”的其他角色`)
  return role
}

const validate = validatorCompiler({ schema: Installation, method: 'POST', url: '', httpPart: 'body' })

function parse(input: unknown): Static<typeof Installation> {
  const answer = validate(input) as boolean
  if (!answer) {
    const faults = 'errors' in validate ? (validate.errors as Parameters<typeof faultsOf>[0]) : []
    throw new Problem(InvalidRequest, { errors: faultsOf(faults ?? []) })
  }
  const installation = input as Static<typeof Installation>
  const { administrators } = installation
  for (const [duty, least] of Object.entries(NEEDED) as [Administration, number][])
    if (administrators.filter((each) => each.duty === duty).length < least)
      throw refused('/administrators', `${duties[duty]}员至少要 ${least} 人`)
  if (new Set(administrators.map((each) => each.login)).size < administrators.length)
    throw refused('/administrators', '账号有重复')
  return installation
}

const refused = (path: string, message: string) => new Problem(InvalidRequest, { errors: [{ path, message }] })
