import type { ItemPage } from '@zhengtong/contract/catalogue'
import type { CurrentIdentity } from '@zhengtong/contract/organisations'

const NATURAL_PERSON = '1'

export type SubjectFault = 'ended' | 'person-only' | 'company-only' | 'out-of-scope'

/** Why this item cannot be applied for under the current identity; the server decides the same way. */
export function subjectFault(
  { code, guide }: ItemPage,
  { current: mandate, ended }: CurrentIdentity,
): SubjectFault | '' {
  if (ended) return 'ended'
  const { serverType } = guide
  if (serverType.length > 0) {
    if (mandate && serverType.every((type) => type === NATURAL_PERSON)) return 'person-only'
    if (!mandate && !serverType.includes(NATURAL_PERSON)) return 'company-only'
  }
  return mandate?.items && !mandate.items.includes(code) ? 'out-of-scope' : ''
}
