/**
 * access: agencies (实施主体), staff, their sessions, roles and data scopes. Does not know citizens, items or cases.
 */
export { agencyRow, findAgencyElements, upsertAgencies, type AgencyRow } from './store.ts'
export { plantOrganisation, type Organisation } from './plant-store.ts'
export { createStaff } from './create-staff.ts'
export { installAdministrators } from './install-administrators.ts'
export { initialGrant } from './create-staff.ts'
export * as rights from './rights-store.ts'
export { scopeOf } from './scope.ts'
export { within, type Scope } from './scope-store.ts'
export { closeAgency } from './organisation.ts'
export { phonesToWarn } from './reissue-store.ts'
export { findHalls, holdHall, listHallsOf, type HallPlace } from './hall-store.ts'
export { colleaguesIn, deputisedBy, findHolder, staffHolding, staffNames, type Colleague } from './colleague-store.ts'
export { peekSession } from './session.ts'
