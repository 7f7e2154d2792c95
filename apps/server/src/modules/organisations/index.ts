/**
 * organisations: legal persons, who represents them and who acts for them under a mandate (法人、委托授权). Knows from the
 * registry who the representative is; does not know items or cases. A right is asked for with each request, never remembered.
 */
export { holdMandate, requireMandate } from './hold-mandate.ts'
export { recheckBeforeAct } from './registry-changes.ts'
export { endAllOf, findMandate, findOrganisation, heldMandate, listOwn, peopleToTell } from './store.ts'
