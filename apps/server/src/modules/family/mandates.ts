import {
  BadFamilyDates,
  FamilyMandateAnswered,
  FamilyMandateIdTaken,
  FamilyMandateNotFound,
  FamilyMandateRepeated,
  NotToOneself,
  TooManyFamilyMandates,
  type FamilyMandate,
} from '@zhengtong/contract/family'
import { isPlainDate } from '@zhengtong/domain/plain-date'
import type { Citizen } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as identity from '../identity/index.ts'
import * as store from './store.ts'

const SHOWN = 100
const MAX_OPEN = 20
const MAX_YEARS = 3

interface Grant {
  personName: string
  person: string
  items: string[] | null
  validFrom: string
  validTo: string
  mayFile?: boolean
}

/** A person lets a relative follow his cases; the relative has to confirm. The answer does not tell who has an account. */
export async function grantMandate(services: Services, citizen: Citizen, id: string, grant: Grant) {
  const today = legalDate(citizen.now)
  checkDates(grant, today)
  const invitedDigest = identity.digestOfPerson(services, citizen.now, grant.person)
  const own = await identity.personOf(services, citizen.id)
  if (own.digests.includes(invitedDigest)) throw new Problem(NotToOneself)
  const { items, validFrom, validTo, mayFile = false } = grant
  const at = citizen.now.toISOString()
  await services.db.transaction().execute(async (tx) => {
    await store.lockFamily(tx, citizen.id)
    const before = await store.findMandate(tx, id)
    if (before) {
      const asked = [citizen.id, invitedDigest, validFrom, validTo, JSON.stringify(items), mayFile]
      const had = [
        before.principalId,
        before.invitedDigest,
        before.validFrom,
        before.validTo,
        JSON.stringify(before.items),
        before.mayFile,
      ]
      if (asked.join() !== had.join()) throw new Problem(FamilyMandateIdTaken)
      return
    }
    if ((await store.endExpired(tx, citizen.id, today, at)) >= MAX_OPEN) throw new Problem(TooManyFamilyMandates)
    const isNew = await store.insertMandate(tx, {
      id,
      principalId: citizen.id,
      principalName: own.name,
      agentName: grant.personName.trim(),
      invitedDigest,
      items,
      validFrom,
      validTo,
      mayFile,
      grantedAt: at,
    })
    if (!isNew) throw new Problem(FamilyMandateRepeated)
    await publish(tx, citizen, 'family-mandate.granted', { principalId: citizen.id, mandateId: id })
  })
  return show(services, citizen, id)
}

export async function answerMandate(services: Services, citizen: Citizen, id: string, accept: boolean) {
  const person = await identity.personOf(services, citizen.id)
  const found = await store.findMandate(services.db, id)
  if (!found || !person.digests.includes(found.invitedDigest) || found.agentName !== person.name)
    throw new Problem(FamilyMandateNotFound)
  const at = citizen.now.toISOString()
  const subject = { principalId: found.principalId, mandateId: id }
  await services.db.transaction().execute(async (tx) => {
    if (accept && found.agentId === citizen.id && !found.endedAt) return
    if (!accept && !found.confirmedAt) {
      if (await store.endMandate(tx, id, at, 'declined')) await publish(tx, citizen, 'family-mandate.ended', subject)
      return
    }
    if (!accept || !(await store.confirmMandate(tx, id, citizen.id, at))) throw new Problem(FamilyMandateAnswered)
    await publish(tx, citizen, 'family-mandate.confirmed', subject)
  })
  return show(services, citizen, id)
}

/** Ends a mandate at once: taken back by him who gave it, or given up by him who has it. Again, it changes nothing. */
export async function endMandate({ db }: Services, citizen: Citizen, id: string): Promise<void> {
  const found = await store.findMandate(db, id)
  if (!found || (found.principalId !== citizen.id && found.agentId !== citizen.id))
    throw new Problem(FamilyMandateNotFound)
  const reason = found.principalId === citizen.id ? 'revoked' : 'resigned'
  await db.transaction().execute(async (tx) => {
    if (await store.endMandate(tx, id, citizen.now.toISOString(), reason))
      await publish(tx, citizen, 'family-mandate.ended', { principalId: found.principalId, mandateId: id })
  })
}

export async function listMandates(services: Services, citizen: Citizen): Promise<FamilyMandate[]> {
  const person = await identity.personOf(services, citizen.id)
  const rows = await store.listMandates(services.db, citizen.id, person.digests, SHOWN)
  return rows
    .filter((row) => row.principalId === citizen.id || row.agentId === citizen.id || row.agentName === person.name)
    .map((row) => shown(row, citizen))
}

/** Whose cases this person may follow under a mandate in force, and in which items. */
export function findFollowed(db: Db, citizen: Citizen, id: string) {
  return store.findInForce(db, citizen.id, id, legalDate(citizen.now))
}

async function show({ db }: Services, citizen: Citizen, id: string): Promise<FamilyMandate> {
  const row = await store.findMandate(db, id)
  if (!row) throw new Problem(FamilyMandateNotFound)
  return shown(row, citizen)
}

function shown(row: store.FamilyMandateRow, { id: me, now }: Citizen): FamilyMandate {
  const { id, items, validFrom, validTo, mayFile, grantedAt, endedAt, endReason } = row
  const given = row.principalId === me
  return {
    id,
    direction: given ? 'given' : 'received',
    personName: given ? row.agentName : row.principalName,
    state: stateOf(row, legalDate(now)),
    items,
    validFrom,
    validTo,
    mayFile,
    grantedAt,
    endedAt,
    endReason,
  }
}

function stateOf(row: store.FamilyMandateRow, today: string): FamilyMandate['state'] {
  if (row.endedAt) return 'ended'
  if (row.validTo < today) return 'expired'
  if (!row.confirmedAt) return 'pending'
  return row.validFrom > today ? 'not-yet' : 'active'
}

function checkDates({ validFrom, validTo }: Grant, today: string): void {
  const last = `${Number(today.slice(0, 4)) + MAX_YEARS}${today.slice(4)}`
  if (!isPlainDate(validFrom) || !isPlainDate(validTo) || validTo < validFrom || validTo < today)
    throw new Problem(BadFamilyDates, { errors: [{ path: '/validTo', message: '结束日期不能早于开始日期和今天' }] })
  if (validTo > last)
    throw new Problem(BadFamilyDates, { errors: [{ path: '/validTo', message: `授权最长 ${MAX_YEARS} 年` }] })
}
