/**
 * identity: natural persons, their registration, sessions and consents. Does not know staff, items or cases.
 * Identity numbers and phones leave it masked, or opened for an act that needs them.
 */
export { citizenIdByIdNumber, citizenIdByPhone, findCitizen, listCitizens, listConsents } from './store.ts'
export { setSessionMandate } from './session-store.ts'
export { currentAgreement } from './agreement.ts'
export { eraseCitizen, isErased } from './erase-store.ts'
export { CITIZEN_COOKIE, SESSION_SECONDS, STEP_UP_COOKIE, citizenOfSession, type Entrance } from './session.ts'
export { personOf } from './person.ts'
export { digestOfPerson } from './digest-of-person.ts'
export { registerDirectly } from './register-directly.ts'
export { raiseLevel } from './raise-level.ts'
export { beginSession, holderOf, showMe } from './sign-in.ts'
