import { MandateEnded, MandateNotFound, type CurrentIdentity } from '@zhengtong/contract/organisations'
import type { Citizen } from '../../platform/actor.ts'
import { publish } from '../../platform/events.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { legalDate } from '../../platform/clock.ts'
import * as identity from '../identity/index.ts'
import { signersOf } from './hold-mandate.ts'
import { shown } from './mandates.ts'
import { rereadRegistry } from './registry-changes.ts'
import * as store from './store.ts'

const MAX_LISTED = 100

/** On whose behalf the session acts now, and whom else this person may act for. */
export async function showIdentity(services: Services, citizen: Citizen): Promise<CurrentIdentity> {
  const [person, own] = await Promise.all([
    identity.personOf(services, citizen.id),
    store.listOwn(services.db, citizen.id, MAX_LISTED),
  ])
  const signers = citizen.onBehalfOf ? await signersOf(services.db, citizen.onBehalfOf, undefined, citizen.now) : []
  const mandates = own
    .filter(({ organisationStatus }) => organisationStatus === 'active')
    .map((row) => shown(row, citizen))
  return {
    personName: person.name,
    current: mandates.find(({ id }) => id === citizen.mandateId) ?? null,
    signers,
    ended: citizen.mandateEnded === true,
    available: mandates.filter(({ state }) => state === 'active'),
  }
}

/** Switches the session to an organisation, after asking the registry, or back to the person himself. */
export async function switchIdentity(
  services: Services,
  citizen: Citizen,
  mandateId: string | null,
): Promise<CurrentIdentity> {
  const { db } = services
  const today = legalDate(citizen.now)
  const wanted = mandateId && (await store.findInForce(db, citizen.id, mandateId, today))
  if (mandateId && !wanted) throw new Problem(MandateNotFound)
  if (wanted) await rereadRegistry(services, citizen, wanted.code)

  const {
    mandateId: _left,
    onBehalfOf: _id,
    organisation: _name,
    itemScope: _scope,
    maySign: _signing,
    mandateEnded: _ended,
    ...person
  } = citizen
  const next: Citizen =
    wanted && mandateId ? { ...person, mandateId, onBehalfOf: wanted.organisationId, maySign: wanted.maySign } : person
  await db.transaction().execute(async (tx) => {
    if (mandateId && !(await store.findInForce(tx, citizen.id, mandateId, today))) throw new Problem(MandateEnded)
    await identity.setSessionMandate(tx, citizen.sessionId, mandateId)
    await publish(tx, next, 'identity.switched', {
      citizenId: citizen.id,
      ...(wanted ? { organisationId: wanted.organisationId } : {}),
    })
  })
  return showIdentity(services, next)
}
