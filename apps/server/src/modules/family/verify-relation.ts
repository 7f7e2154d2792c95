import { FamilyRegistryUnavailable, RelationUnproven, type Relation } from '@zhengtong/contract/family'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { newId } from '../../platform/ids.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'

const Answer = Type.Object({ result: Type.Union([Type.Literal('match'), Type.Literal('mismatch')]) })
type Named = { name: string; idNumber: string }

/** Asks the register of births and guardianships; no answer in time is never taken for a no. */
export async function verifyRelation(
  { config, log }: Services,
  claim: { relation: Relation; guardian: Named; child: Named },
): Promise<void> {
  const { result } = await fetch(`${config.authorities.url}/family/verify`, {
    redirect: 'error',
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${config.authorities.key}` },
    body: JSON.stringify({ requestId: newId(), ...claim }),
    signal: AbortSignal.timeout(config.authorities.timeoutMs),
  })
    .then(async (response) => {
      if (!response.ok) throw new Error(`register answered ${response.status}`)
      return Value.Parse(Answer, await response.json())
    })
    .catch((error: unknown) => {
      log.warn({ authority: 'family', reason: error instanceof Error ? error.name : 'unknown' }, 'no valid answer')
      throw new Problem(FamilyRegistryUnavailable, { retryAfterSeconds: 30 })
    })
  if (result !== 'match') throw new Problem(RelationUnproven)
}
