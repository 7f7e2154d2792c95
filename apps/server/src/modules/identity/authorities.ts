import type { FactorKind } from '@zhengtong/contract/identity'
import {
  AuthorityUnavailable,
  FactorLocked,
  FactorMismatch,
  FactorUnknown,
} from '@zhengtong/contract/registration-problems'
import type { ProblemType } from '@zhengtong/contract/problem'
import { factorKinds } from '@zhengtong/domain/identity-factor'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { createBreaker } from '../../platform/breaker.ts'
import { newId } from '../../platform/ids.ts'
import type { Services } from '../../platform/services.ts'
import { Problem } from '../../platform/problem.ts'

/** Who knows the truth about a factor (108号文 section 5: each is verified where it is issued). */
const authorities = {
  idNumber: 'police',
  phone: 'carrier',
  socialSecurityCard: 'social-security',
  bankCard: 'bank',
  providentFund: 'provident-fund',
  drivingFile: 'traffic',
} as const satisfies Record<FactorKind | 'idNumber', string>

const Verdict = Type.Object({
  result: Type.Union([
    Type.Literal('match'),
    Type.Literal('mismatch'),
    Type.Literal('unknown'),
    Type.Literal('locked'),
  ]),
})
const refusals: Record<'mismatch' | 'unknown' | 'locked', ProblemType> = {
  mismatch: FactorMismatch,
  unknown: FactorUnknown,
  locked: FactorLocked,
}

const breaker = createBreaker()
const placeOf = (config: Services['config'], authority: string) => `${config.authorities.url}/${authority}`

/**
 * Asks the authority whether name, identity number and factor belong together. Throws the citizen's problem when they do
 * not, and AuthorityUnavailable when there is no valid answer in time: never counted as a mismatch.
 */
export async function verifyAtAuthority(
  { config, log, clock }: Services,
  kind: FactorKind | 'idNumber',
  person: { name: string; idNumber: string; value?: string },
): Promise<void> {
  const authority = authorities[kind]
  const unavailable = () => new Problem(AuthorityUnavailable, { retryAfterSeconds: 30 })
  const ask = async () => {
    const response = await fetch(`${config.authorities.url}/${authority}/verify`, {
      redirect: 'error',
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${config.authorities.key}` },
      body: JSON.stringify({ requestId: newId(), ...person }),
      signal: AbortSignal.timeout(config.authorities.timeoutMs),
    })
    if (!response.ok) throw new Error(`authority answered ${response.status}`)
    return Value.Parse(Verdict, await response.json())
  }
  const verdict = await breaker
    .call(placeOf(config, authority), clock.now(), ask, unavailable)
    .catch((error: unknown) => {
      if (error instanceof Problem) throw error
      log.warn({ authority, reason: error instanceof Error ? error.name : 'unknown' }, 'authority gave no valid answer')
      throw unavailable()
    })
  if (verdict.result !== 'match') throw new Problem(refusals[verdict.result])
}

/** Factors whose authority is being left alone at the moment: the wizard advises to take others. */
export function restingFactors({ config }: Pick<Services, 'config'>, now: Date): FactorKind[] {
  return factorKinds.filter((kind) => breaker.isOpen(placeOf(config, authorities[kind]), now))
}
