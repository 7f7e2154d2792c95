/**
 * identity: natural persons, their registration, sessions and consents. Does not know staff, items or cases.
 * Identity numbers and phones leave it masked, or opened for an act that needs them.
 */
export { citizenIdByIdNumber, citizenIdByPhone, findCitizen, listCitizens, listConsents } from './store.ts'
export { setSessionMandate } from './session-store.ts'
export { currentAgreement } from './agreement.ts'
export { eraseCitizen, isErased } from './erase-store.ts'
export {
  CITIZEN_COOKIE,
  REGISTRATION_COOKIE,
  SESSION_SECONDS,
  STEP_UP_COOKIE,
  citizenOfSession,
  type Entrance,
} from './session.ts'
export { personOf } from './person.ts'
export { digestOfPerson } from './digest-of-person.ts'
export { beginRegistration, REGISTRATION_SECONDS } from './begin-registration.ts'
export { noteConsent } from './create-citizen.ts'
export { showRegistration } from './register.ts'
export { registerDirectly } from './register-directly.ts'
export { raiseLevel } from './raise-level.ts'
export { giveStepUp } from './account-routes.ts'
export { markSteppedUp } from './step-up.ts'
export { beginSession, holderOf, showMe } from './sign-in.ts'
