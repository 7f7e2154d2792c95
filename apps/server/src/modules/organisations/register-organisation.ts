import {
  BadOrgCode,
  LevelTooLow,
  NotRepresentative,
  OrganisationClosed,
  OrganisationNotFound,
  TooManyLookups,
  type Organisation,
} from '@zhengtong/contract/organisations'
import { isOrgCode } from '@zhengtong/domain/org-code'
import type { Citizen } from '../../platform/actor.ts'
import { mayTry } from '../../platform/attempts.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as identity from '../identity/index.ts'
import { readRegistry } from './registry.ts'
import { applyRegistryEntry, rereadRegistry } from './registry-changes.ts'
import * as store from './store.ts'

const MAX_LISTED = 100
const LOOKUPS = { limit: 20, windowMs: 24 * 3600_000 }

/**
 * Registers an organisation by its code: the registry says who its representative is, and only he gets the right to act for
 * it. Doing it again changes nothing; after a change of representative the new one does the same.
 */
export async function registerOrganisation(services: Services, citizen: Citizen, code: string): Promise<Organisation> {
  const { db } = services
  const normalised = code.normalize('NFKC').replaceAll(/\s/g, '').toUpperCase()
  if (!isOrgCode(normalised))
    throw new Problem(BadOrgCode, { errors: [{ path: '/code', message: '请填写 18 位统一社会信用代码，并逐位核对' }] })
  const person = await identity.personOf(services, citizen.id)
  if (person.level === 'L1') throw new Problem(LevelTooLow)
  if (!(await mayTry(db, `registry:${citizen.id}`, citizen.now, LOOKUPS)))
    throw new Problem(TooManyLookups, { retryAfterSeconds: 3600 })

  const entry = await readRegistry(services, normalised)
  const isRepresentative = entry.representativeDigest === person.idDigest && entry.representativeName === person.name
  const organisation = await db.transaction().execute(async (tx) => {
    // A stranger's look at a company that is known here counts too: what has ended in the registry has ended.
    if (!isRepresentative && !(await store.lockByCode(tx, normalised))) return undefined
    const row = await applyRegistryEntry(tx, citizen, entry)
    if (isRepresentative && row.status === 'active') await becomeRepresentative(tx, citizen, row, person)
    return row
  })
  if (!organisation || !isRepresentative) throw new Problem(NotRepresentative)
  if (organisation.status !== 'active') throw new Problem(OrganisationClosed)
  return shownTo(organisation, 'representative')
}

async function becomeRepresentative(
  tx: Tx,
  citizen: Citizen,
  { id: organisationId }: store.OrganisationRow,
  person: { name: string; idDigest: string },
) {
  const at = citizen.now.toISOString()
  const id = newId()
  const isNew = await store.insertMandate(tx, {
    id,
    organisationId,
    role: 'representative',
    citizenId: citizen.id,
    invitedDigest: person.idDigest,
    personName: person.name,
    items: null,
    validFrom: legalDate(citizen.now),
    validTo: null,
    maySign: true,
    grantedBy: citizen.id,
    grantedAt: at,
    confirmedAt: at,
  })
  if (isNew) await publish(tx, citizen, 'organisation.registered', { organisationId, mandateId: id })
}

/** The organisations that the person represents or acts for. */
export async function listOrganisations(db: Db, citizen: Citizen): Promise<Organisation[]> {
  const own = await store.listOwn(db, citizen.id, MAX_LISTED)
  return own.map((row) => ({
    id: row.organisationId,
    code: row.organisationCode,
    name: row.organisationName,
    type: row.organisationType,
    status: row.organisationStatus,
    representativeName: row.representativeName,
    checkedAt: row.checkedAt,
    role: row.role,
  }))
}

/** Re-reads the registry because somebody who acts for the organisation asks for it. */
export async function refreshOrganisation(services: Services, citizen: Citizen, id: string): Promise<Organisation> {
  const own = await store.listOwn(services.db, citizen.id, MAX_LISTED)
  const mine = own.find(({ organisationId }) => organisationId === id)
  if (!mine) throw new Problem(OrganisationNotFound)
  if (!(await mayTry(services.db, `registry:${citizen.id}`, citizen.now, LOOKUPS)))
    throw new Problem(TooManyLookups, { retryAfterSeconds: 3600 })
  return shownTo(await rereadRegistry(services, citizen, mine.organisationCode), mine.role)
}

function shownTo(row: store.OrganisationRow, role: Organisation['role']): Organisation {
  const { id, code, name, type, status, representativeName, checkedAt } = row
  return { id, code, name, type, status, representativeName, checkedAt, role }
}
