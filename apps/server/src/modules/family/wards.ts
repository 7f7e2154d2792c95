import {
  MAX_WARDS,
  NotAMinor,
  TooManyTries,
  TooManyWards,
  WARD_AGE,
  WardNotFound,
  WardRepeated,
  type Relation,
  type Ward,
} from '@zhengtong/contract/family'
import { BadIdNumber } from '@zhengtong/contract/identity'
import { NotSignedIn } from '@zhengtong/contract/problem'
import { parseCitizenId } from '@zhengtong/domain/citizen-id'
import { maskIdNumber } from '@zhengtong/domain/masking'
import { shiftMonths } from '@zhengtong/domain/plain-date'
import type { Citizen } from '../../platform/actor.ts'
import { mayTry } from '../../platform/attempts.ts'
import { legalDate } from '../../platform/clock.ts'
import { publish } from '../../platform/events.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as identity from '../identity/index.ts'
import * as store from './store.ts'
import { verifyRelation } from './verify-relation.ts'

const SHOWN = 50
const A_DAY = { limit: 10, windowMs: 24 * 3600_000 }

/** Registers a child under 14 as this person's ward, when the register confirms the relation. Again, it changes nothing. */
export async function addWard(
  services: Services,
  citizen: Citizen,
  id: string,
  input: { name: string; idNumber: string; relation: Relation },
): Promise<Ward> {
  const { db, crypto, config } = services
  const today = legalDate(citizen.now)
  const parsed = parseCitizenId(input.idNumber, { today, allowDemo: config.demo })
  if (!parsed.ok)
    throw new Problem(BadIdNumber, { errors: [{ path: '/idNumber', message: '身份证号不正确，请逐位核对' }] })
  const { number, birthDate } = parsed.value
  const until = shiftMonths(birthDate, WARD_AGE * 12)
  if (until <= today) throw new Problem(NotAMinor)
  const before = await store.findWard(db, citizen.id, id)
  if (before) return shown(before, today)
  if (!(await mayTry(db, `family:${citizen.id}`, citizen.now, A_DAY)))
    throw new Problem(TooManyTries, { retryAfterSeconds: 3600 })

  const child = { name: input.name.trim(), idNumber: number }
  await verifyRelation(services, { relation: input.relation, guardian: await guardianOf(services, citizen), child })
  await db.transaction().execute(async (tx) => {
    await store.lockFamily(tx, citizen.id)
    if ((await store.countWards(tx, citizen.id)) >= MAX_WARDS) throw new Problem(TooManyWards)
    const isNew = await store.insertWard(tx, {
      id,
      guardianId: citizen.id,
      name: child.name,
      idNumberSealed: crypto.seal('family', number),
      idNumberMasked: maskIdNumber(number),
      idNumberDigest: crypto.blindIndex('id-number', number),
      relation: input.relation,
      verifiedAt: citizen.now.toISOString(),
      until,
    })
    if (!isNew) throw new Problem(WardRepeated)
    await publish(tx, citizen, 'ward.added', { guardianId: citizen.id, wardId: id })
  })
  const added = await store.findWard(db, citizen.id, id)
  if (!added) throw new Problem(WardNotFound)
  return shown(added, today)
}

async function guardianOf({ db, crypto }: Services, citizen: Citizen) {
  const account = await identity.findCitizen(db, citizen.id)
  if (!account) throw new Problem(NotSignedIn)
  return { name: account.name, idNumber: crypto.open(account.idNumberSealed) }
}

export async function listWards({ db }: Services, citizen: Citizen): Promise<Ward[]> {
  const rows = await store.listWards(db, citizen.id, SHOWN)
  return rows.map((row) => shown(row, legalDate(citizen.now)))
}

export async function removeWard({ db }: Services, citizen: Citizen, id: string): Promise<void> {
  if (!(await store.findWard(db, citizen.id, id))) throw new Problem(WardNotFound)
  await db.transaction().execute(async (tx) => {
    if (await store.endWard(tx, citizen.id, id, citizen.now.toISOString()))
      await publish(tx, citizen, 'ward.ended', { guardianId: citizen.id, wardId: id })
  })
}

/** From the 14th birthday on, the day itself included, the record no longer counts. */
function shown({ id, name, idNumberMasked, relation, verifiedAt, until, endedAt }: store.WardRow, today: string): Ward {
  const state = endedAt ? 'ended' : until <= today ? 'grown' : 'active'
  return { id, name, idNumber: idNumberMasked, relation, verifiedAt, until, state }
}
