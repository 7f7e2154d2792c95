import { OrganisationStatus, OrganisationUnknown, RegistryUnavailable } from '@zhengtong/contract/organisations'
import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'
import { newId } from '../../platform/ids.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'

const Registered = Type.Object({
  code: Type.String(),
  name: Type.String({ minLength: 1, maxLength: 200 }),
  type: Type.String({ maxLength: 100 }),
  status: OrganisationStatus,
  representative: Type.Object({ name: Type.String({ minLength: 1 }), idNumber: Type.String({ minLength: 1 }) }),
})
const Answer = Type.Union([
  Type.Object({ result: Type.Literal('found'), organisation: Registered }),
  Type.Object({ result: Type.Literal('unknown') }),
])

/** What the registry says of an organisation, with the representative's identity number already a keyed digest. */
export interface RegistryEntry extends Omit<Static<typeof Registered>, 'representative'> {
  representativeName: string
  representativeDigest: string
}

/**
 * Reads an organisation at the registry. Throws OrganisationUnknown when it has none with this code and RegistryUnavailable
 * when there is no valid answer in time.
 */
export async function readRegistry({ config, crypto, log }: Services, code: string): Promise<RegistryEntry> {
  const answer = await fetch(`${config.authorities.url}/registry/lookup`, {
    redirect: 'error',
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${config.authorities.key}` },
    body: JSON.stringify({ requestId: newId(), code }),
    signal: AbortSignal.timeout(config.authorities.timeoutMs),
  })
    .then(async (response) => {
      if (!response.ok) throw new Error(`registry answered ${response.status}`)
      return Value.Parse(Answer, await response.json())
    })
    .catch((error: unknown) => {
      log.warn({ authority: 'registry', reason: error instanceof Error ? error.name : 'unknown' }, 'no valid answer')
      throw new Problem(RegistryUnavailable, { retryAfterSeconds: 30 })
    })
  if (answer.result === 'unknown' || answer.organisation.code !== code) throw new Problem(OrganisationUnknown)
  const { representative, ...organisation } = answer.organisation
  return {
    ...organisation,
    representativeName: representative.name,
    representativeDigest: crypto.blindIndex('id-number', representative.idNumber),
  }
}
