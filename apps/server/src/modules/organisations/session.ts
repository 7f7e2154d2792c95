import type { Citizen } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import type { Authenticator } from '../../platform/services.ts'
import * as identity from '../identity/index.ts'
import { findInForce } from './store.ts'

/** Recognises a citizen, and with every request asks anew whether the mandate his session acts under is in force. */
export const authenticate: Authenticator = {
  kind: 'citizen',
  cookie: identity.CITIZEN_COOKIE,
  async find(services, token, act, { cookies }) {
    const citizen = await identity.citizenOfSession(services, token, cookies[identity.STEP_UP_COOKIE], act)
    return citizen?.mandateId ? underMandate(services.db, citizen, citizen.mandateId) : citizen
  },
}

async function underMandate(db: Db, citizen: Citizen, mandateId: string): Promise<Citizen> {
  const { mandateId: _unchecked, ...person } = citizen
  const mandate = await findInForce(db, person.id, mandateId, legalDate(person.now))
  if (!mandate) return { ...person, mandateEnded: true }
  const { organisationId: onBehalfOf, items, maySign, name, code, representativeName } = mandate
  const organisation = { name, code, representativeName }
  return { ...person, mandateId, onBehalfOf, organisation, maySign, ...(items ? { itemScope: items } : {}) }
}
