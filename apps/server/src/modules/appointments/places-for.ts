import { ageOn, parseCitizenId } from '@zhengtong/domain/citizen-id'
import type { Citizen } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Services } from '../../platform/services.ts'
import type { ServiceRow } from './settings-store.ts'
import type { Places } from './slot-store.ts'

/** 老年人权益保障法 第二条: people who are 60. */
const SENIOR_AGE = 60

/** The places of a time that people of any age may have: the last ones are for those of 60 and older. */
export function openToAll({ reservedPercent }: Pick<ServiceRow, 'reservedPercent'>, capacity: number): number {
  return capacity - Math.floor((capacity * reservedPercent) / 100)
}

/** Places of a time for one person: whoever is younger finds it full while those kept for the old are still there. */
export function placesFor({ crypto }: Pick<Services, 'crypto'>, citizen: Citizen, service: ServiceRow) {
  const everybody = service.reservedPercent === 0 || isSenior({ crypto }, citizen)
  return (capacity: number): Places => ({ capacity, limit: everybody ? capacity : openToAll(service, capacity) })
}

export function isSenior({ crypto }: Pick<Services, 'crypto'>, { account, now }: Citizen): boolean {
  const parsed = parseCitizenId(crypto.open(account.idNumberSealed), { allowDemo: true })
  return parsed.ok && ageOn(parsed.value.birthDate, legalDate(now)) >= SENIOR_AGE
}
