import { KinshipEnded, type FileableRelative } from '@zhengtong/contract/family'
import { OutOfScope } from '@zhengtong/contract/organisations'
import { maskName } from '@zhengtong/domain/masking'
import type { Citizen, Kinship } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import * as identity from '../identity/index.ts'
import * as store from './store.ts'

const SHOWN = 50

/** For whom somebody acts, as the register or the own account of that person knows him. */
export interface Relative {
  kinship: Kinship
  name: string
  idNumber: string
  idNumberDigest: string
  /** Null: a child, who has none. */
  phone: string | null
}

/** The persons for whom this one may file today, names and numbers masked. */
export async function listRelatives({ db }: Services, citizen: Citizen): Promise<FileableRelative[]> {
  const today = legalDate(citizen.now)
  const [wards, mandates] = await Promise.all([
    store.listWards(db, citizen.id, SHOWN),
    store.listFileable(db, citizen.id, today, SHOWN),
  ])
  const accounts = await identity.listCitizens(
    db,
    mandates.map(({ principalId }) => principalId),
  )
  const children = wards.filter(({ endedAt, until }) => !endedAt && until > today)
  return [
    ...children.map(({ id, name, idNumberMasked }) => ({
      id,
      kind: 'ward' as const,
      name: maskName(name),
      idNumber: idNumberMasked,
      phone: null,
      items: null,
    })),
    ...mandates.flatMap(({ id, principalId, items }) => {
      const account = accounts.find((one) => one.id === principalId)
      if (!account) return []
      const { name, idNumberMasked, phoneMasked } = account
      return [
        { id, kind: 'mandate' as const, name: maskName(name), idNumber: idNumberMasked, phone: phoneMasked, items },
      ]
    }),
  ]
}

/** The person behind a ward record or family mandate under which this one may act for him today, in this item. */
export async function findRelative(
  services: Services,
  citizen: Citizen,
  id: string,
  itemCode: string,
): Promise<Relative> {
  const { db, crypto } = services
  const today = legalDate(citizen.now)
  const ward = await store.findWard(db, citizen.id, id)
  if (ward) {
    if (ward.endedAt || ward.until <= today) throw new Problem(KinshipEnded)
    const { name, idNumberDigest } = ward
    const kinship: Kinship = { kind: 'ward', id, personId: ward.id }
    return { kinship, name, idNumber: crypto.open(ward.idNumberSealed), idNumberDigest, phone: null }
  }
  const mandate = await store.findFileable(db, citizen.id, id, today)
  const account = mandate && (await accountOf(db, mandate.principalId))
  if (!mandate || !account) throw new Problem(KinshipEnded)
  if (mandate.items && !mandate.items.includes(itemCode))
    throw new Problem(OutOfScope, { detail: '家人给您的授权不包括这个事项，请让家人另外授权，或者由本人办理。' })
  const idNumber = crypto.open(account.idNumberSealed)
  return {
    kinship: { kind: 'mandate', id, personId: mandate.principalId },
    name: account.name,
    idNumber,
    idNumberDigest: crypto.blindIndex('id-number', idNumber),
    phone: account.phoneSealed && crypto.open(account.phoneSealed),
  }
}

/** Undefined also for an account that has been erased. */
async function accountOf(db: Db, citizenId: string) {
  const account = await identity.findCitizen(db, citizenId)
  return account?.idNumberSealed ? account : undefined
}
