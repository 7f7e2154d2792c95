import type { ItemPage } from '@zhengtong/contract/catalogue'
import type { Mandate } from '@zhengtong/contract/organisations'

const NATURAL_PERSON = '1'

/** Why this item cannot be applied for under the current identity; the server decides the same way. */
export function subjectFault(
  { code, guide }: ItemPage,
  mandate: Mandate | null,
): 'person-only' | 'company-only' | 'out-of-scope' | '' {
  const { serverType } = guide
  if (serverType.length > 0) {
    if (mandate && serverType.every((type) => type === NATURAL_PERSON)) return 'person-only'
    if (!mandate && !serverType.includes(NATURAL_PERSON)) return 'company-only'
  }
  return mandate?.items && !mandate.items.includes(code) ? 'out-of-scope' : ''
}
