import { parseCitizenId } from '@zhengtong/domain/citizen-id'
import { maskIdNumber } from '@zhengtong/domain/masking'
import { legalDate } from '../../platform/clock.ts'
import type { Crypto } from '../../platform/crypto/index.ts'
import type { CaseRow } from './store.ts'

type Stored = Pick<CaseRow, 'resultNumber' | 'resultNumberSealed'>

/** A result's number as it is stored: sealed where it is somebody's identity number, as birth registration gives one. */
export function storedNumber(crypto: Crypto, number: string | undefined, now: Date): Stored {
  const identifies = number !== undefined && parseCitizenId(number, { today: legalDate(now), allowDemo: true }).ok
  return identifies
    ? { resultNumber: null, resultNumberSealed: crypto.seal('cases', number) }
    : { resultNumber: number ?? null, resultNumberSealed: null }
}

/** The number, for the applicant. */
export const resultNumberOf = (crypto: Crypto, { resultNumber, resultNumberSealed }: Stored): string | null =>
  resultNumberSealed === null ? resultNumber : crypto.open(resultNumberSealed)

/** The number, for whoever only needs to see that there is one. */
export const maskedResultNumber = (crypto: Crypto, { resultNumber, resultNumberSealed }: Stored): string | null =>
  resultNumberSealed === null ? resultNumber : maskIdNumber(crypto.open(resultNumberSealed))
