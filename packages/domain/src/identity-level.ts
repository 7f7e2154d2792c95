/**
 * How surely somebody is known (108号文 section 5; the levels are this platform's): L1 by phone, L2 by name and number with two
 * more facts, L3 as the real person (face or network credential), L4 as a registered organisation.
 */
export const identityLevels = ['L1', 'L2', 'L3', 'L4'] as const
export type IdentityLevel = (typeof identityLevels)[number]

/**
 * Whether an applicant may file what needs `needed`. An organisation is L4 by its register; the person who acts for it must
 * be known as surely as the item asks of persons.
 */
export function levelSuffices(
  needed: IdentityLevel,
  { level, forOrganisation }: { level: IdentityLevel; forOrganisation: boolean },
): boolean {
  if (needed === 'L4') return forOrganisation
  return identityLevels.indexOf(level) >= identityLevels.indexOf(needed)
}
