import { ageOn, parseCitizenId } from '@zhengtong/domain/citizen-id'
import type { Citizen } from '../../platform/actor.ts'
import { legalDate } from '../../platform/clock.ts'
import type { Services } from '../../platform/services.ts'
import type { ServiceRow } from './settings-store.ts'
import type { Places } from './slot-store.ts'

/** 老年人权益保障法 第二条: people who are 60. */
const SENIOR_AGE = 60

/**
 * Places of a time for one person. The last of them are kept for people of 60 and older, at whom the others are not
 * counted: who is younger finds the time full while they are still there.
 */
export function placesFor({ crypto }: Pick<Services, 'crypto'>, citizen: Citizen, service: ServiceRow) {
  const everybody = service.reservedPercent === 0 || isSenior(crypto, citizen)
  return (capacity: number): Places => ({
    capacity,
    limit: everybody ? capacity : capacity - Math.floor((capacity * service.reservedPercent) / 100),
  })
}

function isSenior(crypto: Services['crypto'], { account, now }: Citizen): boolean {
  const parsed = parseCitizenId(crypto.open(account.idNumberSealed), { allowDemo: true })
  return parsed.ok && ageOn(parsed.value.birthDate, legalDate(now)) >= SENIOR_AGE
}
