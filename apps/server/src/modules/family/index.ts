/**
 * family: children under 14 and their guardians, and relatives whom a person lets follow his cases or file for him. Knows
 * no items or cases; whoever does asks here, with each act, whether one may act for the other.
 */
export { findFollowed } from './mandates.ts'
export { findRelative, type Relative } from './relatives.ts'
export { findMandate as findFamilyMandate, endFamilyOf } from './store.ts'
export { heldKinship, holdKinship, isInForce, lettingRead, requireKinship } from './kinship-store.ts'
