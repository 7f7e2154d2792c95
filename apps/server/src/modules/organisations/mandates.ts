import {
  BadMandateDates,
  MandateAnswered,
  MandateIdTaken,
  MandateNotFound,
  MandateRepeated,
  NotRepresentative,
  OrganisationNotFound,
  OwnMandate,
  TooManyMandates,
  type Mandate,
} from '@zhengtong/contract/organisations'
import { isPlainDate } from '@zhengtong/domain/plain-date'
import type { Citizen } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as identity from '../identity/index.ts'
import * as store from './store.ts'

const MAX_OPEN = 50
const MAX_LISTED = 200
const MAX_INVITATIONS = 50
const MAX_YEARS = 3

interface Grant {
  personName: string
  person: string
  items: string[] | null
  validFrom: string
  validTo: string
  maySign: boolean
}

/**
 * The representative appoints an agent, who is named by phone or identity number and has to confirm: so the answer does not
 * tell who has an account. Only the representative may; an agent cannot pass his mandate on.
 */
export async function grantMandate(
  services: Services,
  citizen: Citizen,
  organisationId: string,
  id: string,
  grant: Grant,
): Promise<Mandate> {
  const today = legalDate(citizen.now)
  checkDates(grant, today)
  const invitedDigest = identity.digestOfPerson(services, citizen.now, grant.person)
  const own = await identity.personOf(services, citizen.id)
  if (own.digests.includes(invitedDigest)) throw new Problem(OwnMandate)
  const at = citizen.now.toISOString()

  await services.db.transaction().execute(async (tx) => {
    if (!(await store.holdRepresentative(tx, citizen.id, organisationId, today))) throw new Problem(NotRepresentative)
    const before = await store.findMandate(tx, id)
    if (before) return sameOrRefused(before, { ...grant, organisationId, invitedDigest })
    await store.endExpired(tx, organisationId, today, { at, by: citizen.id, reason: 'expired' })
    if ((await store.countOpen(tx, organisationId)) > MAX_OPEN) throw new Problem(TooManyMandates)
    const isNew = await store.insertMandate(tx, {
      id,
      organisationId,
      role: 'agent',
      citizenId: null,
      invitedDigest,
      personName: grant.personName.trim(),
      items: grant.items,
      validFrom: grant.validFrom,
      validTo: grant.validTo,
      maySign: grant.maySign,
      grantedBy: citizen.id,
      grantedAt: at,
      confirmedAt: null,
    })
    if (!isNew) throw new Problem(MandateRepeated)
    await publish(tx, citizen, 'mandate.granted', { organisationId, mandateId: id })
  })
  return showMandate(services, citizen, id)
}

/** The person invited takes the mandate, or does not. His name must be the one the representative wrote. */
export async function answerMandate(
  services: Services,
  citizen: Citizen,
  id: string,
  accept: boolean,
): Promise<Mandate> {
  const person = await identity.personOf(services, citizen.id)
  const found = await store.findMandate(services.db, id)
  if (!found || !person.digests.includes(found.invitedDigest) || found.personName !== person.name)
    throw new Problem(MandateNotFound)
  const at = citizen.now.toISOString()
  const subject = { organisationId: found.organisationId, mandateId: id }
  await services.db.transaction().execute(async (tx) => {
    if (!accept) {
      if (found.confirmedAt) throw new Problem(MandateAnswered)
      const declined = await store.endOne(tx, id, { at, by: citizen.id, reason: 'declined' })
      if (declined) await publish(tx, citizen, 'mandate.ended', { ...subject, reason: 'declined' })
      return
    }
    if (found.citizenId === citizen.id && !found.endedAt) return
    if ((await store.listOwn(tx, citizen.id, MAX_LISTED)).some((own) => own.organisationId === found.organisationId))
      throw new Problem(MandateRepeated)
    if (!(await store.confirmMandate(tx, id, citizen.id, at))) throw new Problem(MandateAnswered)
    await publish(tx, citizen, 'mandate.confirmed', subject)
  })
  return showMandate(services, citizen, id)
}

/** Ends a mandate at once: the representative takes it back, or the agent gives it up. Again, it changes nothing. */
export async function endMandate(services: Services, citizen: Citizen, id: string): Promise<void> {
  const found = await store.findMandate(services.db, id)
  if (!found || found.role !== 'agent') throw new Problem(MandateNotFound)
  const at = citizen.now.toISOString()
  await services.db.transaction().execute(async (tx) => {
    const mine = found.citizenId === citizen.id
    if (!mine && !(await isRepresentative(tx, citizen, found.organisationId))) throw new Problem(MandateNotFound)
    const reason = mine ? 'resigned' : 'revoked'
    const ended = await store.endOne(tx, id, { at, by: citizen.id, reason })
    if (ended)
      await publish(tx, citizen, 'mandate.ended', { organisationId: found.organisationId, mandateId: id, reason })
  })
}

/** The representative lets an agent prepare only, from now on. Again, it changes nothing. */
export async function endSigning(services: Services, citizen: Citizen, id: string): Promise<Mandate> {
  const found = await store.findMandate(services.db, id)
  if (!found || found.role !== 'agent') throw new Problem(MandateNotFound)
  await services.db.transaction().execute(async (tx) => {
    if (!(await isRepresentative(tx, citizen, found.organisationId))) throw new Problem(MandateNotFound)
    if (await store.endSigning(tx, id))
      await publish(tx, citizen, 'mandate.signing-ended', { organisationId: found.organisationId, mandateId: id })
  })
  return showMandate(services, citizen, id)
}

/** The representative sees all mandates of his organisation and their history, an agent his own. */
export async function listMandates(services: Services, citizen: Citizen, organisationId: string): Promise<Mandate[]> {
  const own = await store.listOfOrganisation(services.db, organisationId, citizen.id, MAX_LISTED)
  const isNow = own.some(({ role, endedAt }) => role === 'representative' && !endedAt)
  const rows = isNow ? await store.listOfOrganisation(services.db, organisationId, undefined, MAX_LISTED) : own
  if (rows.length === 0) throw new Problem(OrganisationNotFound)
  return rows.map((row) => shown(row, citizen))
}

export async function listInvitations(services: Services, citizen: Citizen): Promise<Mandate[]> {
  const person = await identity.personOf(services, citizen.id)
  const rows = await store.listInvitations(services.db, person.digests, legalDate(citizen.now), MAX_INVITATIONS)
  return rows.filter(({ personName }) => personName === person.name).map((row) => shown(row, citizen))
}

/** The mandate as both sides see it; what the organisation's name is worth is told by `state`. */
export function shown(row: store.MandateWithOrganisation, citizen: Citizen): Mandate {
  return {
    ...row,
    state: stateOf(row, legalDate(citizen.now)),
    isMine: row.citizenId === citizen.id,
  }
}

function stateOf({ endedAt, confirmedAt, validFrom, validTo }: store.MandateRow, today: string): Mandate['state'] {
  if (endedAt) return 'ended'
  if (validTo && validTo < today) return 'expired'
  if (!confirmedAt) return 'pending'
  return validFrom > today ? 'not-yet' : 'active'
}

async function showMandate({ db }: Services, citizen: Citizen, id: string): Promise<Mandate> {
  const row = await store.findMandate(db, id)
  if (!row) throw new Problem(MandateNotFound)
  return shown(row, citizen)
}

async function isRepresentative(tx: Tx, citizen: Citizen, organisationId: string): Promise<boolean> {
  return (await store.holdRepresentative(tx, citizen.id, organisationId, legalDate(citizen.now))) !== undefined
}

function checkDates({ validFrom, validTo }: Grant, today: string) {
  const last = `${Number(today.slice(0, 4)) + MAX_YEARS}${today.slice(4)}`
  if (!isPlainDate(validFrom) || !isPlainDate(validTo) || validTo < validFrom || validTo < today)
    throw new Problem(BadMandateDates, { errors: [{ path: '/validTo', message: '结束日期不能早于开始日期和今天' }] })
  if (validTo > last)
    throw new Problem(BadMandateDates, { errors: [{ path: '/validTo', message: `授权最长 ${MAX_YEARS} 年` }] })
}

/** A repeated grant finds its own row; anything else under a used id is refused. */
function sameOrRefused(
  before: store.MandateRow,
  wanted: Pick<Grant, 'items' | 'validFrom' | 'validTo' | 'maySign'> & {
    organisationId: string
    invitedDigest: string
  },
) {
  const same =
    before.organisationId === wanted.organisationId &&
    before.invitedDigest === wanted.invitedDigest &&
    before.validFrom === wanted.validFrom &&
    before.validTo === wanted.validTo &&
    before.maySign === wanted.maySign &&
    JSON.stringify(before.items) === JSON.stringify(wanted.items)
  if (!same) throw new Problem(MandateIdTaken)
}
